"""What a table refuses row by row, written once and made as triggers on both databases: DDL.

A condition speaks of OLD and NEW in what SQLite and PostgreSQL have in common.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

Pair = tuple[str, str]
ALWAYS = "1 = 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """When a row is refused, and what is said."""

    when: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """How a row of one table begins, and how it may go on."""

    table: str
    keys: tuple[str, ...] = ()  # each unique by itself: what SQLite's REPLACE could clash on
    begins: tuple[Refusal, ...] = ()
    goes_on: tuple[Refusal, ...] = ()


def make_law(connection: Connection, law: Law) -> None:
    """Make the triggers, in place of those that an earlier law of the table made."""
    is_postgres = connection.dialect.name == "postgresql"
    write = _postgres if is_postgres else _sqlite
    begins = law.begins if is_postgres else (*_not_replaced(law), *law.begins)
    for act, refusals in (("INSERT", begins), ("UPDATE", law.goes_on)):
        if refusals:
            for statement in write(law.table, act, refusals):
                connection.exec_driver_sql(statement)


def changed(*columns: str) -> str:
    """One of these columns is not what it was."""
    return " OR ".join(f"OLD.{each} IS DISTINCT FROM NEW.{each}" for each in columns)


def moved(column: str, *pairs: Pair) -> str:
    """The column goes from one of these words to its other."""
    # One text for both: a list of pairs has no collation that PostgreSQL could compare by.
    listed = ", ".join(f"'{before}>{after}'" for before, after in sorted(set(pairs)))
    return f"OLD.{column} || '>' || NEW.{column} IN ({listed})"


def lacking(*columns: str) -> str:
    """One of these columns is empty."""
    return " OR ".join(f"NEW.{each} IS NULL" for each in columns)


def given(*columns: str) -> str:
    """One of these columns is not empty."""
    return " OR ".join(f"NEW.{each} IS NOT NULL" for each in columns)


def keeps(*columns: str, unless: str = "", says: str) -> Refusal:
    """These columns stay as they were, unless a condition holds."""
    when = f"({changed(*columns)})" + (f" AND NOT ({unless})" if unless else "")
    return Refusal(when=when, says=says)


def goes_only(column: str, *pairs: Pair, says: str) -> Refusal:
    """The column takes these steps and no other."""
    return Refusal(when=f"({changed(column)}) AND NOT ({moved(column, *pairs)})", says=says)


def knows_only(column: str, words: Sequence[str], *, says: str) -> Refusal:
    """The column holds one of these words: another would end whatever reads the row."""
    listed = ", ".join(f"'{each}'" for each in sorted(words))
    return Refusal(when=f"NEW.{column} NOT IN ({listed})", says=says)


def signed_on(step: str, *columns: str, cleared_on: str = "", says: str) -> Iterator[Refusal]:
    """Columns written whole with one step, emptied with another, and at no other time changed."""
    yield keeps(*columns, unless=f"({step}) OR ({cleared_on})" if cleared_on else step, says=says)
    yield Refusal(when=f"({step}) AND ({lacking(*columns)})", says=says)
    if cleared_on:
        yield Refusal(when=f"({cleared_on}) AND ({given(*columns)})", says=says)


def _not_replaced(law: Law) -> Iterator[Refusal]:
    # INSERT OR REPLACE deletes the old row without firing a DELETE trigger.
    if law.keys:
        same = " OR ".join(f"{each} = NEW.{each}" for each in law.keys)
        yield Refusal(
            when=f"EXISTS (SELECT 1 FROM {law.table} WHERE {same})",
            says=f"{law.table}: a row is not replaced",
        )


def _postgres(table: str, act: str, refusals: Sequence[Refusal]) -> Iterator[str]:
    name = _name(table, act)
    refused = "\n".join(
        f"IF {each.when} THEN RAISE EXCEPTION '{each.says}' "
        "USING ERRCODE = 'restrict_violation'; END IF;"
        for each in refusals
    )
    yield (
        f"CREATE OR REPLACE FUNCTION plainsight_{name}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN {refused} RETURN NEW; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield (
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION plainsight_{name}()"
    )


def _sqlite(table: str, act: str, refusals: Sequence[Refusal]) -> Iterator[str]:
    name = _name(table, act)
    refused = " ".join(
        # SQLite spells IS DISTINCT FROM so since 3.39; IS NOT is the same and older.
        f"SELECT RAISE(ABORT, '{each.says}') "
        f"WHERE {each.when.replace('IS DISTINCT FROM', 'IS NOT')};"
        for each in refusals
    )
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN {refused} END"


def _name(table: str, act: str) -> str:
    return f"{table}_life_{'begins' if act == 'INSERT' else 'goes_on'}"
