"""Cutting JSON objects must agree with a JSON reader, and must never decode."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plainsight.errors import BadValue
from plainsight.feeds.posts.json_slices import ObjectCutter, cut_object

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
objects = st.dictionaries(st.text(max_size=8) | st.sampled_from(["text", "id"]), values, max_size=6)


def written(value: Any, *, is_ascii: bool, is_spaced: bool) -> bytes:
    separators = (" , ", "\t: ") if is_spaced else (",", ":")
    return json.dumps(value, ensure_ascii=is_ascii, separators=separators).encode(
        "utf-8", "surrogatepass"
    )


@given(value=objects, is_ascii=st.booleans(), is_spaced=st.booleans())
def test_the_slices_of_an_object_are_its_values(
    value: dict[str, Any], is_ascii: bool, is_spaced: bool
) -> None:
    line = written(value, is_ascii=is_ascii, is_spaced=is_spaced)
    slices = cut_object(line + b"\r\n")
    assert {key: json.loads(part) for key, part in slices.items()} == value


@given(lines=st.lists(st.tuples(objects, st.booleans(), st.booleans()), max_size=8))
def test_a_familiar_line_is_cut_as_if_it_were_the_first(
    lines: list[tuple[dict[str, Any], bool, bool]],
) -> None:
    cutter = ObjectCutter()
    for value, is_ascii, is_spaced in lines * 2:
        line = written(value, is_ascii=is_ascii, is_spaced=is_spaced)
        assert cutter.cut(line) == cut_object(line)


@given(line=st.binary(max_size=80))
@example(b'{"a":1}')
@example(b'{"a":"\x00"}')
@example(b'{"a":01}')
@example(b'{"a":1}{"b":2}')
@example(b'{"a":["]}')
@example(b'{"a":[1}')
@example(b"{}")
def test_whatever_is_cut_would_also_be_read_by_a_json_reader(line: bytes) -> None:
    for cut in (cut_object, ObjectCutter().cut):
        try:
            slices = cut(line)
        except BadValue:
            continue
        flat = [part for part in slices.values() if part[:1] not in b"[{"]
        for part in flat:
            json.loads(part.decode("utf-8", "replace"))


PLAIN = b'{"id": 7, "text": "\xff\xfe not utf-8", "visibility": "private"}'


@given(place=st.integers(0, len(PLAIN) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_gives_other_slices_or_a_refusal_never_a_crash(
    place: int, byte: int
) -> None:
    line = PLAIN[:place] + bytes([byte]) + PLAIN[place + 1 :]
    familiar = ObjectCutter()
    familiar.cut(PLAIN)
    outcomes = []
    for cut in (cut_object, familiar.cut):
        try:
            outcomes.append(cut(line))
        except BadValue:
            outcomes.append({})
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'"text"',
        b'{"a":1',
        b'{"a":1}}',
        b'{"a":1} {"b":2}',
        b'{"a":1,}',
        b'{"a" 1}',
        b"{'a':1}",
        b'{"a":nul}',
        b'{"a":NaN}',
        b'{"a":1.}',
        b'{"a":+1}',
        b'{"a":"line\nend"}',
        b'{"a":"open}',
        b'{"a":[1,2}',
        b'{"a":[{]}}',
        b'{"a":[1,2]',
        b'{"a":{"b":"open}}',
        b'{"visibility":"public","visibility":"private"}',
        b'{"visibility":"public","visib\\u0069lity":"private"}',
        b'{"bad \\ud key":1}',
    ],
)
def test_what_is_not_one_unambiguous_object_is_refused(line: bytes) -> None:
    with pytest.raises(BadValue) as refused:
        cut_object(line)
    assert refused.value.field == "json"


def test_a_key_in_escapes_is_the_same_key() -> None:
    assert cut_object(b'{"visib\\u0069lity":"private"}') == {"visibility": b'"private"'}


def test_bytes_that_are_no_text_pass_through_undecoded() -> None:
    assert cut_object(PLAIN)["text"] == b'"\xff\xfe not utf-8"'


def test_brackets_and_quotes_inside_nested_texts_do_not_count() -> None:
    line = rb'{"a":{"b":["}]\"",{"c":[]}]},"visibility":"private"}'
    assert cut_object(line)["visibility"] == b'"private"'


def test_nesting_without_end_is_skipped_without_recursion() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    assert cut_object(b'{"a":' + deep + b',"b":1}')["b"] == b"1"
