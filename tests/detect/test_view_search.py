"""Terms are found however they are hidden, at the characters that hide them, and not by chance."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainsight.detect.views import Index, Sighting, Technique, View, variants
from plainsight.detect.views.search import LOOKS_PER_FORM_MAX, SIGHTINGS_PER_FORM_MAX
from plainsight.detect.views.variants import USUAL
from strategies.text import texts

TERMS = [
    "换汇", "洗钱", "跑分", "车队", "冰毒", "四件套", "卡接回U", "地下钱庄", "usdt", "fent",
    "fentanyl", "skin", "efectivo", "telegram", "cocaine", "79099-07-3", "M30",
]  # fmt: skip
PHRASES = ["pill press", "dinero fácil", "cash pickup"]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index({term: list(variants(term)) for term in [*TERMS, *PHRASES]})


def found(index: Index, text: str) -> list[tuple[str, str, str]]:
    return [(s.term_key, text[s.start : s.end], str(s.technique)) for s in index.find(text)]


@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_any_text_can_be_searched(text: str) -> None:
    index = Index({term: list(variants(term)) for term in ("换汇", "usdt", "洗钱", "氵先")})
    sightings = index.find(text)
    assert sightings == sorted(sightings)
    assert len({(s.term_key, s.start, s.end) for s in sightings}) == len(sightings)
    assert all(0 <= s.start < s.end <= len(text) for s in sightings)


@settings(deadline=None)
@given(
    term=st.sampled_from(["换汇", "洗钱", "地下钱庄", "USDT", "fentanyl"]),
    between=st.sampled_from(["\u200b", "\u0336", "\ufe0f", "\u00ad", "\u2060\u200c", "\U000e0041"]),
    before=st.sampled_from(["", "要", "（", "123 ", "😀"]),
    after=st.sampled_from(["", "。", "!", " ok", "找我"]),
)
def test_a_term_is_found_through_invisible_characters(
    term: str, between: str, before: str, after: str
) -> None:
    written = between.join(term)
    text = before + written + after
    index = Index({term: list(variants(term))})
    spans = {(s.start, s.end) for s in index.find(text)}
    assert any(
        start == len(before) and text[end : len(before) + len(written)].strip(between) == ""
        for start, end in spans
    )


def test_a_letter_drawn_out_over_marks_is_set_apart_and_without_them_stretched(
    index: Index,
) -> None:
    assert ("fentanyl", "fe-e-entanyl", "spaced") in found(index, "fe-e-entanyl")
    assert ("fentanyl", "feeentanyl", "stretched") in found(index, "feeentanyl")


@settings(deadline=None)
@given(
    term=st.sampled_from(["换汇", "洗钱", "地下钱庄", "USDT", "fentanyl", "efectivo"]),
    between=st.sampled_from(["★", "💰", "*", "~", "_", "|", " ★ "]),
)
def test_a_term_is_found_through_symbols(term: str, between: str) -> None:
    text = f"找 {between.join(term)} 联系"
    sightings = Index({term: list(variants(term))}).find(text)
    assert (
        Sighting(
            start=2, end=len(text) - 3, term_key=term, view=View.TIGHT, technique=Technique.SPACED
        )
        in sightings
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收usdt的", ("usdt", "usdt", "plain")),
        ("换̶匯̶了", ("换汇", "换̶匯̶", "plain")),
        ("f e n t here", ("fent", "f e n t", "spaced")),
        ("u-s-d-t", ("usdt", "u-s-d-t", "spaced")),
        ("🏃分", ("跑分", "🏃分", "emoji")),
        ("跑fen", ("跑分", "跑fen", "pinyin")),
        ("咔接茴U", ("卡接回U", "咔接茴U", "homophone")),
        ("氵先钱", ("洗钱", "氵先钱", "split")),
        ("洗线", ("洗钱", "洗线", "near_glyph")),
        ("庄钱下地", ("地下钱庄", "庄钱下地", "reversed")),
        ("f3nt4ny1", ("fentanyl", "f3nt4ny1", "leet")),
        ("efektivo", ("efectivo", "efektivo", "respelled")),
        ("fetanyl", ("fentanyl", "fetanyl", "typo")),
        ("f*nt*nyl", ("fentanyl", "f*nt*nyl", "masked")),
        ("ʇuǝɟ", ("fent", "ʇuǝɟ", "flipped")),
        ("lynatnef", ("fentanyl", "lynatnef", "reversed")),
        ("fentanyllll", ("fentanyl", "fentanyllll", "stretched")),
        ("pillpress", ("pill press", "pillpress", "joined")),
        ("ZmVudGFueWw=", ("fentanyl", "ZmVudGFueWw=", "encoded")),
        ("换\n汇\n找\n我", ("换汇", "换\n汇", "spaced")),
        ("CAS 79099 07 3", ("79099-07-3", "79099 07 3", "spaced")),
    ],
)
def test_a_hidden_term_is_found_where_it_hides(
    index: Index, text: str, expected: tuple[str, str, str]
) -> None:
    assert expected in found(index, text)


@pytest.mark.parametrize(
    "text",
    [
        "as k in the dark",  # skin
        "life entry",  # fent
        "the USDTX token",
        "兑换汇率",  # 换汇 across two words
        "我要换，汇率好再说",
        "别跑。分开走",
        "我们昨天都去公园里跑\n分享几张照片给大家看",
        "病毒",  # sounds like 冰毒
        "消化汇总",
        "先到先得",
        "it was a telegraph",
        "an efecto, effective",
        "cash, pickup trucks",
        "12M300",
        "1979099-07-35",
    ],
)
def test_a_term_is_not_found_by_chance(index: Index, text: str) -> None:
    assert found(index, text) == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("洗钱", "洗★★★★★★★★★★★★★★钱"),  # too far apart to be one word
        ("accounts", "my account's gone"),
        ("加V", "请加，v领的"),  # a comma between two scripts is a comma
        ("perico", "ocired"),  # upside down is never ASCII
        ("安全", "先全。"),  # -an of xian is not an
        ("西安", "先"),
        ("呼啊", "🌸"),  # hua is one syllable
        ("跑分", "cup aofen"),
        ("跑分", "pa ofen 招人"),
        ("sells", "the cells divide"),
        ("ghrs", "open 6hrs"),
        ("pill press", "a p1ll. press here"),
        ("con firma", "se confirma"),
        ("vales", "los bailes"),
        ("simplii", "you can simply ask"),
        ("concerta", "en una fecha concreta"),
        ("rentame", "rename the file"),
        ("pills", "piss"),
        ("fentanyl", "QmVudGFueWw="),  # Bentanyl in base64
        ("cambio", "4mbio"),
    ],
)
def test_a_likeness_is_not_a_find(term: str, text: str) -> None:
    assert found(Index({term: list(variants(term))}), text) == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("加V", "请加 V 聊"),
        ("跑分", "pao fen 招人"),
        ("coca", "koka"),
        ("billetes", "biyetes"),
        ("换汇", "还汇找我"),  # 还 is read huan, too
        ("四件套", "si件套"),
        ("cuenta", "qenta"),
        ("pill press", "p1llpr3ss"),
        ("fentanyl", "FNTNYL"),
        ("methamphetamine", "meth***hetamine"),
    ],
)
def test_a_likeness_on_purpose_is_a_find(term: str, text: str) -> None:
    assert found(Index({term: list(variants(term))}), text)


def test_a_form_repeated_without_end_is_counted_to_a_limit(index: Index) -> None:
    assert len(index.find("usdt " * 300)) == SIGHTINGS_PER_FORM_MAX


def test_a_form_that_is_refused_without_end_is_looked_at_to_a_limit(index: Index) -> None:
    decoys = "病毒。" * LOOKS_PER_FORM_MAX
    assert found(index, decoys[:-3] + "秉毒")
    assert not found(index, decoys + "秉毒")


@pytest.fixture(scope="module")
def short_terms() -> Index:
    return Index(
        {
            term: list(variants(term, USUAL - {Technique.HOMOPHONE}))
            for term in ("冰毒", "现货", "用料", "制毒", "恶毒")
        }
    )


@pytest.mark.parametrize("text", ["兵独线货", "兵独，出售线货", "线货先看，后给兵独"])
def test_short_terms_are_heard_where_two_of_them_stand(short_terms: Index, text: str) -> None:
    assert {term for term, _, _ in found(short_terms, text)} == {"冰毒", "现货"}


@pytest.mark.parametrize(
    "text",
    [
        "兵独",  # alone it is chance
        "兵独兵",  # and overlapping itself, no company
        "兵独，冰毒",  # the term itself hides nothing
        "兵独用了",  # 了 stands in every sentence, whatever it sounds like
        "病毒线货",  # an ordinary word
        "兵独制度",  # another, by chance of the sound of 制毒
        "兵 独 线 货",  # letters apart meet by chance
        "饿\u3000毒，兵独",  # and so they do where a syllable is as short as the gap is long
    ],
)
def test_a_short_term_is_not_heard_by_chance(short_terms: Index, text: str) -> None:
    assert {written for _, written, _ in found(short_terms, text)} <= {"冰毒"}


def test_a_rare_reading_of_a_character_is_no_company() -> None:
    forms = {"门票代订": list(variants("门票代订"))}
    forms["回优"] = list(variants("回优", USUAL - {Technique.HOMOPHONE}))
    assert {term for term, _, _ in found(Index(forms), "门朴代订，回油")} == {"门票代订"}


def test_views_that_the_caller_leaves_out_are_not_read(index: Index) -> None:
    assert not index.find("跑fen", views=[View.FOLD])
    assert index.find("跑fen", views=[View.SOUND])


def test_a_spaced_word_in_a_row_of_letters_needs_four_letters() -> None:
    index = Index({"oxy": list(variants("oxy"))})
    assert found(index, "o x y")
    assert not found(index, "b o x y z")


def test_a_term_is_named_once_per_span_by_its_plainest_form(index: Index) -> None:
    assert found(index, "洗钱") == [("洗钱", "洗钱", "plain")]


def test_terms_may_overlap() -> None:
    index = Index({term: list(variants(term)) for term in ("四件套", "四件")})
    assert [f[0] for f in found(index, "收四件套")] == ["四件", "四件套"]


def test_two_terms_of_one_form_are_both_named() -> None:
    index = Index({"a": list(variants("usdt")), "b": list(variants("USDT"))})
    assert [f[0] for f in found(index, "usdt")] == ["a", "b"]


def test_what_was_not_asked_for_is_not_found() -> None:
    index = Index(
        {
            "跑分": list(
                variants("跑分", USUAL - {Technique.HOMOPHONE, Technique.EMOJI, Technique.PINYIN})
            )
        }
    )
    assert not any(found(index, text) for text in ("泡芬", "🏃分", "跑fen", "paofen"))
    assert found(index, "跑.分")


def test_a_mixed_spelling_needs_every_technique_it_mixes() -> None:
    assert not Index({"x": list(variants("跑分", USUAL - {Technique.HOMOPHONE}))}).find("泡fen")
    assert Index({"x": list(variants("跑分"))}).find("泡fen")


def test_an_index_of_nothing_finds_nothing() -> None:
    assert Index({}).find("换汇") == []


def test_a_hostile_repetition_is_searched(index: Index) -> None:
    for piece in ("换汇", "f.e.n.t ", "洗★", "paofen", "ZmVudGFueWw", "g", "\u0336", "aaab"):
        row = piece * (3_000 // len(piece))
        sightings = index.find(f"{row} 四件套")
        assert sightings[-1].term_key == "四件套", "what comes after it is found"
        assert sightings[-1].start > len(row)
        assert len(sightings) <= 1 + SIGHTINGS_PER_FORM_MAX
