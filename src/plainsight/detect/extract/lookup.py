"""One pass that finds every word of the vocabulary.

Latin words count only as whole words, because `via` is not in `aviation`; Han ones anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from plainsight.detect.extract import cues, currency, platform
from plainsight.detect.extract.plain import plain_text
from plainsight.detect.extract.vocabulary import Entry, Sense, Word


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    automaton: AhoCorasick
    entries: list[list[Entry]]  # by number of the pattern


def find_words(plain: str) -> dict[Sense, list[Word]]:
    """Every word that stands in the folded text, overlapping ones included."""
    vocabulary = _vocabulary()
    found: dict[Sense, list[Word]] = {}
    places = vocabulary.automaton.find_matches_as_indexes(plain, overlapping=True)
    for number, start, end in places:
        for entry in vocabulary.entries[number]:
            if _is_whole(plain, start, end, is_stem=entry.is_stem):
                found.setdefault(entry.sense, []).append(Word(start, end, entry.key))
    for words in found.values():
        words.sort(key=lambda word: (word.start, -word.end))
    return found


def may_name_something(plain: str) -> bool:
    """Say whether a platform or currency, or a dot in words, is named in the folded text."""
    places = _names().find_matches_as_indexes(plain, overlapping=True)
    return any(_is_whole(plain, start, end, is_stem=False) for _, start, end in places)


def _is_whole(plain: str, start: int, end: int, *, is_stem: bool) -> bool:
    if start and "a" <= plain[start] <= "z" and _is_joint(plain[start - 1]):
        return False
    if is_stem or end == len(plain):
        return True
    return not ("a" <= plain[end - 1] <= "z" and _is_joint(plain[end]))


def _is_joint(symbol: str) -> bool:
    return "a" <= symbol <= "z" or symbol == "_"


@cache
def _vocabulary() -> _Vocabulary:
    by_text: dict[str, list[Entry]] = {}
    for entry in _entries():
        listed = by_text.setdefault(plain_text(entry.text), [])
        if all((known.sense, known.key) != (entry.sense, entry.key) for known in listed):
            listed.append(entry)
    return _Vocabulary(AhoCorasick(list(by_text)), list(by_text.values()))


@cache
def _names() -> AhoCorasick:
    senses = (Sense.ALIAS, Sense.CURRENCY)
    names = {plain_text(entry.text) for entry in _entries() if entry.sense in senses}
    return AhoCorasick(sorted(names | {"dot", "punto"}))


def _entries() -> Iterator[Entry]:
    yield from platform.entries()
    yield from currency.entries()
    yield from cues.entries()
