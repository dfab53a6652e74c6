"""Whose a value is, read from the words around it. Mention is not ownership."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from plainsight.detect.extract.guarantor import is_guarantors
from plainsight.detect.extract.kind import Draft, ExtractKind, Role
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense, Word

_BEFORE_CHARS = 60
_AFTER_CHARS = 24
_NEAR_CHARS = 30
_TOUCHING_CHARS = 3
_NOBODYS = frozenset(
    {
        ExtractKind.CAS,
        ExtractKind.AMOUNT,
        ExtractKind.RATE,
        ExtractKind.PERCENT,
        ExtractKind.CURRENCY,
    }
)
# "Swindlers keep away", "no scam": half of all adverts say so and warn of nobody in particular.
_KEEP_AWAY = re.compile(
    r"[^。\n]{0,3}(?:勿|绕|滚|别|请|走开|远离|免|莫|stay away|keep away|abstenerse|no molestar)"
)
_DENIED = re.compile(
    r"(?:不是|不|非|无|没有|拒绝|反"
    r"|(?<![a-z])(?:no|not|not a|zero|never|no es|no son|sin|nunca|cero)\s)$"
)


def read_role(tracks: Tracks, draft: Draft) -> Role:
    """Judge a value by the words before and shortly after it."""
    kind, start, end = draft.kind, draft.start, draft.end
    if kind in _NOBODYS:
        return Role.UNKNOWN  # an amount or a substance is nobody's
    reach = (start - _BEFORE_CHARS, end + _AFTER_CHARS)
    if any(_between(tracks, Sense.VICTIM, *reach)):
        return Role.VICTIM
    if any(_warns(tracks.plain, word) for word in _between(tracks, Sense.WARNING, *reach)):
        return Role.WARNING
    if any(_between(tracks, Sense.EXAMPLE, start - _NEAR_CHARS, start)):
        return Role.EXAMPLE
    if is_guarantors(tracks, start):
        return Role.THIRD_PARTY
    is_wallet = kind.startswith("wallet.")
    asked, role = (Sense.PAYEE, Role.PAYEE) if is_wallet else (Sense.CONTACT, Role.CONTACT)
    if any(_between(tracks, asked, start - _NEAR_CHARS, end + _AFTER_CHARS)):
        return role
    if any(
        word.end >= start - _TOUCHING_CHARS
        for word in _between(tracks, Sense.THIRD_PARTY, start - 20, start)
    ):
        return Role.THIRD_PARTY
    return Role.UNKNOWN


def _warns(plain: str, word: Word) -> bool:
    if _DENIED.search(plain[max(0, word.start - 8) : word.start]):
        return False
    return not _KEEP_AWAY.match(plain, word.end)


def _between(tracks: Tracks, sense: Sense, start: int, end: int) -> Iterator[Word]:
    words = tracks.words(sense)
    if not words:
        return
    for index in range(bisect_left(words, start, key=lambda word: word.start), len(words)):
        if words[index].end > end:
            return
        yield words[index]
