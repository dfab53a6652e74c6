"""E-mail addresses: name@host, name (at) host (dot) com."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.dots import DOT, HIDDEN_DOT
from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.tracks import Tracks

_HOST = r"[a-z0-9][a-z0-9\-]{0,62}"
_AT = re.compile(
    r"@|\s?[\[({<]\s?(?:at|arroba|@)\s?[\])}>]\s?"
    # The bare words are too common: they need a dot that is hidden as well.
    rf"|\s(?:at|arroba)\s(?={_HOST}{HIDDEN_DOT})"
    rf"|\s@\s(?={_HOST}(?:{HIDDEN_DOT}|\.(?:com|me|ch|net|org)(?![a-z])))"
)
_DOMAIN = re.compile(rf"((?:{_HOST}{DOT}){{1,4}})([a-z]{{2,24}})(?![a-z0-9])")
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
_LOCAL_CHARS_MAX = 64
# After a dot these are file names or the next sentence, not the ending of a host.
_NOT_AN_ENDING = frozenset({
    "jpg", "png", "gif", "html", "php", "pdf", "txt", "https", "http", "www", "el", "la", "de",
    "en", "por", "and", "the",
})  # fmt: skip


def find_emails(tracks: Tracks) -> Iterator[Draft]:
    """Addresses with a well-formed host, in lower case."""
    plain = tracks.plain
    if "@" not in plain and "at" not in plain and "arroba" not in plain:
        return
    for found in _AT.finditer(plain):
        start = _local_start(plain, found.start())
        host = _DOMAIN.match(plain, found.end())
        if start == found.start() or not host or host[2] in _NOT_AN_ENDING:
            continue
        domain = re.sub(DOT, ".", host[1]) + host[2]
        value = f"{plain[start : found.start()]}@{domain}"
        yield Draft(ExtractKind.EMAIL, value, start, host.end(), True)


def _local_start(plain: str, at: int) -> int:
    start = at
    while start > 0 and at - start < _LOCAL_CHARS_MAX and plain[start - 1] in _LOCAL:
        start -= 1
    while start < at and plain[start] in ".-+%":
        start += 1
    return start if plain[at - 1 : at] != "." else at
