"""What a statement was given stands in no error: errors end in logs and in alarms."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from plainsight.stores.records import SqlRecords


def test_a_statement_that_fails_does_not_quote_what_it_was_given(records: SqlRecords) -> None:
    with records._engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Ada Secret"})
    assert "nowhere" in str(caught.value)
    assert "Ada Secret" not in str(caught.value)
