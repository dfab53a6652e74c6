"""Templates: what copies of one text share, however each of them is decorated.

Decoration at either end exists to defeat equality, so texts are compared by the share of their
character 4-grams.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from plainsight.detect.views import View, read

SHINGLE_CHARS = 4
SHINGLES_MAX = 512
SHINGLES_MIN = 4
BANDS = 8  # the smallest shingle hashes lead to templates worth comparing
SIMILAR_MIN = 0.5  # share of the smaller template's shingles that both hold
SHORT_CHARS_MAX = 1_000
TEMPLATES_KEPT = 1 << 10  # adverts come again
GRAMS_KEPT = 1 << 16


def shingle(template: str) -> frozenset[int]:
    """Hashes of the character 4-grams, the smallest SHINGLES_MAX of them."""
    return _short_shingle(template) if len(template) <= SHORT_CHARS_MAX else _shingle(template)


@lru_cache(TEMPLATES_KEPT)
def _short_shingle(template: str) -> frozenset[int]:
    return _shingle(template)


def _shingle(template: str) -> frozenset[int]:
    grams = {
        template[i : i + SHINGLE_CHARS] for i in range(max(len(template) - SHINGLE_CHARS + 1, 1))
    }
    return frozenset(sorted(map(_hash, grams))[:SHINGLES_MAX])


@lru_cache(GRAMS_KEPT)  # adverts share their phrases
def _hash(gram: str) -> int:
    digest = hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest)


def similar(one: frozenset[int], other: frozenset[int]) -> bool:
    """Do two templates share enough of the smaller one? Decoration only ever adds shingles."""
    smaller = min(len(one), len(other))
    if smaller < SHINGLES_MIN:
        return one == other  # too little text to tell a template from chance
    return len(one & other) >= SIMILAR_MIN * smaller


@lru_cache(TEMPLATES_KEPT)
def bands(shingles: frozenset[int]) -> tuple[str, ...]:
    """Names by which templates that may be similar find each other."""
    return tuple(f"shingle:{value}" for value in sorted(shingles)[:BANDS])


def with_copies(texts: Sequence[str], clusters: Sequence[str]) -> list[str]:
    """The cluster of each text; one that names none joins the first text that it is a copy of.

    Those with a name are looked at first, and none of them is renamed: who wrote them knows better.
    """
    names = list(clusters)
    first: dict[str, tuple[frozenset[int], str]] = {}
    named = [place for place, name in enumerate(names) if name]
    unnamed = [place for place, name in enumerate(names) if not name]
    for place in (*named, *unnamed):
        shingles = shingle(read(texts[place], View.TIGHT).text)
        ties = bands(shingles)
        if not names[place]:
            known = (first[tie] for tie in ties if tie in first)
            near = (name for others, name in known if similar(shingles, others))
            names[place] = next(near, f"row {place}")
        for tie in ties:
            first.setdefault(tie, (shingles, names[place]))
    return names
