"""The signs of one text, looked up by what they mean, and how each is shown to a reader."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from operator import attrgetter
from typing import NamedTuple

from plainsight.detect.extract.family import family_of
from plainsight.detect.finding import Evidence
from plainsight.detect.lexicon import Facet, Sense
from plainsight.detect.reveal_signs import undone_of
from plainsight.detect.sentences import sentences_around
from plainsight.detect.sign import Sign


class Ordered(NamedTuple):
    """Some signs by where they begin, to be searched for those near a place."""

    signs: list[Sign]
    starts: list[int]
    longest: int  # characters of the longest


class Signs:
    """In order of appearance. What several typologies ask of a text is made once."""

    def __init__(self, text: str, signs: Iterable[Sign], *, senses: Mapping[str, Sense]) -> None:
        by_sense: dict[str, list[Sign]] = defaultdict(list)
        for sign in signs:
            by_sense[sign.sense].append(sign)
        self.names = frozenset(by_sense)  # every sense and kind that was seen
        self._by_sense = dict(by_sense)
        self._text = text
        self._senses = senses
        self._reasons: dict[Sign, Evidence] = {}
        self._ordered: dict[frozenset[str], Ordered] = {}

    def any_of(self, names: Set[str]) -> list[Sign]:
        """All signs of these senses or kinds."""
        seen = names & self.names
        if not seen:
            return []
        ordered = seen if len(seen) == 1 else filter(seen.__contains__, self._by_sense)
        return [sign for name in ordered for sign in self._by_sense[name]]

    def has_any(self, names: Set[str]) -> bool:
        """Whether a sign of these senses or kinds was seen."""
        return not names.isdisjoint(self.names)

    def ordered(self, names: frozenset[str]) -> Ordered:
        """All signs of these senses or kinds, in order."""
        known = self._ordered.get(names)
        if known is None:
            signs = sorted(self.any_of(names), key=attrgetter("start"))
            starts = [sign.start for sign in signs]
            longest = max([sign.end - sign.start for sign in signs], default=0)
            known = self._ordered[names] = Ordered(signs, starts, longest)
        return known

    def between(self, names: frozenset[str], low: int, high: int) -> list[Sign]:
        """Those signs of these senses or kinds that share a character with `low:high`."""
        signs, starts, longest = self.ordered(names)
        some = signs[bisect_right(starts, low - longest) : bisect_left(starts, high)]
        return [sign for sign in some if sign.end > low]

    def facet(self, name: str) -> Facet:
        """The side of an offer that a sense or kind of value speaks of."""
        sense = self._senses.get(name)
        return family_of(name).facet if sense is None else sense.facet

    def says(self, name: str) -> str:
        """What it is to a reader, in English."""
        sense = self._senses.get(name)
        return family_of(name).says if sense is None else sense.gloss.get("en", name)

    def sentences(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentences begin and end that a stretch of the text stands in."""
        return sentences_around(self._text, start, end)

    def reason(self, sign: Sign) -> Evidence:
        """What stands there, and what had to be undone to recognise it."""
        evidence = self._reasons.get(sign)
        if evidence is None:
            undone = undone_of(sign, self._text[sign.start : sign.end])
            evidence = self._reasons[sign] = self.evidence(sign, undone=undone)
        return evidence

    def evidence(self, sign: Sign, *, undone: tuple[str, ...] = ()) -> Evidence:
        """What stands there."""
        sense = self._senses.get(sign.sense)
        return Evidence(
            start=sign.start,
            end=sign.end,
            excerpt=self._text[sign.start : sign.end],
            plain=sign.plain,
            sense=sign.sense,
            gloss=sign.sense if sense is None else sense.gloss.get("en", sign.sense),
            is_extract=sign.is_extract,
            undone=undone,
        )
