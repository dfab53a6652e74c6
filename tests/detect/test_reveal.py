"""An explanation names what was undone, in a few words, and is silent about a plain term."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainsight.detect.views import Index, Technique, reveal, variants
from strategies.text import texts


@pytest.mark.parametrize(
    ("written", "plain", "says"),
    [
        ("换\u200b汇", "换汇", ["invisible characters removed"]),
        ("换̶汇̶", "换汇", ["combining marks removed"]),
        ("換滙", "换汇", ["variant characters 換→换, 滙→汇"]),
        ("⾞队", "车队", ["rare characters drawn alike ⾞→车"]),
        ("冼钱", "洗钱", ["rare characters drawn alike 冼→洗"]),
        ("ＵＳＤＴ", "usdt", ["styled letters Ｕ→u, Ｓ→s, Ｄ→d, Ｔ→t"]),
        ("fеntаnyl", "fentanyl", ["look-alike letters е→e, а→a"]),
        ("cöcaine", "cocaine", ["accents ö→o"]),
        ("dolares", "dólares", ["accents o→ó"]),
        ("④件套", "四件套", ["digits ④→4"]),
        ("4件套", "四件套", ["digits 4→四"]),
        ("f e n t", "fent", ["letters spaced apart"]),
        ("洗★钱", "洗钱", ["letters set apart by ★"]),
        ("换\n汇", "换汇", ["written vertically"]),
        ("fentanylll", "fentanyl", ["repeated letters shortened"]),
        ("pillpress", "pill press", ["words written together"]),
        ("f3nt4ny1", "fentanyl", ["leet 3→e, 4→a, 1→l"]),
        ("p!ll pre$$", "pill press", ["leet !→i, $→s"]),
        ("dóIares", "dólares", ["leet I→l"]),
        ("kambio", "cambio", ["respelled kambio→cambio"]),
        ("咔接茴U", "卡接回U", ["homophones 咔→卡, 茴→回"]),
        ("跑fen", "跑分", ["pinyin fen→分"]),
        ("🏃分", "跑分", ["emoji read as words 🏃→跑"]),
        ("🏦卡", "银行卡", ["emoji read as words 🏦→银行"]),
        ("氵先钱", "洗钱", ["split characters 氵先→洗"]),
        ("徽信", "微信", ["look-alike characters 徽→微"]),
        ("钱洗", "洗钱", ["reversed 钱洗→洗钱"]),
        ("lynatnef", "fentanyl", ["reversed lynatnef→fentanyl"]),
        ("fetanyl", "fentanyl", ["misspelt fetanyl→fentanyl"]),
        ("f*ntanyl", "fentanyl", ["starred out f*ntanyl→fentanyl"]),
        ("ZmVudGFueWw=", "fentanyl", ["base64 ZmVudGFueWw=→fentanyl"]),
        ("pf", "跑分", ["initials pf→跑分"]),
        ("泡 fen", "跑分", ["letters spaced apart", "homophones 泡→跑", "pinyin fen→分"]),
    ],
)
def test_what_was_undone_is_named(written: str, plain: str, says: list[str]) -> None:
    assert [undone.says for undone in reveal(written, plain)] == says


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("USDT", "usdt"),
        ("FENTANILO", "fentanilo"),
        ("换汇", "换汇"),
        ("cocai\u0301na", "cocaína"),  # the accent as a mark of its own is still the accent
        ("換匯", "換匯"),
        ("sin límite", "sin límite"),
        ("✈️", "✈"),
        ("🏃🏽", "🏃"),
    ],
)
def test_a_plain_appearance_is_not_explained(written: str, plain: str) -> None:
    assert reveal(written, plain) == ()


def test_upside_down_is_named_once() -> None:
    assert [undone.technique for undone in reveal("ʇuǝɟ", "fent")] == [Technique.FLIPPED]


@settings(deadline=None)
@given(written=texts, plain=st.sampled_from(["换汇", "四件套", "fentanyl", "sin límite", "🏃分"]))
def test_anything_can_be_explained(written: str, plain: str) -> None:
    for undone in reveal(written, plain):
        assert undone.says
        assert isinstance(undone.technique, Technique)


@settings(deadline=None)
@given(term=st.sampled_from(["换汇", "洗钱", "usdt", "fentanyl", "efectivo"]), data=st.data())
def test_whatever_the_search_had_to_undo_is_explained(term: str, data: st.DataObject) -> None:
    hider = data.draw(st.sampled_from(["\u200b", "\u0336", "★", "."]))
    written = hider.join(term)
    index = Index({term: list(variants(term))})
    for sighting in index.find(f"找 {written} ok"):
        assert reveal(f"找 {written} ok"[sighting.start : sighting.end], term)
