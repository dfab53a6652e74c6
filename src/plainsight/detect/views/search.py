"""Search many terms in all views of one post, each find checked against the original."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from plainsight.detect.views.find import Find
from plainsight.detect.views.judge import judge_in
from plainsight.detect.views.meanings import Meaning, Meanings
from plainsight.detect.views.original import Original
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.skeleton import skeleton_words
from plainsight.detect.views.sound import sound_text
from plainsight.detect.views.technique import HEARD, Technique
from plainsight.detect.views.tight import tight_text
from plainsight.detect.views.variant import Variant
from plainsight.detect.views.view import View

SIGHTINGS_PER_FORM_MAX = 100  # a post that repeats a form more often says nothing more by it
LOOKS_PER_FORM_MAX = 500  # and one that almost says it so often is written against the clock
SEARCHED_CHARS_MAX = 1_000_000  # by one literal after the other; above, all are searched at once
_Place = tuple[int, Meanings, int, int]  # number of a literal, what it means, where it stands
VIEWS = tuple(View)
RANK = {technique: rank for rank, technique in enumerate(Technique)}


class Sighting(NamedTuple):
    """A term seen in a post, at half-open characters of the original."""

    start: int
    end: int
    term_key: str
    view: View
    technique: Technique  # the one that mattered most; reveal() tells all of them


class Index:
    """Terms under all their variants, built once and searched many times."""

    def __init__(self, variants: Mapping[str, Iterable[Variant]]) -> None:
        self._forms: dict[View, _Forms] = {}
        by_view: dict[View, dict[str, list[Meaning]]] = {}
        for term_key, forms in variants.items():
            for variant in forms:
                literals = by_view.setdefault(variant.view, {})
                literals.setdefault(variant.text, []).append((term_key, variant))
        for view, literals in by_view.items():
            self._forms[view] = _Forms(literals)

    def find(self, text: str, *, views: Collection[View] = VIEWS) -> list[Sighting]:
        """All terms in the text, sorted; a term is named once per span, by its plainest form.

        `views` may leave out views of which the caller knows that no literal stands in them.
        """
        seen = _Seen(Original(text))
        for view in VIEWS:
            forms = self._forms.get(view) if view in views else None
            if forms is not None and forms.may_be_in(view, seen.original.folded.text):
                reading = seen.original.read(view)
                seen.note(reading, forms.places(reading.text))
        return seen.sightings()


def find_known(
    original: Original, literals: Mapping[View, Mapping[str, Meanings]]
) -> list[Sighting]:
    """`Index.find` for a caller who knows which literals may be sighted in the text.

    Each with everything it means; what is left out must be what `judge` refuses.
    """
    seen = _Seen(original)
    for view in VIEWS:
        if view in literals:
            reading = original.read(view)
            seen.note(reading, _places(reading.text, literals[view]))
    return seen.sightings()


class _Forms:
    """The literals of one view."""

    def __init__(self, literals: dict[str, list[Meaning]]) -> None:
        self._meanings = list(map(Meanings, literals.values()))
        self._first_words = {literal.partition(" ")[0] for literal in literals}
        self._automaton = AhoCorasick(list(literals))

    def may_be_in(self, view: View, folded: str) -> bool:
        """A quick look without the way back: no literal here means no sighting."""
        match view:
            case View.FOLD:
                text = folded
            case View.TIGHT:
                text = tight_text(folded)
            case View.SOUND:
                text = sound_text(folded)
            case View.SKELETON:
                return not self._first_words.isdisjoint(skeleton_words(folded))
        return bool(self._automaton.find_matches_as_indexes(text))

    def places(self, text: str) -> Iterator[_Place]:
        """Every literal in the text, overlapping ones included."""
        for number, i, j in self._automaton.find_matches_as_indexes(text, overlapping=True):
            yield number, self._meanings[number], i, j


def _places(text: str, literals: Mapping[str, Meanings]) -> Iterator[_Place]:
    if len(text) * len(literals) > SEARCHED_CHARS_MAX:
        known = list(literals.values())
        automaton = AhoCorasick(list(literals))
        for number, i, j in automaton.find_matches_as_indexes(text, overlapping=True):
            yield number, known[number], i, j
        return
    for number, (literal, meanings) in enumerate(literals.items()):
        i = text.find(literal)
        while i >= 0:
            yield number, meanings, i, i + len(literal)
            i = text.find(literal, i + 1)


class _Seen:
    """The terms sighted in one text: each once per place, by its plainest form."""

    def __init__(self, original: Original) -> None:
        self.original = original
        self._best: dict[tuple[int, int, str], Sighting] = {}

    def note(self, reading: Reading, places: Iterable[_Place]) -> None:
        """Judge what was found in one view. The FOLD view comes first."""
        judge, best, view = judge_in(reading.view), self._best, reading.view
        seen: dict[int, int] = defaultdict(int)
        looks: dict[int, int] = defaultdict(int)
        for number, meanings, i, j in places:
            looks[number] += 1
            if looks[number] > LOOKS_PER_FORM_MAX or seen[number] >= SIGHTINGS_PER_FORM_MAX:
                continue
            find = Find(self.original, reading, i, j)
            if view is not View.FOLD and self._has_plainer(find.span, meanings):
                continue
            for term_key, technique, (start, end) in judge(find, meanings):
                seen[number] += 1
                place = (start, end, term_key)
                known = best.get(place)
                if known is None or RANK[technique] < RANK[known.technique]:
                    best[place] = Sighting(start, end, term_key, view, technique)

    def _has_plainer(self, span: tuple[int, int], meanings: Meanings) -> bool:
        """Whether all that a literal may mean stands there as it is: nothing is told by less."""
        for term_key, _ in meanings:
            known = self._best.get((*span, term_key))
            if known is None or known.technique is not Technique.PLAIN:
                return False
        return True

    def sightings(self) -> list[Sighting]:
        """All of them, in order."""
        return _in_company([self._best[place] for place in sorted(self._best)])


def _in_company(sightings: list[Sighting]) -> list[Sighting]:
    """Without the homophones that need another beside them, where there is none.

    One rare pair of characters that sounds like a term is chance; an author who hides words by
    their sound hides several. Counted are those of the SOUND view, each on characters of its own.
    """
    if not any(sighting.technique is Technique.HOMOPHONES for sighting in sightings):
        return sightings
    end = apart = 0
    heard = [each for each in sightings if each.view is View.SOUND and each.technique in HEARD]
    for sighting in sorted(heard, key=attrgetter("end")):
        if sighting.start >= end:
            apart, end = apart + 1, sighting.end
    return [s for s in sightings if apart > 1 or s.technique is not Technique.HOMOPHONES]
