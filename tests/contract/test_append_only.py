"""The database itself refuses to change, drop, replace or skip an entry."""

import sqlite3

import psycopg
import pytest
from tests.strategies.posts import NOON

from plainsight.app.stored import PolicyVersion, RaisedAlert, StoredCheckpoint
from plainsight.model.fact import AuditTag, Fact
from plainsight.stores.records import SqlRecords

# One statement for each way to rewrite history; run as whoever owns the tables.
REWRITES = [
    "UPDATE entries SET canonical = canonical WHERE entry_index = 1",
    "DELETE FROM entries WHERE entry_index = 1",
    "DELETE FROM entries",
    "UPDATE log_nodes SET hash = hash",
    "DELETE FROM log_nodes WHERE level = 0",
    "UPDATE checkpoints SET note = 'another'",
    "DELETE FROM checkpoints",
    "UPDATE policy_versions SET text = 'another'",
    "DELETE FROM policy_versions",
    "UPDATE alert_versions SET score_permille = 0",
    "DELETE FROM alert_versions",
]
REPLACES = [
    "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE entry_index = 1",
    "INSERT OR REPLACE INTO log_nodes SELECT * FROM log_nodes WHERE level = 0",
    "INSERT OR REPLACE INTO checkpoints SELECT * FROM checkpoints",
    "INSERT OR REPLACE INTO policy_versions SELECT * FROM policy_versions",
    "INSERT OR REPLACE INTO policy_versions (policy_id, version, digest, text, kept_at) "
    "SELECT policy_id, version, 'bb', 'another', kept_at FROM policy_versions",
    "INSERT OR REPLACE INTO alert_versions SELECT * FROM alert_versions",
]
SKIPS = [
    "INSERT INTO entries SELECT 4, tag, subject, at, canonical FROM entries WHERE entry_index = 0",
    "INSERT INTO entries SELECT -1, tag, subject, at, canonical FROM entries WHERE entry_index = 0",
]
TRUNCATES = [f"TRUNCATE {name} CASCADE" for name in ("entries", "log_nodes", "checkpoints")]


@pytest.fixture
def filled(records: SqlRecords) -> SqlRecords:
    with records.begin() as unit:
        for subject in ("a", "b", "c"):
            unit.record(Fact(tag=AuditTag.POSTS_INGESTED, subject=subject, at=NOON))
        unit.policies.keep(
            PolicyVersion(policy_id="T01", version="1", digest="aa", text="one"), at=NOON
        )
        campaign = RaisedAlert(
            kind="posts", campaign_key="k", score_permille=1, typology_ids=(), finding={}
        )
        unit.alerts.put([campaign], new_ids=["al_1"], at=NOON)
    with records.begin() as unit:
        root = unit.audit.root()
        unit.checkpoints.add(StoredCheckpoint(size=3, root=root, note="signed", at=NOON))
    return records


def attempt(url: str, statement: str) -> str:
    """Run one statement past the application; the database's refusal, or nothing."""
    try:
        if url.startswith("sqlite"):
            with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
                connection.execute(statement)
        else:
            with psycopg.connect(url) as connection:
                connection.execute(statement.encode())
    except (sqlite3.IntegrityError, psycopg.errors.RestrictViolation) as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("statement", REWRITES)
def test_the_database_refuses_to_rewrite_history(
    filled: SqlRecords, records_url: str, statement: str
) -> None:
    assert "append-only" in attempt(records_url, statement)


@pytest.mark.parametrize("statement", SKIPS)
def test_the_database_refuses_an_index_that_is_not_the_next(
    filled: SqlRecords, records_url: str, statement: str
) -> None:
    assert "gap-free" in attempt(records_url, statement)


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", REPLACES)
def test_sqlite_refuses_to_replace_a_row(
    filled: SqlRecords, records_url: str, statement: str
) -> None:
    refused = attempt(records_url, statement)
    assert "append-only" in refused or "gap-free" in refused


@pytest.mark.postgres
@pytest.mark.parametrize("records_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("statement", TRUNCATES)
def test_postgresql_refuses_to_truncate(
    filled: SqlRecords, records_url: str, statement: str
) -> None:
    assert "append-only" in attempt(records_url, statement)
