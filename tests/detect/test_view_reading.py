"""The views are total, idempotent and never lose the way back to what the author wrote."""

import pytest
from hypothesis import given, settings

from plainsight.detect.views import View, read
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.sound import sound_text
from plainsight.detect.views.tight import tight_text
from strategies.text import texts

every_view = pytest.mark.parametrize("view", list(View))


@every_view
@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_reading_twice_changes_nothing_more(view: View, text: str) -> None:
    once = read(text, view).text
    assert read(once, view).text == once


@every_view
@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_every_character_read_was_written_somewhere(view: View, text: str) -> None:
    reading = read(text, view)
    assert len(reading.text) == len(reading.starts) == len(reading.ends)
    spans = list(zip(reading.starts, reading.ends, strict=True))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert list(reading.starts) == sorted(reading.starts)
    assert list(reading.ends) == sorted(reading.ends)


@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_a_folded_character_is_what_its_span_folds_to(text: str) -> None:
    reading = read(text, View.FOLD)
    for start in set(reading.starts):
        own = [k for k, at in enumerate(reading.starts) if at == start]
        span = reading.span(own[0], own[-1] + 1)
        assert fold_text(text[slice(*span)]) == reading.text[own[0] : own[-1] + 1]


@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_the_quick_look_agrees_with_the_reading(text: str) -> None:
    folded = fold_text(text)
    assert folded == read(text, View.FOLD).text
    assert tight_text(folded) == read(text, View.TIGHT).text
    assert sound_text(folded) == read(text, View.SOUND).text


@settings(max_examples=200, deadline=None)
@given(text=texts)
def test_fold_looks_at_one_character_at_a_time(text: str) -> None:
    assert read(text, View.FOLD).text == "".join(read(char, View.FOLD).text for char in text)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("ＵＳＤＴ", "usdt"),
        ("ﬁnance ㎏", "finance kg"),
        ("ﾐ ½", "ミ 1/2"),
        ("換滙 洗錢 収銭", "换汇 洗钱 收钱"),
        ("𝐟𝓮𝕟𝚝 ⓕⓔ 🅵🅴 ⒡⒠ ꜰᴇ 🇫🇪", "fent fe fe fe fe fe"),
        ("fеntаnуl κΕτα ᖴᗩᑎ", "fentanyl keta fan"),
        ("niño Ünïcödé øđł", "nino unicode odl"),
        ("换\u200b汇\u00ad\u202e\ufe0f", "换汇"),
        ("z̷a̷l̷g̷o̷", "zalgo"),
        ("⾞⻋ ⼈ 曰结", "车车 人 日结"),
        ("①⑴⒈⓵❶𝟏１١一壹幺", "11111111111"),
        ("1️⃣ ⑩ 🔟", "1 10 🔟"),
        ("【t。me】“x”—y", '【t.me】"x"-y'),
        ("\ud800", "\ufffd"),
        ("🏃🏽\u200d♂️", "🏃♂"),
        ("한국", "한국"),
    ],
)
def test_fold_reads(written: str, read_as: str) -> None:
    assert read(written, View.FOLD).text == read_as


@pytest.mark.parametrize("common", ["队伍", "大陆", "安徽", "咖啡", "十万", "迦南"])
def test_fold_leaves_ordinary_characters_alone(common: str) -> None:
    assert read(common, View.FOLD).text == common


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("f e n t", "fent"),
        ("换\n汇", "换汇"),
        ("洗★钱 跑💰分", "洗钱跑分"),
        ("fentaniloooo", "fentanilo"),
        ("o-o-o-k", "ok"),
        ("good", "good"),
        ("100000", "100000"),
        ("a\ue000b", "ab"),
    ],
)
def test_tight_reads(written: str, read_as: str) -> None:
    assert read(written, View.TIGHT).text == read_as


@pytest.mark.parametrize(
    "written", ["跑分", "泡分", "跑fen", "pao fen", "paofen", "🏃分", "跑, 芬"]
)
def test_sound_reads_every_spelling_of_one_word_alike(written: str) -> None:
    assert read(written, View.SOUND).text == "paofen"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("f3nt4ny1", "fentani"),
        ("Fentanyl!", "fentani"),
        ("kambio quiero vaca", "kambio  kiero  baka"),
        ("p!ll pre$$", "pi  pres"),
        ("13812345678", "13812345678"),
        ("79099-07-3", "79099  07  3"),
        ("a100b", "a100b"),
        ("l000l", "ioi"),
        ("€5 5€", "5  5"),
        ("f.3.n.t", "fent"),
        ("k3-t4-m1-n3", "ketamine"),
        ("k3-t4 m1", "ke  ta  mi"),
        ("a的b的c", "a  b  k"),
        ("收usdt的", "usdt"),
        ("chica phone hielo gente", "xika  fone  ieio  jente"),
        ("h", ""),
    ],
)
def test_skeleton_reads(written: str, read_as: str) -> None:
    assert read(written, View.SKELETON).text == read_as


def test_a_span_covers_the_marks_drawn_on_its_last_letter() -> None:
    text = "换̶汇̶ 找"
    assert read(text, View.FOLD).span(0, 2) == (0, 4)


def test_a_stretched_letter_spans_its_whole_run() -> None:
    assert read("xanaxxxx!", View.TIGHT).span(4, 5) == (4, 8)


def test_a_syllable_spans_the_character_it_spells() -> None:
    reading = read("去洗钱", View.SOUND)
    assert reading.text == "quxiqian"
    assert reading.span(2, 8) == (1, 3)


@every_view
@pytest.mark.parametrize(
    "piece",
    ["\u0336", "a", "g", "ggh", "aaab", "1", "*", "k3-", "换 ", "換", "🏃", "\ufdfa", "a.b "],
)
def test_long_repetition_is_read(view: View, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert len(read(text, view).starts) == len(read(text, view).text)
