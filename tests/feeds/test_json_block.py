"""Lines cut by compiled code lie where the definition finds them, and hold the same cells."""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.strategies.posts import texts

from plainsight.errors import BadValue
from plainsight.feeds.lines import line_block
from plainsight.feeds.posts import json_block
from plainsight.feeds.posts.json_block import CutBlock, cut_block, unquoted
from plainsight.feeds.posts.json_slices import ObjectCutter

NAMES = ("visibility", "text", "正文", "text", "id")
FIELDS = range(len(NAMES))


def plain_column(slices: Sequence[bytes | None]) -> tuple[pa.Array, pa.Array]:
    """(cells, where they can be relied on): texts without their quotes, digits, null.

    A text with an escape in it, or any other value, is not to be relied on.
    """
    raw = pa.array(slices, pa.large_binary())
    raw = pc.if_else(pc.equal(raw, b"null"), None, raw)
    is_text = pc.starts_with(raw, '"')
    is_plain = pc.invert(pc.match_substring(raw, "\\"))
    is_whole = pc.match_substring_regex(raw, "^-?[0-9]+$")
    sure = pc.fill_null(pc.and_(pc.or_(is_text, is_whole), is_plain), True)
    return pc.if_else(is_text, pc.binary_slice(raw, 1, -1), raw), sure


def text_column(slices: Sequence[bytes | None]) -> pa.Array:
    """Texts as UTF-8, half surrogate pairs as three bytes; null where a slice is no JSON text."""
    return pa.array([unquoted(text) for text in slices], pa.large_binary())


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | st.sampled_from(["😂", 'a"b\\c/', "\n\t\r\b\f", "\u007f", "日本", "\udc00\ud800"])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
keys = st.sampled_from(NAMES) | st.text(max_size=6) | st.sampled_from(["ids", "tex", "vsbl", ""])
written = st.builds(
    lambda members, is_ascii, spaces, tail: (
        "{"
        + spaces[0].join(
            spaces[1]
            + json.dumps(key, ensure_ascii=is_ascii)
            + ":"
            + json.dumps(value, ensure_ascii=is_ascii, separators=(spaces[0], ":"))
            for key, value in members
        )
        + "}"
        + tail
    ).encode("utf-8", "surrogatepass"),
    st.lists(st.tuples(keys, values), max_size=6),
    st.booleans(),
    st.tuples(st.sampled_from([",", ", ", ",\t\r "]), st.sampled_from(["", " "])),
    st.sampled_from(["", "", " ", "\r", "}", "x"]),
)
HOSTILE = [
    b"",
    b" \t\r",
    b"\x0b\x0c",
    b"{}",
    b"{ }",
    b"{,}",
    b'{"text":"a",}',
    b'{"text":"a" "id":1}',
    b'{"text":"a","text":"b"}',
    b'{"x":1,"x":2}',
    b'{"te\\u0078t":"a"}',
    b'{"te\\u0078t":"a","text":"b"}',
    b'{"\xff":1,"\xfe":"\xff","id":"\xff\xfe"}',
    b'{"text":"\\ud83d\\ude02","id":"\\ud83d"}',
    b'{"text":"\\ud83d\\n","id":7}',
    b'{"text":"\\ud83d\\ud83d"}',
    b'{"text":"\\q"}',
    b'{"text":"\\u12"}',
    b'{"text":"\\u12g4"}',
    b'{"text":"\\u0000\\u0041\\u00e9\\u6362\\uFFFF"}',
    b'{"text":"\xe4\\u0080"}',
    b'{"text":"a\x01"}',
    b'{"text":"\\\x01"}',
    b'{"text":"open}',
    b'{"text":"open\\"}',
    b'{"id":01}',
    b'{"id":-}',
    b'{"id":-0}',
    b'{"id":1.}',
    b'{"id":1.5e+3}',
    b'{"id":1e}',
    b'{"id":1E-9}',
    b'{"id":tru}',
    b'{"id":true,"text":false,"visibility":null}',
    b'{"id":nul',
    b'{"id":f',
    b'{"id":[1,{"a":"]}"},"\\""],"text":{"b":[]}}',
    b'{"id":[}',
    b'{"id":[1}]',
    b'{"id":[{]}}',
    b'{"id":["open]}',
    b'{"id":[1',
    b'{"id":' + b"[" * 70 + b"]" * 70 + b"}",
    b"{" + b",".join(b'"k%d":1' % k for k in range(70)) + b',"text":"a"}',
    b'{"id"',
    b'{"id":1}{"id":2}',
    b'[{"id":1}]',
]
lines = st.one_of(written, st.sampled_from(HOSTILE), st.binary(max_size=20))
damages = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), max_size=2)


