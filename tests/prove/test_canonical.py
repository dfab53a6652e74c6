import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.prove import json_values

from plainsight.errors import BadValue, NonCanonicalEntry, UnreadableEntry
from plainsight.model.fact import JsonValue
from plainsight.prove.canonical import NESTING_MAX, canonical_bytes, parse_canonical


@given(json_values)
def test_what_is_written_is_read_back_as_it_was(value: JsonValue) -> None:
    assert parse_canonical(canonical_bytes(value)) == value


@given(json_values)
def test_the_bytes_are_those_of_rfc_8785(value: JsonValue) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


@given(
    st.dictionaries(
        st.text(st.characters(min_codepoint=0xD000, exclude_categories=["Cs"])), st.none()
    )
)
def test_keys_are_sorted_by_utf_16_even_beyond_the_basic_plane(value: dict[str, None]) -> None:
    # "\ue000" sorts after an emoji in UTF-16 and before it by code point.
    assert canonical_bytes({**value}) == rfc8785.dumps(value)
    assert canonical_bytes({"\ue000": 1, "😀": 2}) == '{"😀":2,"\ue000":1}'.encode()


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (0.5, "value"),
        ({"rate": 1.0}, "value.rate"),
        ({"a": [0, {"b": 2**53}]}, "value.a[1].b"),
        ([-(2**53)], "value[0]"),
        ({"a": "\ud800"}, "value.a"),
        ({"\udfff": 1}, "value"),
        ({1: 1}, "value"),
        ({"a": b"bytes"}, "value.a"),
        ((1, 2), "value"),
    ],
)
def test_what_the_log_cannot_hold_is_refused_with_its_place(value: Any, place: str) -> None:
    with pytest.raises(BadValue) as refused:
        canonical_bytes(value)
    assert refused.value.field == place


def test_the_largest_integer_that_a_double_holds_is_still_allowed() -> None:
    assert canonical_bytes([2**53 - 1, -(2**53) + 1]) == b"[9007199254740991,-9007199254740991]"


def test_nesting_has_a_limit() -> None:
    def nested(levels: int) -> JsonValue:
        value: JsonValue = []
        for _ in range(levels):
            value = [value]
        return value

    assert canonical_bytes(nested(NESTING_MAX)).startswith(b"[[[")
    with pytest.raises(BadValue, match="levels"):
        canonical_bytes(nested(NESTING_MAX + 1))


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"\xff", b"NaN", b"-Infinity", b"1.5", b"1e3", b'"\\ud800"', b"[" * 100_000,
     b"9" * 5000, b"9007199254740992"],
)  # fmt: skip
def test_bytes_that_hold_no_value_of_the_log_are_unreadable(line: bytes) -> None:
    with pytest.raises(UnreadableEntry):
        parse_canonical(line)


@pytest.mark.parametrize(
    "line",
    [b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"[1, 2]", b"[1]\n", b" 1", b"-0", b'"\\u0041"',
     b'"\\/"', b'"\\u00e9"', b'"\\u000A"'],
)  # fmt: skip
def test_a_second_spelling_of_the_same_value_is_refused(line: bytes) -> None:
    with pytest.raises(NonCanonicalEntry):
        parse_canonical(line)


@given(json_values)
def test_python_s_own_spelling_is_refused_wherever_it_differs(value: JsonValue) -> None:
    spelled = json.dumps(value).encode()
    if spelled == canonical_bytes(value):
        assert parse_canonical(spelled) == value
    else:
        with pytest.raises(NonCanonicalEntry, match=r"from byte \d+ on"):
            parse_canonical(spelled)
