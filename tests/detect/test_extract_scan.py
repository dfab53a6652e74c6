"""`extract` as a whole: total, exact, and quick to say no."""

import re
from collections import Counter
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import plainsight.detect.extract as package
from plainsight.detect.extract import Extract, ExtractKind, extract, scan
from plainsight.detect.extract.plain import plain_text
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.worth import is_worth_reading
from plainsight.detect.views.read import read
from plainsight.detect.views.view import View

# Pieces that set every extractor off, to be thrown together.
PIECES = [
    "加微信", "薇", "V", "v", "+", "扣", "QQ", "飞机", "TG", "whatsapp", "wickr", "@", "@abc12",
    "t.me/", "[.]", "(dot)", " at ", ".com", "https://", "0x",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "bc1q", "bitcoincash:", "CAS", "79099-07-3",
    "13800138000", "138 0013 8000", "+52 55 1234 5678", "一三八", "两千五", "十", "百分之",
    "5w", "2-3万", "汇率", "7.2", "1:7", "%", "个点", "$", "£", "U", "油", "pesos", "abc123",
    "骗子", "勿扰", "例如", "RT ", "\u200b", "\u0336", "️⃣", "Ａ", "🅰", "𝟙", "①", "⑴", "\n", " ",
    "。", "，", "\ud800", "\x00", "İ", "ß", "ﬁ", "㎏", "0", "1",
]  # fmt: skip
HOSTILE = {
    "digits": "1",
    "spaced digits": "1 ",
    "at signs": "@",
    "addresses of nobody": "a@a.",
    "mentions": "@abcde ",
    "aliases": "口1",
    "pieces of addresses": "TR7N ",
    "dashes": "79-07-3-",
    "dots": "a.",
    "hidden dots": "a(dot)",
    "links": "t.me/",
    "money": "$1",
    "ranges": "5-5w",
    "marks": "\u0301",
    "phones": "+15551234567 ",
}


def texts() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)


def assert_sound(text: str, found: list[Extract]) -> None:
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.value
        assert plain_text(text[one.start : one.end])  # something is there to be seen
    places = [(one.start, one.end) for one in found]
    assert places == sorted(places)
    for (start, end), (next_start, next_end) in pairwise(places):
        assert end <= next_start or (start, end) == (next_start, next_end)
    # Only a handle and the phone it is made of share a place.
    for place, count in Counter(places).items():
        kinds = {one.kind for one in found if (one.start, one.end) == place}
        assert count == len(kinds)
        assert count == 1 or ExtractKind.PHONE in kinds


@given(st.text())
@example("\ud800@\ud800.com")
@example("İ@İ.com 1İ")
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert_sound(text, extract(text))


@settings(max_examples=400)
@given(texts())
def test_every_range_is_exact_and_ranges_do_not_overlap(text: str) -> None:
    assert_sound(text, extract(text))


@settings(max_examples=400)
@given(texts())
@example("£三十")
@example("us$ 五")
def test_the_cheap_look_never_hides_a_value(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scan, "is_worth_reading", lambda plain: True)
        found = scan.extract(text)
    assert extract(text) == found


@given(texts() | st.text())
def test_the_extractors_read_the_fold_view_symbol_by_symbol(text: str) -> None:
    folded = read(text, View.FOLD)
    tracks = Tracks(text, plain_text(text))
    assert len(tracks.plain) == len(folded.text) == len(tracks.digits)
    for index in range(len(folded.text)):
        place = (folded.starts[index], folded.ends[index])
        assert tracks.original_range(index, index + 1) == place


@given(texts(), texts())
def test_a_line_break_apart_texts_are_read_alike(one: str, other: str) -> None:
    alone = extract(one)
    together = extract(one + "\n\n\n。\n\n\n" + " " * 200 + other)
    kinds = {(found.kind, found.value, found.start, found.end) for found in together}
    assert all((f.kind, f.value, f.start, f.end) in kinds or _is_regional(f) for f in alone)


def _is_regional(found: Extract) -> bool:
    """Languages and countries named elsewhere decide the plan of a bare number, and of an @name."""
    by_country = found.kind in (ExtractKind.PHONE, ExtractKind.LINK)
    return by_country or found.kind.startswith("handle.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天天气真好，我们一起去公园散步吧",
        "I really enjoyed the film last night",
        "¡Qué día tan bonito!",
    ],
)
def test_ordinary_posts_are_not_worth_reading(text: str) -> None:
    assert not is_worth_reading(plain_text(text))
    assert extract(text) == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_costly_checks_stay_in_proportion_to_the_text(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: Counter[str] = Counter()
    for module, name in _COSTLY:
        original = getattr(import_module(module), name)

        def counted(*args: object, _original: object = original, _name: str = name) -> object:
            counts[_name] += 1
            return _original(*args)  # type: ignore[operator]

        monkeypatch.setattr(f"{module}.{name}", counted)
    text = HOSTILE[kind] * (4_000 // len(HOSTILE[kind]))
    extract(text)
    assert counts["read_address"] <= 16 + len(text) // 4
    assert counts["read_phone"] <= 16 + len(text) // 16


_COSTLY = [
    ("plainsight.detect.extract.wallet", "read_address"),
    ("plainsight.detect.extract.numbering", "read_phone"),
    ("plainsight.detect.extract.phone", "read_phone"),
    ("plainsight.detect.extract.row", "read_phone"),
]


def test_a_very_long_row_of_anything_is_read() -> None:
    for unit in ("9", "@", "a@", "1 "):
        (handle,) = extract(f"{unit * (200_000 // len(unit))} @kunlun_fleet9")
        assert handle.value == "kunlun_fleet9", "what comes after it is found"


def test_no_pattern_can_run_away() -> None:
    """What a pattern can match at one place is bounded, so a text is read in linear time."""
    widest = {
        f"{module.name}: {pattern.pattern[:60]}": _width(pattern)
        for module in iter_modules(package.__path__)
        for pattern in _patterns(vars(import_module(f"{package.__name__}.{module.name}")))
    }
    assert len(widest) > 40
    assert {name: width for name, width in widest.items() if width > 1_500} == {}


def _patterns(names: dict[str, object]) -> list[re.Pattern[str]]:
    found = []
    for value in names.values():
        parts = value if isinstance(value, list | tuple) else [value]
        for part in parts:
            inner = part if isinstance(part, tuple) else (part,)
            found += [one for one in inner if isinstance(one, re.Pattern)]
    return found


def _width(pattern: re.Pattern[str]) -> int:
    parsed = re._parser.parse(pattern.pattern, pattern.flags)  # type: ignore[attr-defined]
    return int(parsed.getwidth()[1])
