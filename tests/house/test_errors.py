"""Errors are one tree that knows no doors; each door owns one table (style, 8)."""

import inspect

import pytest

from plainsight import errors
from plainsight.cli.exits import EXITS, exit_code

LEAVES = sorted(
    (
        error
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, errors.PlainsightError) and not error.__subclasses__()
    ),
    key=lambda error: error.__name__,
)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_error_has_an_exit_code_of_its_own_kind(leaf: type[errors.PlainsightError]) -> None:
    assert any(ancestor in EXITS for ancestor in leaf.__mro__)
    assert exit_code(leaf.__new__(leaf)) != 0


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_error_stands_in_the_tree_drawn_at_the_top(
    leaf: type[errors.PlainsightError],
) -> None:
    assert leaf.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_error_is_a_refusal_or_a_fault(leaf: type[errors.PlainsightError]) -> None:
    assert issubclass(leaf, errors.Refusal | errors.Fault)


def test_no_error_knows_a_door() -> None:
    source = inspect.getsource(errors).lower()
    assert "http_status" not in source
    assert "exit(" not in source
