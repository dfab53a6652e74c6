"""The cheap look at a text never rules out a value that the extractors then find."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.text import texts

from plainsight.detect.extract import ExtractKind, extract
from plainsight.detect.extract.possible import possible_kinds, possible_of
from plainsight.detect.views.fold import fold

PIECES = (
    "微信", "abc_12345", "@chedui_88", "QQ", "2847106533", "飞机：", "13800138000", "7.2", "15%",
    "个点", "500", "元", "$", "28578-16-7", "28578 16 7", "cas", "c.a.s.", "CAS号",
    "t.me/abc_def", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "五", "百", "块", "+", "v", "加",
    "1:7.1", "汇率", "wa.me/", "u", "k", "洞", "拐", "勾", "幺", "a (at) b (dot) com", "dot",
    "punto", "百分之", "por ciento", " ", "usdt", "dólares", "session", "05" + "a" * 64, "tele",
    "企鹅", "佣金", "费率", "三", "万", "点位", "=", "usd", "1", "兑", "/", "人民币", "rate", "%",
    "个百分点", "千分之", "per", "dólar", "u价", "grand", "lucas", "7,25", "at", "个w", "q群",
)  # fmt: skip
written = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@settings(deadline=None)
@given(text=texts | written | st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_no_value_is_found_of_a_kind_held_impossible(text: str) -> None:
    found = {str(value.kind) for value in extract(text)}
    assert found <= possible_kinds(text)


def test_ordinary_words_make_next_to_nothing_possible() -> None:
    assert possible_kinds("good morning") == frozenset()
    assert "cas" not in possible_kinds("order 12345 of today")
    assert "phone" not in possible_kinds("5 apples for $3")


@settings(deadline=None)
@given(text=texts | written)
def test_a_caller_who_knows_the_kinds_and_the_folded_text_is_told_the_same(text: str) -> None:
    told = extract(text, folded=fold(text), kinds=possible_kinds(text))
    assert told == extract(text)


@settings(deadline=None)
@given(text=texts | written, kinds=st.frozensets(st.sampled_from([str(k) for k in ExtractKind])))
def test_of_some_kinds_none_is_ruled_out_that_stands_there(
    text: str, kinds: frozenset[str]
) -> None:
    found = {str(value.kind) for value in extract(text)}
    assert found & kinds <= possible_of(text, kinds) <= kinds
