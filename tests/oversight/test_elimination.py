"""Which unknowns follow from sums, held against equations solved by hand."""

from plainsight.oversight.elimination import settled


def test_a_sum_of_two_settles_neither() -> None:
    assert settled([{"a": 1, "b": 1}]) == frozenset()


def test_two_sums_and_their_difference_settle_both() -> None:
    assert settled([{"a": 1, "b": 1}, {"a": 1, "b": -1}]) == {"a", "b"}


def test_what_several_sums_say_together_is_seen() -> None:
    sums = [{"a": 1, "b": 1}, {"b": 1, "c": 1}, {"a": 1, "b": 2, "c": 1, "d": 1}]
    assert settled(sums) == {"d"}


def test_what_is_said_twice_settles_nothing_more() -> None:
    assert settled([{"a": 1, "b": 1}, {"a": 2, "b": 2}, {}]) == frozenset()
