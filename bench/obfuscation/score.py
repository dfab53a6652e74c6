"""Score the views against the suite: is the hidden term found, at the characters that hide it?

    python -m bench.obfuscation [--missed]

Each case is searched alone, with every form of its term. A find counts when it covers all letters
of the marked slice and nothing outside it; on an ordinary text (no slice) any find is a false one.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.row import Row
from plainsight.detect.views import Index, Sighting, Technique, variants
from plainsight.detect.views.variants import USUAL

LANGUAGES = ("zh", "en", "es")
RECALL_MIN = 0.95
MISTAKEN_MAX = 0.1  # of ordinary posts that were written to be mistaken
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
class Tally:
    """Finds in the cases of one language and technique."""

    language: str
    technique: str
    is_hidden: bool  # False: ordinary posts, in which every find is a mistake
    cases: int
    found: int


def run() -> list[Row]:
    """Recall and mistakes per language, for the table of all benchmarks."""
    tallies = tally(load())
    return [
        _row(language, [t for t in tallies if t.language == language and t.is_hidden == is_hidden])
        for language in LANGUAGES
        for is_hidden in (True, False)
    ]


def load(path: Path = SUITE) -> list[Case]:
    """All cases of the suite."""
    with path.open(encoding="utf-8") as lines:
        return [Case(**json.loads(line)) for line in lines]


def is_found(case: Case) -> bool:
    """Whether the term is found where it hides; in an ordinary post, whether it is found at all."""
    techniques = USUAL | {Technique.INITIALS} if case.technique == "initials" else USUAL
    index = Index({case.term: list(variants(case.term, techniques))})
    sightings = index.find(case.text)
    if case.start is None:
        return bool(sightings)
    return any(_covers(case, sighting) for sighting in sightings)


def tally(cases: list[Case]) -> list[Tally]:
    """One tally per language and technique."""
    totals: Counter[tuple[str, bool, str]] = Counter()
    founds: Counter[tuple[str, bool, str]] = Counter()
    for case in cases:
        key = case.language, case.start is not None, case.technique
        totals[key] += 1
        founds[key] += is_found(case)
    return [
        Tally(
            language=language,
            technique=technique,
            is_hidden=is_hidden,
            cases=count,
            found=founds[language, is_hidden, technique],
        )
        for (language, is_hidden, technique), count in sorted(totals.items())
    ]


def main() -> None:
    """Print the table, or with --missed the cases that went wrong."""
    cases = load()
    if "--missed" in sys.argv:
        for case in cases:
            if is_found(case) == (case.start is None):
                print(f"{case.id}  {case.technique:14}  {case.term}  {case.text!r}")
    for row in tally(cases):
        kind = "hidden" if row.is_hidden else "ordinary"
        print(f"{row.language}  {kind:8}  {row.technique:14} {row.found:3} / {row.cases}")
    for total in run():
        print(f"{total.what:24} {total.value:.1%}  {total.note}")


def _row(language: str, tallies: list[Tally]) -> Row:
    cases, found = sum(t.cases for t in tallies), sum(t.found for t in tallies)
    share, is_hidden = found / cases, tallies[0].is_hidden
    return Row(
        area="obfuscation",
        what=f"{language}, {'hidden, found' if is_hidden else 'ordinary, mistaken'}",
        value=share,
        unit="",
        target=f">= {RECALL_MIN}" if is_hidden else f"<= {MISTAKEN_MAX}",
        is_met=share >= RECALL_MIN if is_hidden else share <= MISTAKEN_MAX,
        note=f"{found} of {cases}",
    )


def _covers(case: Case, sighting: Sighting) -> bool:
    assert case.start is not None
    assert case.end is not None
    inside = case.start <= sighting.start and sighting.end <= case.end
    left_out = case.text[case.start : sighting.start] + case.text[sighting.end : case.end]
    return inside and not any(map(str.isalnum, left_out))
