"""Latin words set apart, run together or stretched, over a batch."""

from collections.abc import Iterable

import numpy as np

from plainsight.detect.views import Variant
from plainsight.detect.views.judge import closes_up
from plainsight.engines.columnar import joined_kernels
from plainsight.engines.columnar.batch import Bytes, fold_batch
from plainsight.engines.columnar.hash_table import merge_forms
from plainsight.engines.columnar.ragged import Hits, with_room
from plainsight.engines.columnar.strings import encode
from plainsight.engines.columnar.tables import classes


class Joined:
    """Forms of the TIGHT view that are Latin letters and digits alone."""

    def __init__(self, variants: Iterable[Variant]) -> None:
        known = list(variants)
        literals = list(dict.fromkeys(variant.text for variant in known))
        texts = fold_batch(encode(literals))
        hashes = np.zeros(len(literals), dtype=np.uint64)
        joined_kernels.hash_joined(texts.data, texts.offsets, hashes)
        self._table, self.literals = merge_forms(hashes, [{text} for text in literals])
        phrases = {variant.text for variant in known if closes_up(variant)}
        self._phrases = np.array(
            [not phrases.isdisjoint(texts) for texts in self.literals], dtype=np.uint8
        )
        self._longest = max(map(len, literals), default=0)

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
                self._phrases,
                self._longest,
                posts,
                forms,
            ),
        )
