"""The desk's invariants against the application's own role, the retention job's, and the owner."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from tests.contract.intact import assert_intact
from tests.contract.postgres_server import PostgresServer
from tests.strategies.respond import NOON, Seal, instruments, make_desk, make_seal

from plainsight.app.respond.duty_roster import bar_retention_admin
from plainsight.app.respond.extend_hold import ask_reviews, confirm_hold
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import prepare_release_of_hold, release_hold
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.scenes import run_respond_demo
from plainsight.demo.staff import CUSTODIAN, INTAKE
from plainsight.errors import BackupFailed, BadValue, GuardUnmet
from plainsight.respond.data_class import DataClass
from plainsight.respond.states import Role
from plainsight.stores.backup.copy import backup_records
from plainsight.stores.records import SqlRecords, migrate_records, open_records

OWNER, APPLICATION, RETENTION = "desk_owner", "desk_app", "desk_retention"
READER = "desk_reader"
ROLES = (OWNER, APPLICATION, RETENTION, READER)
DAY = timedelta(days=1)
Urls = dict[str, str]


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="module")
def urls(postgres: PostgresServer) -> Iterator[Urls]:
    """One database of its owner, migrated and granted; a URL for each role."""
    with postgres.database(is_migrated=False) as name:
        for role in ROLES:
            postgres.run(f"CREATE ROLE {role} LOGIN")
        postgres.run(f"ALTER DATABASE {name} OWNER TO {OWNER}")
        postgres.run(f"ALTER SCHEMA public OWNER TO {OWNER}", database=name)
        postgres.run("REVOKE ALL ON SCHEMA public FROM PUBLIC", database=name)
        for _ in range(2):  # for each release again
            migrate_records(
                postgres.url(name, role=OWNER), application_role=APPLICATION,
                retention_role=RETENTION, agency_readers={READER: "us-nh-doj"},
            )  # fmt: skip
        yield {role: postgres.url(name, role=role) for role in ROLES}
        postgres.run("ALTER SCHEMA public OWNER TO postgres", database=name)
        postgres.run(f"ALTER DATABASE {name} OWNER TO postgres")
        for role in ROLES:
            postgres.run(f"DROP OWNED BY {role} CASCADE", database=name)
        for role in ROLES:
            postgres.run(f"DROP ROLE {role}")


@pytest.fixture(scope="module")
def worked(urls: Urls, seal: Seal) -> Iterator[DemoDesk]:
    """The four scenes of the demo, worked through as the application's role alone."""
    records = open_records(urls[APPLICATION], salts=secrets.token_bytes)
    desk = make_desk(records, seal, is_prepared=False)
    run_respond_demo(desk, tell=lambda _: None)
    yield desk
    records.close()


