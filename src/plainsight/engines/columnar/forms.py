"""The literal forms of one view, searched over a batch, with the checks that cost nothing.

What is dropped here the definition would refuse as well; what is kept it still judges. So the
fast scanner can only look at too many posts, never at too few.
"""

from collections.abc import Collection, Container, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from plainsight.detect.tables.load import ordinary_words
from plainsight.detect.views import Technique, Variant, View
from plainsight.detect.views.sound import sound_text
from plainsight.engines.columnar import cut_kernels, literal_kernels
from plainsight.engines.columnar.batch import Bytes
from plainsight.engines.columnar.cut_kernels import Ordinary
from plainsight.engines.columnar.hash_table import make_table
from plainsight.engines.columnar.literal_kernels import (
    BITS,
    EDGELESS,
    FAINT,
    HEADS,
    IS_TERM,
    IS_WORD,
    STRICT,
    Compiled,
)
from plainsight.engines.columnar.ragged import Hits, with_room
from plainsight.engines.columnar.strings import encode

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]

_RULES = {
    View.FOLD: literal_kernels.FOLD,
    View.TIGHT: literal_kernels.TIGHT,
    View.SOUND: literal_kernels.SOUND,
}
_NO_FLAGS = np.zeros(1, dtype=np.uint8)
_NO_POINTS = np.zeros(1, dtype=np.uint32)
_NO_CUT = np.empty((1, 2), dtype=np.int64), np.empty(0, dtype=np.uint8)


class Forms:
    """Every literal form that some terms have in one view (FOLD, TIGHT or SOUND)."""

    def __init__(self, view: View, variants: Sequence[Variant]) -> None:
        by_text: dict[str, list[Variant]] = {}
        for variant in variants:
            by_text.setdefault(variant.text, []).append(variant)
        self._rules = _RULES[view]
        self.literals = [[text] for text in by_text]
        marks = [_marks(view, known) for known in by_text.values()]
        heard = (Technique.HOMOPHONE, Technique.HOMOPHONES)
        plains = dict.fromkeys(_words_among(by_text) if view is View.SOUND else (), IS_WORD)
        plains |= dict.fromkeys((v.plain for v in variants if v.technique in heard), IS_TERM)
        words = ordinary(ordinary_words() if view is View.SOUND else {})
        self._known = _compile(list(by_text), np.array(marks, dtype=np.uint8), plains, words)

    def hits(self, batch: Bytes) -> Hits:
        """(posts, forms) that may stand in a post; pairs may repeat."""
        return self._hits(batch, np.arange(len(batch.offsets) - 1), _NO_CUT)

    def hits_in_words(self, batch: Bytes, posts: I64) -> Hits:
        """Of some posts, in order, those of SOUND that are no parts of ordinary words."""
        longest = int(np.diff(batch.offsets).max(initial=0))
        run = np.empty((4, longest + 2), dtype=np.int64)
        return self._hits(batch, posts, (run, np.empty(longest + 2, dtype=np.uint8)))

    def _hits(self, batch: Bytes, posts: I64, cut: tuple[I64, U8]) -> Hits:
        flags = batch.flags if len(batch.flags) else _NO_FLAGS
        points = batch.points if len(batch.points) else _NO_POINTS
        return with_room(
            len(posts),
            lambda hit_posts, hit_forms: literal_kernels.literal_hits(
                batch.data,
                flags,
                points,
                batch.offsets,
                posts,
                self._rules,
                self._known,
                cut,
                hit_posts,
                hit_forms,
            ),
        )


def _words_among(sounds: Container[str]) -> list[str]:
    """Ordinary words that sound like a literal."""
    return [word for word in ordinary_words() if len(word) > 1 and sound_text(word) in sounds]


def ordinary(words: Mapping[str, int]) -> Ordinary:
    """Ordinary Chinese words with their weights, as the kernel that cuts asks for them."""
    singles = np.zeros(0x110000 if words else 1, dtype=np.uint8)
    longer = [word for word in words if len(word) > 1]
    for word, weight in words.items():
        if len(word) == 1:
            singles[ord(word)] = weight + 1
    hashes = np.zeros(len(longer), dtype=np.uint64)
    for number, word in enumerate(longer):
        for char in reversed(word):
            hashes[number] = cut_kernels.next_hash(hashes[number], ord(char))
    weights = np.array([words[word] + 1 for word in longer], dtype=np.uint64)
    table = np.zeros(1 << (len(longer) * 2).bit_length(), dtype=np.uint64)
    cut_kernels.fill_longer(table, hashes, weights)
    return Ordinary(singles, table)


def _compile(texts: list[str], marks: U8, plains: Mapping[str, int], words: Ordinary) -> Compiled:
    strings = encode(texts)
    count = len(texts)
    sizes = np.array(HEADS)[np.searchsorted(HEADS, np.diff(strings.offsets), side="right") - 1]
    shorts, bits = np.zeros(256, dtype=np.uint8), np.zeros(BITS // 8, dtype=np.uint8)
    hashes, nexts = np.zeros(count, dtype=np.uint64), np.zeros(count, dtype=np.uint64)
    literal_kernels.hash_heads(strings.data, strings.offsets, sizes, shorts, bits, hashes, nexts)
    heads, bucket_of = np.unique(hashes, return_inverse=True)
    members = np.argsort(bucket_of, kind="stable").astype(np.int32)
    buckets = np.searchsorted(bucket_of[members], np.arange(len(heads) + 1)).astype(np.int32)
    return Compiled(
        shorts=shorts,
        bits=bits,
        table=make_table(heads, np.arange(1, len(heads) + 1, dtype=np.uint64)),
        buckets=buckets,
        members=members,
        nexts=nexts[members],
        starts=strings.offsets.astype(np.int32),
        pool=strings.data,
        marks=marks,
        plains=make_table(_written(plains), np.array(list(plains.values()), dtype=np.uint64)),
        ordinary=words,
    )


def _written(plains: Collection[str]) -> npt.NDArray[np.uint64]:
    hashes = np.zeros(len(plains), dtype=np.uint64)
    for number, plain in enumerate(plains):
        for char in plain:
            hashes[number] = literal_kernels.written_hash(hashes[number], ord(char))
    return hashes


def _marks(view: View, variants: list[Variant]) -> int:
    # Base64 stands inside a longer run of letters: its edges say nothing.
    is_edgeless = any(v.technique is Technique.ENCODED for v in variants)
    is_faint = any(v.technique is Technique.HOMOPHONES for v in variants)
    is_strict = _is_strict(view, variants)
    return EDGELESS * is_edgeless | (FAINT if is_faint else STRICT) * is_strict


def _is_strict(view: View, variants: list[Variant]) -> bool:
    """May the literal be dropped where nothing was hidden in the way that this view undoes?"""
    if view is View.TIGHT:
        return all(v.technique is Technique.SPACED and v.plain == v.text for v in variants)
    if view is View.SOUND:
        return all(v.technique is not Technique.HOMOPHONE for v in variants)
    return False
