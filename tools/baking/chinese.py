"""Readings, ordinary words and the pieces of characters."""

from pathlib import Path

from baking import shapes
from baking.sources import rows

WORD_COUNT_MIN = 50  # occurrences in jieba's corpus below which a word is not "ordinary"
WORD_CHARS_MAX = 4
DIGITS = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")


def sound_tsv(folded: dict[str, str], sources: Path) -> str:
    """Rows `syllables TAB characters`: the commonest toneless reading of each character."""
    from pypinyin import Style, lazy_pinyin

    chars: dict[str, list[str]] = {}
    for char in shapes.every_character():
        if char in folded or not shapes.is_unspaced(char):
            continue
        (reading,) = lazy_pinyin(char, style=Style.NORMAL, v_to_u=False, errors=lambda _: [""]) or [
            ""
        ]
        if reading.isascii() and reading.isalpha():
            chars.setdefault(reading, []).append(char)
    for digit, reading in enumerate(DIGITS):
        chars[reading].append(str(digit))
    for word, emoji in rows(sources / "emoji_words.tsv"):
        chars.setdefault(" ".join(lazy_pinyin(word, v_to_u=False)), []).extend(emoji)
    body = "".join(f"{reading}\t{''.join(found)}\n" for reading, found in sorted(chars.items()))
    return shapes.header(extra=" and pypinyin (MIT)") + body


def words_tsv(folded: dict[str, str]) -> str:
    """Ordinary Chinese words of two to four characters, folded, by first character."""
    import jieba

    tails: dict[str, set[str]] = {}
    text = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, count, _ = line.split(" ")
        plain = "".join(folded.get(char, char) for char in word)
        if int(count) >= WORD_COUNT_MIN and 2 <= len(plain) <= WORD_CHARS_MAX:
            tails.setdefault(plain[0], set()).add(plain[1:])
    body = "".join(f"{head}\t{' '.join(sorted(tails[head]))}\n" for head in sorted(tails))
    return shapes.header(extra=" and jieba's dictionary (MIT)") + body
