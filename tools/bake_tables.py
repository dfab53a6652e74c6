"""Bake the character tables of plainsight.detect.tables from public data.

    python tools/bake_tables.py            write src/plainsight/detect/tables/*.tsv
    python tools/bake_tables.py --check    say which file would change, write nothing

Needs the `author` extra (opencc, pypinyin, jieba, pyspellchecker). The result is the same on every
machine that has the same Unicode data and the locked versions of these libraries; a test bakes
again and compares.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from baking import chinese, fold, latin, shapes  # noqa: E402

TABLES = HERE.parent / "src" / "plainsight" / "detect" / "tables"


def bake() -> dict[str, str]:
    """File name to content, for every baked table."""
    folded = fold.fold_map(HERE / "tables")
    return {
        "fold.tsv": fold.as_tsv(folded),
        "rare_glyphs.tsv": fold.rare_glyphs_tsv(HERE / "tables"),
        "classes.tsv": shapes.classes_tsv(),
        **chinese.sound_tables(folded, HERE / "tables"),
        "latin_words.tsv": latin.latin_words_tsv(folded, HERE / "tables"),
        "counted_words.tsv": latin.counted_words_tsv(folded, HERE / "tables"),
        "words.tsv": chinese.words_tsv(folded),
    }


def main() -> int:
    """Write the tables, or compare them."""
    stale = []
    for name, content in bake().items():
        path = TABLES / name
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(content, encoding="utf-8")
    print("changed: " + ", ".join(stale) if stale else "every table is up to date")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