@settings(max_examples=300)
@given(given_lines=st.lists(lines, max_size=6), damage=damages, ends_well=st.booleans())
@example(given_lines=HOSTILE, damage=[], ends_well=True)
@example(given_lines=HOSTILE[::-1], damage=[], ends_well=False)
def test_compiled_code_cuts_as_the_definition_does(
    given_lines: list[bytes], damage: list[tuple[int, int]], ends_well: bool
) -> None:
    data = bytearray(b"\n".join(given_lines) + b"\n" * ends_well)
    for place, byte in damage:
        if place < len(data):
            data[place] = byte
    cut, broken = cut_block(line_block(7, bytes(data)), NAMES)
    expected, refused = by_line(bytes(data))
    assert [cut.line(row) for row in range(len(cut.numbers))] == [line for line, _ in expected]
    assert rows_of(cut) == [row for _, row in expected]
    assert [(number, wrong.args) for number, wrong in broken] == refused
    for field in FIELDS:
        slices = [row[field] for _, row in expected]
        assert sound(cut.text_column(field).to_pylist()) == sound(text_column(slices).to_pylist())
        cells, sure = cut.plain_column(field)
        wanted, relied = plain_column(slices)
        for place, is_sure in enumerate(sure.to_pylist()):
            # Compiled code may rely on less, and never on more.
            assert not is_sure or (relied[place].as_py() and cells[place] == wanted[place])


def sound(cells: list[bytes | None]) -> list[bytes | None]:
    """The cells that are UTF-8; others are quarantined, whatever a column holds for them."""
    return [cell if cell is not None and is_utf8(cell) else None for cell in cells]


def is_utf8(cell: bytes) -> bool:
    try:
        cell.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def by_line(
    data: bytes,
) -> tuple[list[tuple[tuple[int, bytes], tuple[bytes | None, ...]]], list[Any]]:
    """(line and slices of each object, what is wrong with other lines), by the definition."""
    cutter = ObjectCutter(NAMES)
    expected, refused = [], []
    parts = data.split(b"\n")
    for number, part in enumerate(parts, start=7):
        line = part + b"\n" if number < 6 + len(parts) else part
        if not line or line.isspace():
            continue
        try:
            expected.append(((number, line), cutter.pick(line)))
        except BadValue as wrong:
            refused.append((number, wrong.args))
    return expected, refused


def rows_of(cut: CutBlock) -> list[tuple[bytes | None, ...]]:
    return [tuple(cut.slice(field, row) for field in FIELDS) for row in range(len(cut.numbers))]


@pytest.mark.parametrize("is_ascii", [True, False])
def test_ordinary_lines_never_reach_the_definition(
    is_ascii: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_block, "cut_spans", None)
    post = {"id": 7, "likes": [{"by": "]"}, 1.5], "text": "换汇\n😂", "visibility": "public"}
    for separators in ((",", ":"), (" , ", "\t: ")):
        line = json.dumps(post, ensure_ascii=is_ascii, separators=separators)
        cut, broken = cut_block(line_block(1, line.encode()), NAMES)
        assert (rows_of(cut)[0][0], broken) == (b'"public"', [])
        assert cut.text_column(1).to_pylist() == [post["text"].encode()]


@given(labels=st.lists(st.sampled_from(["public", "private", None, 7]) | texts, max_size=8))
def test_values_are_grouped_where_they_are_equal(labels: list[Any]) -> None:
    rows = [{"visibility": label} for label in labels] + [{}, {"visibility": ""}, {}]
    data = "\n".join(map(json.dumps, rows)).encode()
    cut, _ = cut_block(line_block(1, data), NAMES)
    groups, leaders = cut.groups(0)
    for row, place in enumerate(groups.tolist()):
        assert cut.slice(0, int(leaders[place])) == cut.slice(0, row)
    assert len({cut.slice(0, row) for row in leaders.tolist()}) == len(leaders)


def test_too_many_values_are_told_apart_by_nobody() -> None:
    data = b"\n".join(b'{"visibility":%d}' % (n % 150) for n in range(300))
    groups, leaders = cut_block(line_block(1, data), NAMES)[0].groups(0)
    assert len(leaders) == 100
    assert (groups == -1).sum() == 100
