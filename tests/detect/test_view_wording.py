"""Where ordinary Chinese words begin, asked clause by clause, is where the whole text says."""

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.text import texts

from plainsight.detect.tables.load import ordinary_words
from plainsight.detect.views import wording
from plainsight.detect.views.wording import BREAK, Words, word_starts

PIECES = (  # noqa: SIM905 - a list would fill a page
    "兑换汇率 换汇 卡接回U 0号 公户, 我们。中华人民共和国 a b? T恤（微信） 车队长期 第一 。"
).split()
clauses = st.lists(st.sampled_from([*PIECES, " ", "\n"]), max_size=12).map("".join)


@given(text=clauses | texts)
def test_a_word_begins_where_the_whole_text_says(text: str) -> None:
    words = Words(text)
    asked = range(len(text) - 1, -1, -1)
    assert [words.begin_at(at) for at in asked] == [word_starts(text)[at] == 1 for at in asked]


def test_a_long_clause_is_cut_but_once_for_one_text() -> None:
    text = "兑换汇率" * wording.SHORT_CHARS_MAX
    words = Words(text)
    assert [words.begin_at(at) for at in range(4)] == [bool(s) for s in word_starts(text)[:4]]


def test_no_word_goes_on_across_what_breaks_a_clause() -> None:
    assert not any(BREAK.search(word) for word in ordinary_words())
