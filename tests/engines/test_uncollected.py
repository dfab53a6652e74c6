"""What is made without the collector leaves it as it was found."""

import gc

import pytest

from plainsight.engines.columnar.uncollected import uncollected


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_off_inside_and_afterwards_as_it_was(was_on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        seen: list[bool] = []
        with pytest.raises(ZeroDivisionError):
            _fail(seen)
        assert seen == [False]
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()


def _fail(seen: list[bool]) -> None:
    with uncollected():
        seen.append(gc.isenabled())
        raise ZeroDivisionError
