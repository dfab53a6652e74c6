"""Lines in bounded memory."""

import io

from hypothesis import given
from hypothesis import strategies as st

from plainsight.feeds.lines import numbered_lines


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
