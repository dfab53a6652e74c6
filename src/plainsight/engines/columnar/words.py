"""Plain Latin words and phrases of a batch: the FOLD view's share that is whole words."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from plainsight.detect.views import Technique, Variant, View
from plainsight.engines.columnar import plain_kernels
from plainsight.engines.columnar.batch import Bytes, fold_batch
from plainsight.engines.columnar.hash_table import U64, longest_by_last, merge_forms
from plainsight.engines.columnar.ragged import Hits, with_room
from plainsight.engines.columnar.strings import encode
from plainsight.engines.columnar.tables import classes

TOKENS_MAX = 8  # of a longer phrase the last tokens are enough to look closer


class Words:
    """Forms made of Latin words alone, found by their tokens."""

    def __init__(self, variants: Iterable[Variant]) -> None:
        texts = list(dict.fromkeys(variant.text for variant in variants))
        whole, last, counts = _hashes(texts)
        self._table, self.literals = merge_forms(whole, [{text} for text in texts])
        self._lasts = longest_by_last(last, counts)

    def hits(self, folded: Bytes) -> Hits:
        """(posts, forms) whose words stand in a post; pairs may repeat."""
        return with_room(
            len(folded.offsets),
            lambda posts, forms: plain_kernels.plain_hits(
                folded.data,
                folded.offsets,
                classes(),
                self._lasts,
                self._table,
                TOKENS_MAX,
                posts,
                forms,
            ),
        )


def is_words(variant: Variant) -> bool:
    """Can the form be found by tokens: letters, digits and single spaces or marks between?"""
    text = variant.text
    return (
        variant.view is View.FOLD
        and variant.technique is not Technique.ENCODED
        and text.isascii()
        and text[0].isalnum()
        and text[-1].isalnum()
    )


def _hashes(phrases: Sequence[str]) -> tuple[U64, U64, npt.NDArray[np.int64]]:
    folded = fold_batch(encode(phrases))
    count = len(phrases)
    whole, last = np.zeros(count, dtype=np.uint64), np.zeros(count, dtype=np.uint64)
    counts = np.zeros(count, dtype=np.int64)
    plain_kernels.hash_tokens(
        folded.data, folded.offsets, classes(), TOKENS_MAX, whole, last, counts
    )
    return whole, last, counts
