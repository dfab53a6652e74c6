"""Which words speak of one another: those of one sentence or line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.text import texts

from plainsight.detect.sentences import SENTENCE_CHARS_MAX, sentences_around


@pytest.mark.parametrize(
    ("text", "stretch", "sentence"),
    [
        ("收卡。怎么办？", "收卡", "收卡"),
        ("怎么办？收卡 微信abc", "收卡", "收卡 微信abc"),
        ("Why me? cash at 7.2, t.me/abc. Bye", "cash", " cash at 7.2, t.me/abc"),
        ("first line\nsecond line\nthird", "second", "second line"),
        ("one. two. three", "one. two", "one. two"),
    ],
)
def test_a_sentence_ends_at_a_stop_or_with_its_line(text: str, stretch: str, sentence: str) -> None:
    start = text.index(stretch)
    first, end = sentences_around(text, start, start + len(stretch))
    assert text[first:end] == sentence


def test_a_text_without_stops_is_looked_at_only_so_far() -> None:
    text = "x" * 10_000
    assert sentences_around(text, 5_000, 5_010) == (
        5_000 - SENTENCE_CHARS_MAX,
        5_010 + SENTENCE_CHARS_MAX,
    )


@given(texts, st.data())
def test_a_stretch_stands_in_its_own_sentences(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = sentences_around(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert "\n" not in text[first:start]
    assert "\n" not in text[end:last]
