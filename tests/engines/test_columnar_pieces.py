"""Pieces of a text are found by their hashes, and none that is a literal is missed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.engines.columnar import pieces as module
from plainsight.engines.columnar.pieces import Pieces

# Few characters, so that literals meet in texts; half a surrogate pair among them.
chars = st.text(st.sampled_from("ab c冰毒\ud800\U00020000"), max_size=12)
literals = st.lists(chars.filter(bool), unique=True, max_size=8)


@given(literals, chars)
def test_every_literal_in_a_text_is_found_where_it_stands(known: list[str], text: str) -> None:
    found = _within(Pieces.of(known), text)
    assert _standing(known, text) <= set(found)
    assert len(found) == len(set(found))


@given(literals, chars)
def test_so_it_is_in_a_text_of_many_pieces(known: list[str], text: str) -> None:
    long = "".join(f"{text}{number}" for number in range(4))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "MANY", 1)
        found = _within(Pieces.of(known), long)
    assert _standing(known, long) <= set(found)
    assert found == _within(Pieces.of(known), long)


@given(literals, chars)
def test_what_is_found_lies_in_the_text(known: list[str], text: str) -> None:
    for start, end, number in _within(Pieces.of(known), text):
        assert 0 <= start < end <= len(text)
        assert end - start == len(known[number])


def test_literals_of_one_hash_are_all_told() -> None:
    pieces = Pieces.of(["ab", "cd"])
    alike = Pieces(pieces.hashes[[0, 0]], pieces.numbers, pieces.sizes)
    found = next(text for text in ("ab", "cd") if _within(pieces, text) == _whole(pieces, 0))
    assert sorted(_within(alike, found)) == [(0, 2, 0), (0, 2, 1)]


def _whole(pieces: Pieces, place: int) -> list[tuple[int, ...]]:
    return [(0, 2, int(pieces.numbers[place]))]


def _within(pieces: Pieces, text: str) -> list[tuple[int, ...]]:
    return [tuple(row) for row in pieces.within(text).tolist()]


def _standing(known: list[str], text: str) -> set[tuple[int, int, int]]:
    return {
        (start, start + len(literal), number)
        for number, literal in enumerate(known)
        for start in range(len(text))
        if text.startswith(literal, start)
    }
