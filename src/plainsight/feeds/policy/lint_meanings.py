"""Terms that stand in senses of unlike facets: true of both, or refused.

A reason quotes the gloss of a sense. A word put into one because it is said beside it makes
reports untrue, and shows by standing in another sense, of another facet, as well.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations
from pathlib import Path

from plainsight.detect.lexicon import Facet, Lexicon, Sense
from plainsight.feeds.policy.complaints import Complaints, read_checked

LISTED = Path("typologies") / "lexicon" / "double_meanings.yaml"
_MEND = f"take it out of the sense whose gloss it does not mean, or say in {LISTED} why both hold"
_IDLE = "it excuses nothing: take it out"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """Senses whose terms may be shared, or terms that may have two meanings."""

    place: str
    senses: Sequence[str]
    terms: Sequence[str]

    def excuses(self, term: str, pair: Sequence[str]) -> set[str]:
        """What of this family excuses the term in both senses; empty where it does not."""
        if term in self.terms:
            return {term}
        named = [[one for one in self.senses if fnmatchcase(sense, one)] for sense in pair]
        return {one for some in named for one in some} if all(named) else set()


def lint_meanings(root: Path, lexicon: Lexicon, complaints: Complaints) -> None:
    """Refuse a term of two unlike senses that no family names, and a family that excuses none."""
    path = root / LISTED
    everyday: Sequence[str] = ()
    families: list[_Family] = []
    if path.is_file():
        parsed = read_checked(path, schema="double_meanings.json", root=root, complaints=complaints)
        if parsed is None:
            return
        everyday = parsed.content["everyday"]
        families = [
            _Family(
                place=parsed.place(("families", number)),
                senses=family.get("senses", ()),
                terms=family.get("terms", ()),
            )
            for number, family in enumerate(parsed.content["families"])
        ]
        for name in everyday:
            if not any(fnmatchcase(sense, name) for sense in lexicon.senses):
                complaints.unknown(parsed.place(("everyday",)), "sense", name, lexicon.senses)
    used: dict[str, set[str]] = defaultdict(set)
    for term, first, second in _doubles(lexicon, everyday):
        excused = False
        for family in families:
            by = family.excuses(term, (first.sense_id, second.sense_id))
            used[family.place] |= by
            excused = excused or bool(by)
        if not excused:
            what = (
                f"means {first.gloss['en']!r} ({first.sense_id}, {first.facet}) and "
                f"{second.gloss['en']!r} ({second.sense_id}, {second.facet})"
            )
            complaints.add(f"term {term!r}", what, _MEND)
    for family in families:
        for name in (*family.senses, *family.terms):
            if name not in used[family.place]:
                complaints.add(family.place, f"{name!r} has no two meanings here", _IDLE)


def _doubles(lexicon: Lexicon, everyday: Sequence[str]) -> Iterator[tuple[str, Sense, Sense]]:
    """Each term with each two senses of unlike facets that claim something of an offer."""
    claims = _claims(lexicon.senses, everyday)
    by_term: dict[str, set[str]] = defaultdict(set)
    for term in lexicon.terms:
        if term.sense_id in claims:
            by_term[term.text.lower()].add(term.sense_id)
    for text, names in by_term.items():
        for one, other in combinations(sorted(names), 2):
            if claims[one].facet is not claims[other].facet:
                yield text, claims[one], claims[other]


def _claims(senses: Mapping[str, Sense], everyday: Sequence[str]) -> dict[str, Sense]:
    return {
        name: sense
        for name, sense in senses.items()
        if sense.facet is not Facet.CONTEXT and not any(fnmatchcase(name, one) for one in everyday)
    }
