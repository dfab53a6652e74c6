"""What the database lets a row do is what the lifecycles say, step for step, on both databases."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import TypeVar

import pytest
from sqlalchemy import Column, Connection, Engine, MetaData, Table, create_engine, text
from sqlalchemy.exc import IntegrityError

from plainsight.casework.appeal import APPEAL_MOVES, AppealStand
from plainsight.casework.case import CASE_MOVES, CaseStand
from plainsight.casework.filing import FILING_MOVES, FilingStand
from plainsight.casework.restriction import RESTRICTION_MOVES, Force
from plainsight.casework.review import MOVES, Stand
from plainsight.respond.lifecycle import TABLE
from plainsight.respond.states import (
    REGION_NAMES,
    Authenticity,
    CrossBorder,
    Holding,
    Notice,
    Production,
    Region,
)
from plainsight.stores.records import SqlRecords
from plainsight.stores.sql.laws import every_law
from plainsight.stores.sql.logged_steps import every_trigger
from plainsight.stores.sql.refusals import make_law
from plainsight.stores.tables import METADATA

SCRATCH = "scratch"
_Word = TypeVar("_Word", bound=StrEnum)
_Command = TypeVar("_Command", bound=StrEnum)
# SHA-256 over all that the triggers of r0022 say.
MADE_BY_R0022 = "1d95f0edf966f54c20e21534076e75c3e1235a88e5ef23def627911d6412e243"

# The same over those of r0016, which ask for an entry of each step.
MADE_BY_R0016 = "f5bd9e0863a923c500bdfad4478f3f8250be1d146cd1559a567b550d3758d7ec"


@dataclass(frozen=True)
class Life:
    """One column that goes from word to word, and what the domain's table says of it."""

    table: str
    column: str
    words: Sequence[StrEnum]
    steps: frozenset[tuple[str, str]]
    says: str  # of a step that is none


def life(
    table: str,
    column: str,
    words: type[_Word],
    moves: Mapping[tuple[_Word, _Command], _Word],
    says: str,
) -> Life:
    steps = frozenset((before.value, after.value) for (before, _), after in moves.items())
    return Life(table, column, list(words), steps, says)


def region(words: Region) -> Life:
    rows = [(before, row.after) for row in TABLE for before in row.before]
    rows += [pair for row in TABLE for pair in row.also]
    name = REGION_NAMES[words]
    steps = frozenset((a.value, b.value) for a, b in rows if isinstance(b, words))
    return Life("legal_requests", name, list(words), steps, f"lifecycle alone ({name})")


LIVES = [
    life("reports", "stand", FilingStand, FILING_MOVES, "steps of its life in order"),
    life("restrictions", "force", Force, RESTRICTION_MOVES, "takes its steps in order"),
    life("appeals", "stand", AppealStand, APPEAL_MOVES, "takes its steps in order"),
    life("cases", "stand", CaseStand, CASE_MOVES, "takes its steps in order"),
    life("reviews", "stand", Stand, MOVES, "takes its steps in order"),
    *map(region, (Authenticity, Holding, Production, Notice, CrossBorder)),
]


@pytest.mark.parametrize("kept", LIVES, ids=lambda each: f"{each.table}-{each.column}")
def test_each_step_is_one_of_the_lifecycle_or_is_refused(
    records: SqlRecords, records_url: str, kept: Life
) -> None:
    engine = create_engine(records_url.replace("postgresql:", "postgresql+psycopg:"))
    _make_scratch(engine, kept)
    allowed = set()
    for before, after in product(kept.words, kept.words):
        with engine.connect() as connection:
            _stand_at(connection, kept, before)
            if kept.says not in _refusal(connection, kept, after):
                allowed.add((before.value, after.value))
    engine.dispose()
    unmoved = {(each.value, each.value) for each in kept.words}
    assert allowed - unmoved == kept.steps - unmoved


def _make_scratch(engine: Engine, kept: Life) -> None:
    """A table like the one meant, without its own triggers and checks."""
    source = METADATA.tables[kept.table]
    columns = (Column(each.name, each.type) for each in source.columns)
    Table(SCRATCH, MetaData(), *columns).create(engine)
    (law,) = (each for each in every_law() if each.table == kept.table)
    with engine.begin() as connection:
        make_law(connection, replace(law, table=SCRATCH, keys=(), begins=()))


def _stand_at(connection: Connection, kept: Life, word: StrEnum) -> None:
    """One row; of a legal request the other regions stand where every step is possible."""
    others = {
        "authenticity": Authenticity.VERIFIED.value,
        "production": Production.TRIAGE.value,
    }
    values = others if kept.table == "legal_requests" else {}
    values = {**values, kept.column: word.value}
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {SCRATCH} ({names}) VALUES ({marks})"), values)


def _refusal(connection: Connection, kept: Life, word: StrEnum) -> str:
    try:
        connection.execute(text(f"UPDATE {SCRATCH} SET {kept.column} = :word"), {"word": word})
    except IntegrityError as refused:
        return str(refused.orig)
    return ""


def test_a_changed_lifecycle_comes_with_a_migration() -> None:
    """Records made before keep the triggers of then. Whoever changes a law writes a migration that
    calls `make_laws`, and puts the new digest here.
    """
    said = "\n".join(map(repr, every_law()))
    assert hashlib.sha256(said.encode()).hexdigest() == MADE_BY_R0022


def test_a_step_that_is_told_otherwise_comes_with_a_migration() -> None:
    """As above: a new tag that tells of a step needs the triggers made anew."""
    said = "\n".join(map(repr, every_trigger()))
    assert hashlib.sha256(said.encode()).hexdigest() == MADE_BY_R0016
