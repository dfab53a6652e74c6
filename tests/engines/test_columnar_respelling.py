"""The compiled respelling is the definition's, letter for letter: nothing else holds the two."""

from itertools import product
from string import ascii_lowercase

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.views import skeleton
from plainsight.engines.columnar.chunk_kernels import BASIS, PRIME
from plainsight.engines.columnar.respelling_kernels import respelled

MASK = 2**64 - 1


def compiled(word: str) -> int:
    letters = np.frombuffer(word.encode("ascii"), dtype=np.uint8)
    return int(respelled(letters, 0, len(letters)))


def defined(word: str) -> int:
    hashed = int(BASIS)
    for letter in skeleton.respelled(word).letters:
        hashed = ((hashed ^ ord(letter)) * int(PRIME)) & MASK
    return hashed


def test_every_word_of_three_letters_is_respelled_alike() -> None:
    words = map("".join, product(ascii_lowercase, repeat=3))  # no rule looks further, h aside
    assert [word for word in words if compiled(word) != defined(word)] == []


@given(st.text(alphabet=ascii_lowercase, min_size=1, max_size=40))
def test_any_word_is_respelled_alike(word: str) -> None:
    assert compiled(word) == defined(word)


@given(st.text(alphabet="cehgilpquy", min_size=1, max_size=40))
def test_any_word_of_letters_that_depend_on_others_is_respelled_alike(word: str) -> None:
    assert compiled(word) == defined(word)
    points = np.array([ord(letter) for letter in f"x{word}x"], dtype=np.uint32)
    assert int(respelled(points, 1, 1 + len(word))) == compiled(word)  # code points as bytes
