"""Lines in bounded memory."""

import io

from hypothesis import given
from hypothesis import strategies as st

from plainsight.feeds.lines import line_blocks, numbered_lines


@given(content=st.binary(max_size=60), bytes_max=st.integers(1, 20))
def test_lines_are_those_of_the_stream_and_long_ones_are_told_from_short(
    content: bytes, bytes_max: int
) -> None:
    given_lines = io.BytesIO(content).readlines()
    expected = [None if len(line.removesuffix(b"\n")) > bytes_max else line for line in given_lines]
    if expected and expected[0] is not None:
        expected[0] = expected[0].removeprefix(b"\xef\xbb\xbf")
    found = list(numbered_lines(io.BytesIO(content), source="f", bytes_max=bytes_max))
    assert found == list(enumerate(expected, start=1))


@given(
    content=st.binary(max_size=60) | st.text("a\n\ufeff", max_size=40).map(str.encode),
    bytes_max=st.integers(3, 20),
    block_bytes=st.integers(3, 20),
    lines_max=st.integers(1, 5),
)
def test_blocks_hold_the_same_lines(
    content: bytes, bytes_max: int, block_bytes: int, lines_max: int
) -> None:
    found: list[tuple[int, bytes | None]] = []
    for block in line_blocks(
        io.BytesIO(content),
        source="f",
        block_bytes=min(block_bytes, bytes_max),
        bytes_max=bytes_max,
    ):
        for part in block.parts(lines_max):
            lines = io.BytesIO(part.data).readlines()
            assert len(lines) <= lines_max
            assert part.breaks.tolist() == [at for at, byte in enumerate(part.data) if byte == 10]
            found += enumerate(lines, start=part.first)
            if part.too_long is not None:
                found.append((part.too_long, None))
    expected = list(numbered_lines(io.BytesIO(content), source="f", bytes_max=bytes_max))
    # A first line of nothing but the mark is no line in a block, and an empty one else.
    assert [line for line in found if line[1]] == [line for line in expected if line[1]]
    assert [n for n, line in found if line is None] == [n for n, line in expected if line is None]
