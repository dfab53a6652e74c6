"""The dictionary goes through the same views as the text."""

from collections.abc import Set

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainsight.detect.views import Index, Technique, View, read, variants
from plainsight.detect.views.variants import USUAL
from strategies.text import CHINESE, texts

EVERY = USUAL | {Technique.INITIALS}
SURFACES = [
    "换汇", "卡接回U", "USDT", "M30", "dinero fácil", "niño", "4-ANPP", "79099-07-3", "🏃分", "q",
    "四件套", "Percocet", "no kyc", "黑U", "t.me", "收 码", "100%", "ＵＳＤＴ", "換匯", "a1",
]  # fmt: skip


def forms(surface: str, techniques: Set[Technique] = USUAL) -> dict[Technique, set[str]]:
    out: dict[Technique, set[str]] = {}
    for variant in variants(surface, techniques):
        out.setdefault(variant.technique, set()).add(variant.text)
    return out


@pytest.mark.parametrize("surface", SURFACES)
def test_every_term_finds_itself(surface: str) -> None:
    index = Index({"term": list(variants(surface))})
    whole = [s for s in index.find(surface) if (s.start, s.end) == (0, len(surface))]
    assert [s.technique for s in whole] == [Technique.PLAIN]


@pytest.mark.parametrize("surface", SURFACES)
def test_every_form_equals_itself_in_its_view(surface: str) -> None:
    for variant in variants(surface, EVERY):
        assert variant.text == read(variant.text, variant.view).text


@settings(max_examples=150, deadline=None)
@given(surface=texts | st.text(st.sampled_from(CHINESE), max_size=5))
def test_any_surface_gives_a_bounded_number_of_forms(surface: str) -> None:
    found = list(variants(surface, EVERY))
    assert len(found) <= 60 + 16 * len(surface)
    assert all(variant.text for variant in found)


def test_a_blank_surface_has_no_forms() -> None:
    assert list(variants(" \u200b")) == []


@pytest.mark.parametrize(
    ("surface", "technique", "form"),
    [
        ("换汇", Technique.SPLIT, "扌奂汇"),
        ("洗钱", Technique.SPLIT, "氵先钅戋"),
        ("跑分", Technique.HOMOPHONE, "paofen"),
        ("银行", Technique.PINYIN, "yinhang"),
        ("银行", Technique.PINYIN, "yinxing"),
        ("微信", Technique.NEAR_GLYPH, "徽信"),
        ("洗钱", Technique.REVERSED, "钱洗"),
        ("跑分", Technique.INITIALS, "pf"),
        ("fentanyl", Technique.TYPO, "fetanyl"),
        ("fentanyl", Technique.TYPO, "fentynal"),
        ("fentanyl", Technique.TYPO, "fentanly"),
        ("service", Technique.TYPO, "servcie"),
        ("pickup crew", Technique.REVERSED, "werc pukcip"),
        ("大麻", Technique.SPLIT, "大广木木"),
        ("现钞", Technique.SPLIT, "王见金少"),
        ("fentanyl", Technique.MASKED, "f*ntanyl"),
        ("fentanyl", Technique.FLIPPED, "lyuatuef"),
        ("fentanyl", Technique.LEET, "fentani"),
        ("fent", Technique.REVERSED, "tnef"),
    ],
)
def test_a_form_is_offered(surface: str, technique: Technique, form: str) -> None:
    assert form in forms(surface, EVERY)[technique]


@pytest.mark.parametrize(
    ("surface", "technique"),
    [
        ("plug", Technique.REVERSED),  # gulp
        ("pill press", Technique.TYPO),  # a phrase
        ("25%", Technique.SPACED),  # 2.5
        ("id", Technique.SPACED),  # i'd
        ("cell line", Technique.SPACED),  # celine, once three l are one
        ("上车", Technique.REVERSED),  # both characters are everywhere
        ("fent", Technique.TYPO),
        ("换汇", Technique.INITIALS),  # only when asked for
    ],
)
def test_a_form_that_ordinary_text_holds_is_not_offered(surface: str, technique: Technique) -> None:
    assert technique not in forms(surface)


def test_no_typo_is_an_ordinary_word() -> None:
    assert "transfer" not in forms("etransfer")[Technique.TYPO]
    assert "surfing" not in forms("smurfing")[Technique.TYPO]
    # An ordinary word is misspelt by swapping alone: shopping is no slip for shipping.
    assert "shopping" not in forms("shipping")[Technique.TYPO]


def test_a_word_is_found_when_a_run_of_its_characters_is_in_pieces() -> None:
    assert "钅艮彳亍卡" in forms("银行卡")[Technique.SPLIT]
    assert "钅艮行卡" in forms("银行卡")[Technique.SPLIT]


def test_pieces_that_are_a_word_are_no_split() -> None:
    assert "女子货" not in forms("好货")[Technique.SPLIT]
    assert "好化贝" in forms("好货")[Technique.SPLIT]


@pytest.mark.parametrize(
    ("term", "rest"),
    [
        ("🧊一个", "1个"),
        ("🍖来的", "来的"),
        ("只有🥦", "只有"),
        ("📮一格", "yige"),
        ("❄️ 120", "120"),
    ],
)
def test_a_term_with_a_picture_is_not_searched_without_it(term: str, rest: str) -> None:
    assert rest not in {variant.text for variant in variants(term)}


def test_a_picture_that_has_a_sound_is_still_heard() -> None:
    assert {variant.view for variant in variants("🚗队")} == {View.FOLD, View.SOUND}


def test_letters_left_after_stars_still_name_the_word() -> None:
    assert all(form.strip("*") for form in forms("aaaa").get(Technique.MASKED, {"a"}))
    starred = forms("cocaine")[Technique.MASKED]
    assert all(len(form.replace("*", "")) >= 3 for form in starred)


@pytest.mark.parametrize(
    "technique",
    [
        Technique.HOMOPHONE,
        Technique.PINYIN,
        Technique.EMOJI,
        Technique.NEAR_GLYPH,
        Technique.SPLIT,
        Technique.REVERSED,
    ],
)
def test_each_technique_can_be_left_out(technique: Technique) -> None:
    assert technique in forms("洗钱")
    assert technique not in forms("洗钱", USUAL - {technique})


@pytest.mark.parametrize(
    "technique",
    [Technique.TYPO, Technique.MASKED, Technique.ENCODED, Technique.REVERSED, Technique.FLIPPED],
)
def test_each_technique_of_latin_words_can_be_left_out(technique: Technique) -> None:
    assert technique in forms("fentanyl")
    assert technique not in forms("fentanyl", USUAL - {technique})


def test_what_needs_no_company_is_not_asked_for_any() -> None:
    assert Technique.HOMOPHONES not in forms("洗钱")
    assert Technique.HOMOPHONES in forms("洗钱", USUAL - {Technique.HOMOPHONE})


def test_the_units_of_a_spoken_form_spell_it() -> None:
    spoken = [v for v in variants("卡接回U") if v.view is View.SOUND]
    assert spoken
    assert all("".join(variant.units) == variant.text for variant in spoken)
