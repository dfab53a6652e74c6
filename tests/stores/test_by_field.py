"""A value comes back from its row as it went in, and no field is left out in silence."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, insert, select
from sqlalchemy.exc import CompileError

from plainsight.stores.sql.by_field import from_row, to_row

TOLD = Table("told", MetaData(), Column("name", Text), Column("count", Integer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    name: str
    count: int  # a row's own attribute has this name


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAnew(Told):
    since: str = ""


def test_a_value_is_read_as_it_was_written_but_for_what_is_said_otherwise() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        TOLD.create(connection)
        row = to_row(ToldAnew(name="Ana", count=7), but=("since",), name="ana")
        connection.execute(insert(TOLD).values(**row))
        found = connection.execute(select(TOLD)).one()
    assert from_row(Told, found) == Told(name="ana", count=7)
    assert from_row(ToldAnew, found, since="May") == ToldAnew(name="ana", count=7, since="May")
    with pytest.raises(KeyError, match="since"):
        from_row(ToldAnew, found)
    engine.dispose()


def test_a_field_without_a_column_is_not_written() -> None:
    with pytest.raises(CompileError, match="since"):
        insert(TOLD).values(**to_row(ToldAnew(name="ana", count=7))).compile()
