"""Latin words set apart, run together or stretched, over a batch."""

from collections.abc import Iterable

import numpy as np

from plainsight.engines.columnar import joined_kernels
from plainsight.engines.columnar.batch import Bytes, encode, fold_batch
from plainsight.engines.columnar.hash_table import merge_forms
from plainsight.engines.columnar.ragged import Hits, with_room
from plainsight.engines.columnar.tables import classes
from plainsight.engines.columnar.words import Meaning


class Joined:
    """Forms of the TIGHT view that are Latin letters and digits alone."""

    def __init__(self, meanings: Iterable[Meaning]) -> None:
        senses: dict[str, set[int]] = {}
        for variant, sense in meanings:
            senses.setdefault(variant.text, set()).add(sense)
        texts = fold_batch(encode(list(senses)))
        hashes = np.zeros(len(senses), dtype=np.uint64)
        joined_kernels.hash_joined(texts.data, texts.offsets, hashes)
        self._table, self.senses = merge_forms(hashes, list(senses.values()))
        self._longest = max(map(len, senses), default=0)

    def hits(self, tight: Bytes) -> Hits:
        """(posts, forms) that may stand in a post; pairs may repeat."""
        return with_room(
            len(tight.offsets),
            lambda posts, forms: joined_kernels.joined_hits(
                tight.data,
                tight.flags,
                tight.offsets,
                classes(),
                self._table,
                self._longest,
                posts,
                forms,
            ),
        )
