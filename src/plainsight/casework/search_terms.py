"""What an alert can be searched by: words, and for scripts without spaces pairs of characters.

The same cutting serves both sides, so what is found holds every word of the query, whatever the
spelling's width, case or accents. A query of Chinese characters finds every text in which each
neighbouring pair of them stands.
"""

import re
from collections.abc import Iterable

from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.shapes import unspaced_letter

TERMS_MAX = 400  # of one alert; the rest of a very long text is not searchable
QUERY_TERMS_MAX = 12
TERM_CHARS_MAX = 64
_WORD = re.compile(r"[^\W_]+(?:[._@+-][^\W_]+)*")


def terms_of_text(texts: Iterable[str]) -> frozenset[str]:
    """Every term of some texts, at most TERMS_MAX, the first ones first."""
    terms: dict[str, None] = {}
    for text in texts:
        for term in _terms(text, with_single=True):
            terms.setdefault(term)
            if len(terms) >= TERMS_MAX:
                return frozenset(terms)
    return frozenset(terms)


def terms_of_query(query: str) -> tuple[str, ...]:
    """The terms that a found alert must hold; empty for a query without a letter or digit."""
    terms = dict.fromkeys(_terms(query, with_single=False))
    return tuple(terms)[:QUERY_TERMS_MAX]


def _terms(text: str, *, with_single: bool) -> Iterable[str]:
    for word in _WORD.findall(fold_text(text)):
        yield from _of_word(word, with_single=with_single)


def _of_word(word: str, *, with_single: bool) -> Iterable[str]:
    """Runs of an unspaced script as pairs of characters, everything else as it is and in parts."""
    for part in re.split(f"({unspaced_letter().pattern}+)", word):
        if unspaced_letter().match(part):
            yield from _pairs(part, with_single=with_single)
        else:
            yield from _parts(part, with_whole=with_single)


def _pairs(run: str, *, with_single: bool) -> Iterable[str]:
    if with_single or len(run) == 1:
        yield from run
    for place in range(len(run) - 1):
        yield run[place : place + 2]


def _parts(word: str, *, with_whole: bool) -> Iterable[str]:
    parts = [part for part in re.split(r"[._@+-]", word) if part]
    for part in parts:
        yield part[:TERM_CHARS_MAX]
    if with_whole and len(parts) > 1:
        yield word[:TERM_CHARS_MAX]
