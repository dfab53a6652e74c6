"""Name, for a sign, what had to be undone to recognise it."""

from functools import lru_cache

from plainsight.detect.sign import Sign
from plainsight.detect.views.reveal import reveal

PAIRS_KEPT = 1 << 12
SHORT_CHARS_MAX = 100


def undone_of(sign: Sign, excerpt: str) -> tuple[str, ...]:
    """In words, what hid the sign in what the author wrote."""
    # Extracted values are in canonical form (E.164, lower case), which nobody writes: only terms
    # are compared with what stands there.
    if sign.is_extract or excerpt == sign.plain:
        return ()
    is_short = len(excerpt) <= SHORT_CHARS_MAX
    return (_short_undone if is_short else _undone)(excerpt, sign.plain)


@lru_cache(PAIRS_KEPT)
def _short_undone(excerpt: str, plain: str) -> tuple[str, ...]:
    return _undone(excerpt, plain)


def _undone(excerpt: str, plain: str) -> tuple[str, ...]:
    return tuple(undone.says for undone in reveal(excerpt, plain))
