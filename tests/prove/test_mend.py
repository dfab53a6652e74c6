from hypothesis import given
from hypothesis import strategies as st

from plainsight.prove.mend import LINE_BYTES_MAX, FlippedByte, find_flipped_byte
from plainsight.prove.tree import leaf_hash


@given(st.binary(min_size=1, max_size=40), st.data())
def test_a_flipped_byte_is_found_wherever_it_stands(line: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(line) - 1))
    changed = bytearray(line)
    changed[place] ^= data.draw(st.integers(1, 255))
    found = find_flipped_byte(bytes(changed), leaf=leaf_hash(line))
    assert found == FlippedByte(position=place, found=changed[place], signed=line[place])


def test_two_changed_bytes_are_no_flipped_byte() -> None:
    assert find_flipped_byte(b"xx34", leaf=leaf_hash(b"1234")) is None
    assert find_flipped_byte(b"123", leaf=leaf_hash(b"1234")) is None


def test_an_unchanged_line_has_no_flipped_byte() -> None:
    assert find_flipped_byte(b"1234", leaf=leaf_hash(b"1234")) is None


def test_long_lines_are_not_searched() -> None:
    line = b"x" * (LINE_BYTES_MAX + 1)
    assert find_flipped_byte(b"y" + line[1:], leaf=leaf_hash(line)) is None


def test_the_byte_is_told_in_words() -> None:
    assert str(find_flipped_byte(b"1x34", leaf=leaf_hash(b"1234"))) == (
        "byte 1 is 'x', signed was '2'"
    )
    assert "0x00" in str(find_flipped_byte(b"1\x0034", leaf=leaf_hash(b"1234")))
