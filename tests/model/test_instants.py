"""Instants at the edges of the calendar are refused by name, never by a crash."""

import pytest

from plainsight.errors import BadValue
from plainsight.model.time import parse_instant


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00"])
def test_an_instant_that_no_utc_calendar_has_is_a_bad_value(text: str) -> None:
    with pytest.raises(BadValue, match="posted_at") as wrong:
        parse_instant(text, field="posted_at")
    assert "1 to 9999" in str(wrong.value)


def test_the_first_and_last_instants_are_read() -> None:
    assert parse_instant("0001-01-01T00:00:00Z", field="x").year == 1
    assert parse_instant("9999-12-31T23:59:59Z", field="x").year == 9999
