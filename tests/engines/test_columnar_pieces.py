"""Pieces of a text are found by their hashes, and none that is a literal is missed."""

from hypothesis import given
from hypothesis import strategies as st

from plainsight.engines.columnar.pieces import Pieces

# Few characters, so that literals meet in texts; half a surrogate pair among them.
chars = st.text(st.sampled_from("ab c冰毒\ud800\U00020000"), max_size=12)
literals = st.lists(chars.filter(bool), unique=True, max_size=8)


@given(literals, chars)
def test_every_literal_in_a_text_is_found_where_it_stands(known: list[str], text: str) -> None:
    found = list(Pieces.of(known).within(text))
    expected = {
        (start, start + len(literal), number)
        for number, literal in enumerate(known)
        for start in range(len(text))
        if text.startswith(literal, start)
    }
    assert expected <= set(found)
    assert len(found) == len(set(found))


@given(literals, chars)
def test_what_is_found_lies_in_the_text(known: list[str], text: str) -> None:
    for start, end, number in Pieces.of(known).within(text):
        assert 0 <= start < end <= len(text)
        assert end - start == len(known[number])


def test_literals_of_one_hash_are_all_told() -> None:
    pieces = Pieces.of(["ab", "cd"])
    alike = Pieces(pieces.hashes[[0, 0]], pieces.numbers, pieces.sizes)
    found = next(text for text in ("ab", "cd") if list(pieces.within(text)) == _whole(pieces, 0))
    assert sorted(alike.within(found)) == [(0, 2, 0), (0, 2, 1)]


def _whole(pieces: Pieces, place: int) -> list[tuple[int, int, int]]:
    return [(0, 2, int(pieces.numbers[place]))]
