"""E-mail addresses: name@host, name (at) host (dot) com."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.dots import DOT, HIDDEN_DOT, has_hidden_dot
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.tracks import Tracks

_HOST = r"[a-z0-9][a-z0-9\-]{0,62}"
_BRACKETED_AT = re.compile(r"\s?[\[({<]\s?(?:at|arroba|@)\s?[\])}>]\s?")
# The bare words and a spaced @ are too common: they need a dot that is hidden as well, or a host
# that everybody knows.
_WORD_AT = re.compile(rf"\s(?:at|arroba|@)\s(?={_HOST}{HIDDEN_DOT})")
_SPACED_AT = re.compile(
    r"\s?@\s?(?=(?:gmail|proton|protonmail|outlook|hotmail|yahoo|qq|163|126)\.)"
)
_PLAIN_AT = re.compile("@")
_DOMAIN = re.compile(rf"((?:{_HOST}{DOT}){{1,4}})([a-z]{{2,24}})(?![a-z0-9])")
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
_LOCAL_CHARS_MAX = 64  # RFC 5321
# After a dot these are file names or the next sentence, not the ending of a host.
_NOT_AN_ENDING = frozenset({
    "jpg", "png", "gif", "html", "php", "pdf", "txt", "https", "http", "www", "el", "la", "de",
    "en", "por", "and", "the",
})  # fmt: skip


def find_emails(tracks: Tracks) -> Iterator[Draft]:
    """Addresses with a well-formed host, in lower case."""
    plain = tracks.plain
    patterns = [_PLAIN_AT, _SPACED_AT] if "@" in plain else []
    if "at" in plain or "arroba" in plain:
        patterns.append(_BRACKETED_AT)
    if has_hidden_dot(plain):
        patterns.append(_WORD_AT)
    for pattern in patterns:
        for found in pattern.finditer(plain):
            yield from _email(plain, found.start(), found.end())


def _email(plain: str, at: int, host_at: int) -> Iterator[Draft]:
    start = _local_start(plain, at)
    if start == at:
        return
    host = _DOMAIN.match(plain, host_at)
    if host and host[2] not in _NOT_AN_ENDING:
        value = f"{plain[start:at]}@{re.sub(DOT, '.', host[1])}{host[2]}"
        yield Draft(ExtractKind.EMAIL, value, start, host.end(), True)


def _local_start(plain: str, at: int) -> int:
    start = at
    while start > 0 and at - start < _LOCAL_CHARS_MAX and plain[start - 1] in _LOCAL:
        start -= 1
    while start < at and plain[start] in ".-+%":
        start += 1
    return at if plain[at - 1 : at] == "." else start
