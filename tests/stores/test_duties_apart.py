"""The steps from r0009 to r0011: who did what is read from custody, and older records can go on."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.command import upgrade
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError
from tests.contract.postgres_server import PostgresServer

from plainsight.stores.upgrade import _config, upgrade_schema

OWNER = "apart_owner"
_CLOSED = ("legal_requests", "request_moves")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Records of r0009: LER-1 approved by its verifier, LER-2 scoped and not approved yet; of both
    counsel waived the notice, and of LER-3 the system, for its instrument gives none.

    On PostgreSQL they are closed to the owner who migrates, as in production.
    """
    with ExitStack() as stack:
        if request.param == "sqlite":
            engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            name = stack.enter_context(server.database(is_migrated=False))
            server.run(f"CREATE ROLE {OWNER} LOGIN")
            stack.callback(server.run, f"DROP ROLE {OWNER}")
            server.run(f"ALTER SCHEMA public OWNER TO {OWNER}", database=name)
            url = server.url(name, role=OWNER)
            engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
            stack.callback(server.run, f"DROP OWNED BY {OWNER} CASCADE", database=name)
            stack.callback(server.run, "ALTER SCHEMA public OWNER TO postgres", database=name)
        stack.callback(engine.dispose)
        with engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            upgrade(config, "r0009")
            for number, approver in ((1, "'victor'"), (2, "NULL")):
                connection.execute(text(_request(number, approver)))
                for actor in ("earlier", "clara"):
                    connection.execute(text(_move(number, "T11", "CNL", actor)))
                connection.execute(text(_move(number, "T32d", "CNL", "gail")))
            connection.execute(text(_request(3, "'ada'")))
            connection.execute(text(_move(1, "T01", "INT", "wanda")))
            connection.execute(text(_move(3, "T01", "REQ", "officer")))
            connection.execute(text(_move(3, "T32d", "SYS", "system")))
            connection.execute(text(_move(3, "T20", "APR", "ada")))
            connection.execute(text("DELETE FROM unlogged_steps"))  # as if the log had them
            if request.param == "postgres":
                for table in _CLOSED:
                    for way in ("ENABLE", "FORCE"):
                        connection.execute(text(f"ALTER TABLE {table} {way} ROW LEVEL SECURITY"))
        yield engine


def _request(number: int, approver: str) -> str:
    return (
        "INSERT INTO legal_requests (request_id, instrument_id, instrument_version, agency_id, "
        "investigation_reference, is_emergency, two_departments, received_at, body, authenticity, "
        "holding, production, notice, cross_border, intake_id, verifier_id, approver_id, "
        f"revised_at) VALUES ('lr_{number}', 'us-subpoena', '1', 'a', 'm', FALSE, FALSE, "
        "'2026-03-14T12:00:00.000000Z', 'x', 'verified', 'none', 'scoped', 'waived', 'none', "
        f"'ines', 'victor', {approver}, '2026-03-14T12:00:00.000000Z')"
    )


def _move(number: int, step: str, role: str, actor: str) -> str:
    return (
        "INSERT INTO request_moves (request_id, number, command, role, actor_id, at, "
        f"object_digest) VALUES ('lr_{number}', '{step}', '-', '{role}', '{actor}', "
        "'2026-03-14T12:00:00.000000Z', '')"
    )


def _open_rows(engine: Engine) -> None:
    """Stand in for the application's role, whose policy lets it meet the rows."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            forced = "SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname IN "
            assert connection.execute(text(f"{forced} {_CLOSED}")).scalar_one(), "closed again"
            for table in _CLOSED:
                connection.execute(text(f"CREATE POLICY {table}_all ON {table} USING (true)"))


def test_who_granted_a_scope_before_does_not_approve_it_now(older: Engine) -> None:
    with older.begin() as connection:
        upgrade_schema(connection, "r0011")
    _open_rows(older)
    with older.begin() as connection:
        found = connection.execute(
            text("SELECT counsel_id FROM legal_requests ORDER BY request_id")
        ).scalars()
        assert list(found) == ["clara", "clara", None], "the latest grant is the one that stands"
    with pytest.raises(IntegrityError, match="i2_counsel_id_approver_id"), older.begin() as unit:
        unit.execute(text("UPDATE legal_requests SET approver_id = 'clara'"))


def test_who_waived_notice_or_released_before_is_known(older: Engine) -> None:
    with older.begin() as connection:
        upgrade_schema(connection, "r0011")
    _open_rows(older)
    with older.begin() as connection:
        found = connection.execute(
            text("SELECT notice_waived_by, released_by FROM legal_requests ORDER BY request_id")
        )
        assert [tuple(row) for row in found] == [("gail", None), ("gail", None), (None, "ada")]
    with (
        pytest.raises(IntegrityError, match="i2_notice_waived_by_released_by"),
        older.begin() as unit,
    ):
        unit.execute(text("UPDATE legal_requests SET released_by = 'gail'"))


def test_who_wrote_a_letter_down_before_is_known_and_an_officer_is_not(older: Engine) -> None:
    with older.begin() as connection:
        upgrade_schema(connection, "r0011")
    _open_rows(older)
    with older.begin() as connection:
        found = connection.execute(
            text("SELECT received_by FROM legal_requests ORDER BY request_id")
        )
        assert list(found.scalars()) == ["wanda", None, None]


def test_an_older_record_with_one_person_in_two_duties_goes_on(older: Engine) -> None:
    with older.begin() as connection:
        upgrade_schema(connection, "r0011")
    _open_rows(older)
    first = "WHERE request_id = 'lr_1'"
    with older.begin() as connection:
        connection.execute(
            text(
                "UPDATE legal_requests SET production = 'approved', approver_id = 'victor', "
                f"verifier_id = 'victor', collector_id = 'cole' {first}"
            )
        )
    with pytest.raises(IntegrityError, match="i2_verifier_id"), older.begin() as connection:
        connection.execute(
            text("UPDATE legal_requests SET approver_id = 'victor' WHERE request_id = 'lr_2'")
        )


def test_an_older_record_takes_its_next_step_after_every_later_migration(older: Engine) -> None:
    with older.begin() as connection:
        upgrade_schema(connection)
    _open_rows(older)
    step = "UPDATE legal_requests SET production = 'approved' WHERE request_id = 'lr_1'"
    with older.begin() as connection:
        connection.execute(text(step))
        connection.execute(
            text(
                "INSERT INTO request_moves (request_id, number, command, role, actor_id, at, "
                "object_digest) SELECT request_id, 'T15', 'approve', 'APR', 'x', received_at, '' "
                "FROM legal_requests WHERE request_id = 'lr_1'"
            )
        )
        connection.execute(
            text(
                "INSERT INTO entries (entry_index, tag, subject, at, canonical) SELECT "
                "(SELECT coalesce(max(entry_index), -1) + 1 FROM entries), 'request:moved', "
                "request_id, received_at, '' FROM legal_requests WHERE request_id = 'lr_1'"
            )
        )
    with pytest.raises(IntegrityError, match="i2"), older.begin() as connection:
        connection.execute(text("UPDATE legal_requests SET verifier_id = NULL"))
