"""One line of the lexicon may stand for several terms."""

from hypothesis import given
from hypothesis import strategies as st

from plainsight.feeds.policy.lexicon_csv import alternatives

words = st.text("abcdefg", min_size=1, max_size=4)
parts = st.one_of(words.map(lambda word: [word]), st.lists(words, min_size=2, max_size=3))


def test_a_line_without_alternatives_is_one_term() -> None:
    assert alternatives("rent your account") == ["rent your account"]


def test_every_combination_is_a_term() -> None:
    assert alternatives("rent [my|your] [bank|chase] account") == [
        "rent my bank account",
        "rent my chase account",
        "rent your bank account",
        "rent your chase account",
    ]


def test_an_empty_alternative_leaves_no_double_space() -> None:
    assert alternatives("rent [out|] account") == ["rent out account", "rent account"]


@given(st.lists(parts, min_size=1, max_size=4))
def test_a_line_stands_for_the_product_of_its_alternatives(line: list[list[str]]) -> None:
    written = " ".join(p[0] if len(p) == 1 else f"[{'|'.join(p)}]" for p in line)
    expected = 1
    for part in line:
        expected *= len(part)
    assert len(alternatives(written)) == expected
