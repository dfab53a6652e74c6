"""Score the views against the suite: is the hidden term found, at the characters that hide it?

    python -m bench.obfuscation.score [--missed]

Each case is searched alone, with every form of its term. A find counts when it covers all letters
of the marked slice and nothing outside it; on an ordinary text (no slice) any find is a false one.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plainsight.detect.views import Index, Sighting, variants

SUITE = Path(__file__).with_name("suite.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A post and the term hidden in it; without a slice, a post that is not to be taken for it."""

    id: str
    language: str
    technique: str
    term: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Recall, or false finds, of one language and technique."""

    language: str
    technique: str
    cases: int
    found: int  # hidden terms found, or ordinary posts mistaken


def load(path: Path = SUITE) -> list[Case]:
    """All cases of the suite."""
    with path.open(encoding="utf-8") as lines:
        return [Case(**json.loads(line)) for line in lines]


def is_found(case: Case) -> bool:
    """Whether the term is found where it hides; in an ordinary post, whether it is found at all."""
    index = Index({case.term: list(variants(case.term, initials=case.technique == "initials"))})
    sightings = index.find(case.text)
    if case.start is None:
        return bool(sightings)
    return any(_covers(case, sighting) for sighting in sightings)


def run(cases: list[Case] | None = None) -> list[Row]:
    """One row per language and technique; ordinary posts have `ordinary/` before the technique."""
    totals: Counter[tuple[str, str]] = Counter()
    founds: Counter[tuple[str, str]] = Counter()
    for case in load() if cases is None else cases:
        kind = case.technique if case.start is not None else f"ordinary/{case.technique}"
        totals[case.language, kind] += 1
        founds[case.language, kind] += is_found(case)
    return [
        Row(language=language, technique=kind, cases=count, found=founds[language, kind])
        for (language, kind), count in sorted(totals.items())
    ]


def main() -> None:
    """Print the table, or with --missed the cases that went wrong."""
    cases = load()
    if "--missed" in sys.argv:
        for case in cases:
            if is_found(case) == (case.start is None):
                print(f"{case.id}  {case.technique:14}  {case.term}  {case.text!r}")
    for line in _table(run(cases)):
        print(line)


def _covers(case: Case, sighting: Sighting) -> bool:
    assert case.start is not None
    assert case.end is not None
    inside = case.start <= sighting.start and sighting.end <= case.end
    left_out = case.text[case.start : sighting.start] + case.text[sighting.end : case.end]
    return inside and not any(map(str.isalnum, left_out))


def _table(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        yield f"{row.language}  {row.technique:24} {row.found:3} / {row.cases}"
    for language in sorted({row.language for row in rows}):
        for title, is_ordinary in (("hidden, found", False), ("ordinary, mistaken", True)):
            part = [
                row
                for row in rows
                if row.language == language and row.technique.startswith("ordinary/") == is_ordinary
            ]
            found, cases = sum(r.found for r in part), sum(r.cases for r in part)
            yield f"{language}  {title:24} {found:3} / {cases}  {found / cases:.1%}"


if __name__ == "__main__":
    main()
