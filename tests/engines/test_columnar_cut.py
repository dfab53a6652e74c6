"""The kernel that cuts what sounds into words agrees with the definition, at every character."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.tables.load import ordinary_words
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.wording import Words
from plainsight.engines.columnar.batch import fold_batch, sound_batch
from plainsight.engines.columnar.cut_kernels import straddled
from plainsight.engines.columnar.forms import ordinary
from plainsight.engines.columnar.kernels import HEAD
from plainsight.engines.columnar.strings import encode
from plainsight.engines.columnar.tables import SEPARATOR, classes, sound_replacements

WORDS = ordinary(ordinary_words())
COMMON = sorted(ordinary_words(), key=ordinary_words().__getitem__)[-3_000:]
PIECES = st.one_of(
    st.sampled_from(COMMON),
    st.sampled_from(sorted(ordinary_words())),
    st.sampled_from([*"，。！ ★~·1一u飞❤", "abc", "💊", "\u0301"]),
    st.characters(codec="utf-8"),
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_a_word_goes_on_where_the_definition_says(text: str) -> None:
    folded = fold_text(text)
    sounding = [
        place for place, char in enumerate(folded) if _sounds(char)
    ]  # the others stand in no word
    batch = sound_batch(fold_batch(encode([text])))
    stop = len(batch.data) - 1
    heads = np.flatnonzero(batch.flags[:stop] & HEAD).tolist()
    assert len(heads) == len(sounding)
    run = np.zeros((4, len(batch.data) + 1), dtype=np.int64)
    begins = np.zeros(len(batch.data) + 1, dtype=np.uint8)
    words = Words(folded)
    seen = [
        straddled(batch.flags, batch.points, head, 0, stop, WORDS, run, begins) for head in heads
    ]
    assert seen == [not words.begin_at(place) for place in sounding]


def _sounds(char: str) -> bool:
    point = ord(char)
    return bool(classes()[point] != SEPARATOR or sound_replacements().starts[point] >= 0)
