"""On PostgreSQL a query that forgets to ask who looks still meets no report."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from tests.contract.postgres_server import PostgresServer
from tests.strategies.casework import (
    ANN,
    BEN,
    FIL,
    NOON,
    SUP,
    campaign,
    decided,
    drafted,
    filed_on,
    raised,
)

from plainsight.app.casework.share_report import share_report
from plainsight.app.casework.work_case import open_case
from plainsight.casework.filing import FilingCommand
from plainsight.errors import UnknownId
from plainsight.stores.records import migrate_records, open_records

pytestmark = pytest.mark.postgres

OWNER, APPLICATION = "secret_owner", "secret_app"


@pytest.fixture
def granted(postgres: PostgresServer) -> Iterator[str]:
    """A database as an operator sets it up: the application's URL."""
    with postgres.database(is_migrated=False) as name:
        for role in (OWNER, APPLICATION):
            postgres.run(f"CREATE ROLE {role} LOGIN")
        postgres.run(f"ALTER DATABASE {name} OWNER TO {OWNER}")
        postgres.run(f"ALTER SCHEMA public OWNER TO {OWNER}", database=name)
        migrate_records(postgres.url(name, role=OWNER), application_role=APPLICATION)
        yield postgres.url(name, role=APPLICATION)
        postgres.run("ALTER SCHEMA public OWNER TO postgres", database=name)
        postgres.run(f"ALTER DATABASE {name} OWNER TO postgres")
        for role in (OWNER, APPLICATION):
            postgres.run(f"DROP OWNED BY {role}", database=name)
        for role in (OWNER, APPLICATION):
            postgres.run(f"DROP ROLE {role}")


def seen(url: str, viewer: str = "", sight: str = "") -> int:
    """Reports that a bare SELECT returns, with or without saying for whom."""
    with psycopg.connect(url) as connection:
        if sight:
            connection.execute(
                "SELECT set_config('plainsight.viewer', %s, true), "
                "set_config('plainsight.sees_reports', %s, true)",
                (viewer, sight),
            )
        row = connection.execute("SELECT count(*) FROM reports").fetchone()
        assert row is not None
        return int(row[0])


def test_a_report_is_hidden_row_by_row_from_who_has_no_need(granted: str) -> None:
    records = open_records(granted, salts=secrets.token_bytes)
    (alert,) = raised(records, campaign("k"))
    decided(records, alert)
    case = open_case(records, "A matter", alert_ids=[alert], actor=ANN, now=NOON)
    report = drafted(records, case.case_id)
    assert seen(granted) == 0
    assert seen(granted, "sup", "none") == 0
    assert seen(granted, "ben", "own") == 0
    assert seen(granted, "ann", "own") == 1
    assert seen(granted, "ann", "shared") == 0
    assert seen(granted, "fil", "all") == 1
    filed_on(records, report.report_id, FilingCommand.PROPOSE, by=ANN)
    filed_on(records, report.report_id, FilingCommand.APPROVE, by=FIL)
    with records.read() as view:
        assert view.casework.reports.newest(viewer=SUP) == ()
        assert view.casework.reports.newest(viewer=BEN) == ()
        with pytest.raises(UnknownId):
            view.casework.reports.get(report.report_id, viewer=BEN)
    share_report(records, report.report_id, BEN, reason="same money", actor=FIL, now=NOON)
    with records.read() as view:
        assert view.casework.reports.get(report.report_id, viewer=BEN).drafted_by == "ann"
    assert seen(granted, "ben", "own") == 1
    assert seen(granted, "ben", "shared") == 1
    records.close()


def test_a_case_without_a_report_is_told_from_one_whose_report_is_hidden(granted: str) -> None:
    records = open_records(granted, salts=secrets.token_bytes)
    alerts = raised(records, campaign("a"), campaign("b"))
    reported, bare = (
        open_case(records, "A", alert_ids=[alert], actor=ANN, now=NOON).case_id for alert in alerts
    )
    for alert in alerts:
        decided(records, alert)
    drafted(records, reported, form="sar")
    for viewer, expected in ((ANN, [bare]), (FIL, [bare]), (BEN, []), (SUP, [])):
        with records.read() as view:
            found = view.casework.reports.unreported(form="sar", viewer=viewer)
        assert [each.case_id for each in found] == expected, viewer.staff_id
    records.close()