pytestmark = pytest.mark.postgres


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def test_the_desk_works_with_what_its_role_was_granted(worked: DemoDesk) -> None:
    with worked.records.read() as view:
        assert_intact(view)
        references = {stored.reference for stored in view.desk.requests.newest()}
    assert {f"LER-2026-00000{number}" for number in range(1, 5)} <= references


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM legal_requests",
        "DELETE FROM request_moves",
        "UPDATE request_moves SET actor_id = 'another'",
        "UPDATE response_clocks SET started_at = now()",
        "DELETE FROM response_clocks",
        "UPDATE clock_ends SET answered_at = now()",
        "UPDATE scope_tokens SET expires_at = now()",
        "UPDATE disclosures SET officer_id = 'another'",
        "UPDATE directory_records SET fields = '{}'",
        "DELETE FROM holds",
        "UPDATE hold_pins SET account_id = 'another'",
        "UPDATE desk_alarms SET says = ''",
        "DELETE FROM desk_alarms",
        "DELETE FROM honey_marks",
        "UPDATE request_statements SET actor_id = 'another'",
        "DELETE FROM retention_admins",
        "DELETE FROM unlogged_steps",
        "INSERT INTO no_rows VALUES (1)",
        "TRUNCATE directory_records",
        "TRUNCATE legal_requests CASCADE",
        "ALTER TABLE holds DISABLE TRIGGER ALL",
        "ALTER TABLE legal_requests NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY legal_requests_application ON legal_requests",
        "SET session_replication_role = replica",
        f"SET ROLE {OWNER}",
    ],
)
def test_the_application_lacks_the_privilege(worked: DemoDesk, urls: Urls, statement: str) -> None:
    with (
        psycopg.connect(urls[APPLICATION]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)  # type: ignore[arg-type]
    assert worked.records


@pytest.mark.parametrize(
    ("statement", "refused_by"),
    [
        ("UPDATE legal_requests SET production = 'released'", "legal_requests_i"),
        ("UPDATE legal_requests SET collector_id = 'a', quality_id = 'a'", "legal_requests_i2"),
        ("UPDATE legal_requests SET two_departments = FALSE", "legal_requests_i3"),
        ("UPDATE legal_requests SET received_at = now()", "append-only"),
        ("UPDATE holds SET state = 'released'", "holds_i5"),
        ("UPDATE holds SET floor_at = placed_at - interval '1 day'", "holds_floor"),
        ("DELETE FROM open_clocks", "no clock stops"),
        ("UPDATE open_clocks SET due_at = due_at + interval '1 day'", "no clock is moved"),
        ("DELETE FROM directory_records", "held"),
        ("DELETE FROM hold_pins", "held"),
        ("DELETE FROM directory_accounts", "foreign key"),
        (
            "CREATE TEMP TABLE hold_pins (hold_id text, account_id text); "
            "CREATE TEMP TABLE holds (hold_id text, through_number bigint, data_classes text); "
            "DELETE FROM directory_records",
            "held",
        ),
        (
            "INSERT INTO request_moves (request_id, number, command, role, actor_id, at, "
            "object_digest) SELECT request_id, 'T20', 'release', 'APR', 'x', now(), '' "
            "FROM legal_requests LIMIT 1",
            "unlogged_steps",
        ),
    ],
)
def test_what_the_role_may_write_the_database_still_judges(
    worked: DemoDesk, urls: Urls, statement: str, refused_by: str
) -> None:
    receive_request(
        worked.records, demo_request("us-subpoena", DataClass.PHONE), instruments=instruments(),
        actor=INTAKE, now=NOON + 9 * DAY,
    )  # fmt: skip
    with psycopg.connect(urls[APPLICATION]) as connection:
        with pytest.raises(psycopg.Error, match=refused_by):
            _run(connection, statement)
        connection.rollback()


def _run(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> None:
    connection.execute(statement)  # type: ignore[arg-type]
    connection.commit()


def test_the_owner_meets_no_legal_request_and_a_set_changes_nobody(
    worked: DemoDesk, urls: Urls
) -> None:
    assert worked.records
    for table in ("legal_requests", "case_keys", "collected", "request_statements"):
        assert rows(urls[OWNER], f"SELECT * FROM {table}") == []
    query = "SELECT set_config('plainsight.viewer', 'anybody', false); SELECT 1"
    assert rows(urls[OWNER], query)
    told = rows(urls[APPLICATION], "SELECT count(*) FROM legal_requests")
    assert told[0][0] != 0


def test_an_agencys_reader_meets_its_own_rows_and_no_content(worked: DemoDesk, urls: Urls) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE)
    other = replace(request, requester=replace(request.requester, agency_id="another"))
    receive_request(
        worked.records, other, instruments=instruments(), actor=INTAKE, now=NOON + 9 * DAY
    )
    seen = rows(urls[READER], "SELECT DISTINCT agency_id FROM legal_requests")
    assert seen == [("us-nh-doj",)]
    for query in (
        "SELECT body FROM legal_requests",
        "SELECT key FROM case_keys",
        "SELECT * FROM holds",
        "SELECT * FROM directory_records",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(urls[READER], query)


def test_who_runs_deletion_deletes_what_is_not_held_and_writes_no_hold(
    worked: DemoDesk, urls: Urls
) -> None:
    for statement in (
        "UPDATE holds SET state = 'released'",
        "DELETE FROM hold_pins",
        "INSERT INTO hold_pins VALUES ('h', 'a')",
        "SELECT * FROM legal_requests",
        "SELECT account_id FROM holds",
    ):
        with (
            psycopg.connect(urls[RETENTION]) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)  # type: ignore[arg-type]
    with psycopg.connect(urls[RETENTION]) as connection:
        with pytest.raises(psycopg.Error, match="held"):
            connection.execute("DELETE FROM directory_records WHERE data_class = 'D2'")
        connection.rollback()
        gone = connection.execute("DELETE FROM directory_records WHERE data_class = 'D10'")
        assert gone.rowcount == 1  # the other account was deleted, and its content with it
    assert verify_holds(worked.records, now=NOON + 9 * DAY).corrupted == ()


def test_who_holds_cannot_be_named_as_who_deletes(urls: Urls) -> None:
    with pytest.raises(BadValue, match="may not also hold"):
        migrate_records(urls[OWNER], application_role=APPLICATION, retention_role=APPLICATION)


@pytest.fixture
def sqlite_desk(tmp_path: Path, seal: Seal) -> Iterator[DemoDesk]:
    records = open_records(f"sqlite:///{tmp_path / 'r.db'}", salts=secrets.token_bytes)
    yield make_desk(records, seal)
    records.close()


def test_a_person_who_runs_deletion_releases_no_hold_on_either_database(
    sqlite_desk: DemoDesk, worked: DemoDesk
) -> None:
    second = Actor(actor_id="staff-dora", role=Role.PROTECTION_OFFICER)
    for desk in (sqlite_desk, worked):
        request = demo_request("us-preservation-2703f")
        judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
        request_id = judged.stored.request_id
        told = {"instruments": instruments(), "custodian": CUSTODIAN, "second": second}
        confirm_hold(desk.records, request_id, instruments=instruments(), actor=CUSTODIAN, now=NOON)
        records = desk.records
        assert isinstance(records, SqlRecords)
        ask_reviews(records, instruments=instruments(), now=NOON + 61 * DAY)
        prepare_release_of_hold(
            records, request_id, now=NOON + 62 * DAY, is_written_release=True, **told,  # type: ignore[arg-type]
        )  # fmt: skip
        bar_retention_admin(records, CUSTODIAN.actor_id, actor=second, now=NOON)
        with pytest.raises(GuardUnmet, match="I5"):
            release_hold(records, request_id, now=NOON + 93 * DAY, **told)  # type: ignore[arg-type]


def test_a_step_without_its_entry_does_not_commit_on_sqlite_either(sqlite_desk: DemoDesk) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE)
    judged = receive_and_verify(sqlite_desk, request, checks=good_checks(NOON), now=NOON)
    records = sqlite_desk.records
    assert isinstance(records, SqlRecords)

    def step() -> None:
        with records._engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO request_moves (request_id, number, command, role, actor_id, at, "
                    "object_digest) VALUES (:r, 'T20', 'release', 'APR', 'x', '2026', '')"
                ),
                {"r": judged.stored.request_id},
            )

    with pytest.raises(Exception, match="FOREIGN KEY"):
        step()
    produce(sqlite_desk, judged.stored.request_id, now=NOON + DAY)


def test_a_backup_is_made_by_a_role_of_its_own_and_others_are_told_which(
    postgres: PostgresServer, urls: Urls, tmp_path: Path
) -> None:
    for role in (OWNER, APPLICATION):
        with pytest.raises(BackupFailed, match="as a role with BYPASSRLS") as failed:
            backup_records(urls[role], tmp_path / role, now=NOON)
        assert "NO FORCE" not in str(failed.value)  # pg_dump's hint would take the protection away
    postgres.run("CREATE ROLE desk_backup LOGIN BYPASSRLS")
    postgres.run("GRANT pg_read_all_data TO desk_backup")
    made = backup_records(urls[OWNER].replace(OWNER, "desk_backup"), tmp_path / "kept", now=NOON)
    assert made.log_size > 0
