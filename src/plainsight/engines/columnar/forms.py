"""The literals of one view, searched over a batch, with the checks that cost nothing.

What is dropped here the definition would refuse as well; what is kept it still judges. So the
fast scanner can only look at too many posts, never at too few.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from plainsight.detect.views import Technique, Variant, View
from plainsight.engines.columnar.batch import Bytes
from plainsight.engines.columnar.kernels import CHINESE, GAP, HEAD, PICTURE, STRETCHED
from plainsight.engines.columnar.literals import compile_literals
from plainsight.engines.columnar.ragged import Hits, Ragged
from plainsight.engines.columnar.words import Meaning

Bools = npt.NDArray[np.bool_]
Posts = npt.NDArray[np.int64]


class Forms:
    """Every literal form that some terms have in one view (FOLD, TIGHT or SOUND)."""

    def __init__(self, view: View, meanings: Iterable[Meaning]) -> None:
        by_text: dict[bytes, list[Variant]] = {}
        senses: dict[bytes, set[int]] = {}
        for variant, sense in meanings:
            if variant.text:
                text = variant.text.encode("utf-8", "surrogatepass")
                by_text.setdefault(text, []).append(variant)
                senses.setdefault(text, set()).add(sense)
        self._senses = Ragged([sorted(known) for known in senses.values()])
        self._view = view
        self._literals = compile_literals(list(by_text))
        self._lengths = np.array([len(text) for text in by_text], dtype=np.int64)
        self._strict = np.array(
            [_is_strict(view, meanings) for meanings in by_text.values()], dtype=np.bool_
        )
        # Base64 stands inside a longer run of letters: its edges say nothing.
        self._edgeless = np.array(
            [any(v.technique is Technique.ENCODED for v in m) for m in by_text.values()],
            dtype=np.bool_,
        )

    def hits(self, batch: Bytes) -> Hits:
        """Posts that may hold a form, with the senses it may have; pairs may repeat."""
        ids, ends = self._literals.scan(batch.data)
        if not len(ids):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        starts = ends - self._lengths[ids]
        kept = ~self._is_cut(batch, starts, ends) | self._edgeless[ids]
        kept &= ~self._strict[ids] | self._is_disguised(batch, starts, ends)
        posts = np.searchsorted(batch.offsets, ends[kept] - 1, side="right") - 1
        return self._senses.spread(posts, ids[kept])

    def _is_cut(self, batch: Bytes, starts: Posts, ends: Posts) -> Bools:
        """Is the find the inside of a longer word or number, or of a character?"""
        data, flags = batch.data, batch.flags
        first, last = data[starts], data[ends - 1]
        before = np.where(starts > 0, data[starts - 1], 0)
        after = data[ends]  # there is always the NUL
        left, right = _joins(before, first), _joins(after, last)
        if self._view is View.FOLD:
            return left | right
        left &= flags[starts] & GAP == 0
        right &= flags[ends] & GAP == 0
        if self._view is View.TIGHT:
            return left | right
        # The letters of a syllable are no letters of a Latin word.
        chinese = CHINESE | PICTURE
        left &= (flags[starts] | flags[starts - 1]) & chinese == 0
        right &= (flags[ends - 1] | flags[ends]) & chinese == 0
        inside = (flags[starts] & HEAD == 0) | (flags[ends] & HEAD == 0)
        return left | right | inside

    def _is_disguised(self, batch: Bytes, starts: Posts, ends: Posts) -> Bools:
        """Does the find need this view at all? Plain ones are found in FOLD."""
        if self._view is View.FOLD:
            return np.ones(len(starts), dtype=np.bool_)
        if self._view is View.TIGHT:
            gaps = _running(batch.flags & GAP)
            stretched = _running(batch.flags & STRETCHED)
            return (gaps[ends] > gaps[starts + 1]) | (stretched[ends] > stretched[starts])
        chinese = _running(batch.flags & CHINESE)
        return chinese[ends] - chinese[starts] < ends - starts


def _is_strict(view: View, meanings: list[Variant]) -> bool:
    """May the literal be dropped where nothing was hidden in the way that this view undoes?"""
    if view is View.TIGHT:
        return all(v.technique is Technique.SPACED and v.plain == v.text for v in meanings)
    if view is View.SOUND:
        return all(v.technique is not Technique.HOMOPHONE for v in meanings)
    return False


def _joins(outer: npt.NDArray[np.uint8], inner: npt.NDArray[np.uint8]) -> Bools:
    letters = (outer >= 97) & (outer <= 122) & (inner >= 97) & (inner <= 122)
    digits = (outer >= 48) & (outer <= 57) & (inner >= 48) & (inner <= 57)
    return letters | digits


def _running(marks: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    total = np.zeros(len(marks) + 1, dtype=np.int64)
    np.cumsum(marks != 0, out=total[1:])
    return total
