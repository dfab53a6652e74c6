"""Signs beside, inside and around one another."""

from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.sign import Sign, Wholes, is_part, overlap
from plainsight.detect.signs import Signs

signs = st.builds(
    lambda start, length, sense: Sign(start, start + length, sense, "it"),
    st.integers(0, 20),
    st.integers(1, 6),
    st.sampled_from(["one", "two", "three"]),
)


@given(some=st.lists(signs, max_size=8), sign=signs)
def test_many_wholes_are_asked_at_once_and_say_what_each_says(some: list[Sign], sign: Sign) -> None:
    wholes = Wholes(some)
    assert wholes.have_part(sign) == any(is_part(sign, other) for other in some)
    assert wholes.hold(sign) == any(
        other.start <= sign.start and sign.end <= other.end for other in some
    )


@given(
    some=st.lists(signs, max_size=8, unique=True),
    names=st.frozensets(st.sampled_from(["one", "two", "four"])),
    low=st.integers(-3, 25),
    length=st.integers(1, 25),
)
def test_the_signs_of_a_stretch_are_those_that_share_a_character_with_it(
    some: list[Sign], names: frozenset[str], low: int, length: int
) -> None:
    stretch = Sign(low, low + length, "any", "it")
    known = Signs(" " * 30, some, senses={})
    for _ in range(2):  # the second time from what is kept
        between = known.between(names, stretch.start, stretch.end)
        assert sorted(between) == sorted(
            sign for sign in some if sign.sense in names and overlap(sign, stretch)
        )
        assert [sign.start for sign in between] == sorted(sign.start for sign in between)
    assert known.has_any(names) == any(sign.sense in names for sign in some)
