"""On PostgreSQL the application's role can add to the log and can do nothing else to it."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from tests.contract.intact import assert_intact
from tests.contract.postgres_server import PostgresServer
from tests.strategies.posts import NOON, post

from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.errors import SchemaTooOld
from plainsight.model.fact import AuditTag, Fact
from plainsight.stores.records import migrate_records, open_records
from plainsight.stores.tables import METADATA

pytestmark = pytest.mark.postgres

OWNER, APPLICATION = "house_owner", "house_app"


@pytest.fixture
def owned(postgres: PostgresServer) -> Iterator[tuple[str, str]]:
    """An empty database of its owner: (the owner's URL, the application's URL)."""
    with postgres.database(is_migrated=False) as name:
        for role in (OWNER, APPLICATION):
            postgres.run(f"CREATE ROLE {role} LOGIN")
        # As docs/how-to/run-on-postgresql.md has it.
        postgres.run(f"ALTER DATABASE {name} OWNER TO {OWNER}")
        postgres.run(f"ALTER SCHEMA public OWNER TO {OWNER}", database=name)
        postgres.run("REVOKE ALL ON SCHEMA public FROM PUBLIC", database=name)
        yield postgres.url(name, role=OWNER), postgres.url(name, role=APPLICATION)
        postgres.run("ALTER SCHEMA public OWNER TO postgres", database=name)
        postgres.run(f"ALTER DATABASE {name} OWNER TO postgres")
        for role in (OWNER, APPLICATION):
            postgres.run(f"DROP OWNED BY {role}", database=name)
        for role in (OWNER, APPLICATION):
            postgres.run(f"DROP ROLE {role}")


def test_the_application_waits_for_its_owner_to_migrate(owned: tuple[str, str]) -> None:
    with pytest.raises(SchemaTooOld, match="as the role that owns the tables"):
        open_records(owned[1], salts=secrets.token_bytes)


def test_the_application_works_with_what_it_was_granted(owned: tuple[str, str]) -> None:
    migrate_records(owned[0], application_role=APPLICATION)
    migrate_records(owned[0], application_role=APPLICATION)
    records = open_records(owned[1], salts=secrets.token_bytes)
    for text in ("one", "two"):
        with records.begin() as unit:
            batch_id = unit.new_id("ba")
            kept = unit.posts.keep([post(1, text=text)], batch_id=batch_id, source="f", at=NOON)
            unit.record(
                Fact(
                    tag=AuditTag.POSTS_INGESTED,
                    subject=batch_id,
                    at=NOON,
                    body={"ingested": kept.ingested, "revised": kept.revised},
                    personal={"digest": kept.digest},
                )
            )
            raise_alerts(
                unit,
                [
                    {
                        "campaign_key": "k",
                        "kind": "posts",
                        "score_permille": 1,
                        "finding": {"text": text},
                        "account_ids": ["marta"],
                    }
                ],
                now=NOON,
            )
    with records.begin() as unit:
        assert unit.audit.erase_openings("marta") == 2
    with records.read() as view:
        assert_intact(view)
    records.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET subject = 'another'",
        "DELETE FROM entries",
        "TRUNCATE entries CASCADE",
        "UPDATE log_nodes SET hash = hash",
        "DELETE FROM checkpoints",
        "UPDATE openings SET value = 'another'",
        "UPDATE posts SET text = 'another'",
        "DELETE FROM posts",
        "DELETE FROM alerts",
        "ALTER TABLE entries DISABLE TRIGGER ALL",
        "DROP TRIGGER entries_append_only ON entries",
        "DROP TABLE entries",
        "CREATE TABLE mine (id int)",
        "UPDATE alembic_version SET version_num = 'r0000'",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_is_denied_by_privilege_before_any_trigger(
    owned: tuple[str, str], statement: str
) -> None:
    migrate_records(owned[0], application_role=APPLICATION)
    with (
        psycopg.connect(owned[1]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_every_table_says_what_the_application_may_do_with_it() -> None:
    for table in METADATA.sorted_tables:
        allowed = set(table.info["application"])
        assert allowed <= {"SELECT", "INSERT", "UPDATE", "DELETE"}, table.name


def test_privileges_that_a_release_takes_back_are_taken_back(
    owned: tuple[str, str], postgres: PostgresServer
) -> None:
    migrate_records(owned[0], application_role=APPLICATION)
    name = owned[0].split("?")[0].rsplit("/", 1)[1]
    postgres.run(f"GRANT ALL ON entries TO {APPLICATION}", database=name)
    migrate_records(owned[0], application_role=APPLICATION)
    with psycopg.connect(owned[1]) as connection:
        held = connection.execute("SELECT has_table_privilege('entries', 'DELETE')").fetchone()
    assert held == (False,)
