"""Every test runs, on whichever process: the schedule names files that are there."""

from tests.schedule import LONGEST, TESTS, scope_of, turn_of


def test_the_schedule_names_no_file_that_is_gone() -> None:
    named = [path for paths in LONGEST for path in paths]
    assert not [path for path in named if not (TESTS / path).exists()]
    assert len(named) == len(set(named))


def test_files_that_share_something_dear_go_to_one_process() -> None:
    first, second, *_ = LONGEST[1]
    assert scope_of(f"tests/{first}::test_a[b::c]") == scope_of(f"tests/{second}::test_d")
    assert turn_of(f"tests/{first}::test_a") < turn_of(f"tests/{second}::test_d")


def test_any_other_file_is_a_scope_of_its_own_and_comes_after() -> None:
    here = "tests/house/test_schedule.py"
    assert scope_of(f"{here}::test_any") == here
    assert turn_of(f"{here}::test_any") > turn_of(f"tests/{LONGEST[-1][-1]}::test_last")
