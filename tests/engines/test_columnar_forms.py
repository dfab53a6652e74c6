"""What sounds like a term: told with parts of words at first, and without them of the few left."""

import numpy as np
import pytest

from plainsight.detect.views import Technique, View, variants
from plainsight.engines.columnar.batch import Bytes, fold_batch, sound_batch
from plainsight.engines.columnar.forms import Forms
from plainsight.engines.columnar.strings import encode

TERM = "标手刀"  # no word of any trade; 表收到 sounds like it
POSTS = ["手表收到了", "表收到了", "天气很好", "表收到了，手表收到了"]


@pytest.fixture(scope="module")
def forms() -> Forms:
    known = variants(TERM, {Technique.HOMOPHONE})
    return Forms(View.SOUND, [variant for variant in known if variant.view is View.SOUND])


@pytest.fixture(scope="module")
def batch() -> Bytes:
    return sound_batch(fold_batch(encode(POSTS)))


def test_parts_of_words_are_told_where_words_are_not_asked_for(forms: Forms, batch: Bytes) -> None:
    posts, _ = forms.hits(batch)
    assert sorted(posts.tolist()) == [0, 1, 3, 3]


def test_the_end_of_one_word_and_the_start_of_another_are_no_term(
    forms: Forms, batch: Bytes
) -> None:
    posts, _ = forms.hits_in_words(batch, np.arange(len(POSTS)))
    assert sorted(posts.tolist()) == [1, 3]


def test_only_the_posts_asked_for_are_searched_again(forms: Forms, batch: Bytes) -> None:
    posts, _ = forms.hits_in_words(batch, np.array([0, 3]))
    assert posts.tolist() == [3]
