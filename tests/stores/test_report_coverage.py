"""The step from r0011 to r0012: reports of before cover what their findings name."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.command import upgrade
from sqlalchemy import Engine, create_engine, text
from tests.contract.postgres_server import PostgresServer

from plainsight.stores.upgrade import _config, upgrade_schema

EARLY, LATE = "2026-03-01T12:00:00.000000Z", "2026-03-20T12:00:00.000000Z"
BETWEEN = "2026-03-10T12:00:00.000000Z"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Records of r0011: alerts that grew on the 20th, and a report of two of them of the 10th."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            name = stack.enter_context(server.database(is_migrated=False))
            url = server.url(name).replace("postgresql://", "postgresql+psycopg://")
            engine = create_engine(url)
        stack.callback(engine.dispose)
        with engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            upgrade(config, "r0011")
            for alert_id in ("al_1", "al_2", "al_3"):
                for statement in _alert(alert_id):
                    connection.execute(text(statement))
            connection.execute(
                text(
                    "INSERT INTO cases (case_id, title, opened_by, opened_at, stand, revised_at) "
                    f"VALUES ('ca_1', 'A', 'ann', '{EARLY}', 'open', '{EARLY}')"
                )
            )
            findings = [{"finding_id": each} for each in ("al_1", "al_2-1", "al_2-12", "gone-1")]
            content = json.dumps({"facts": {"findings": findings}})
            connection.execute(
                text(
                    "INSERT INTO reports (report_id, case_id, form, content, document, digest, "
                    "drafted_by, drafted_at, stand, authority_reference) VALUES ('re_1', 'ca_1', "
                    f"'sar', :content, :document, '', 'ann', '{BETWEEN}', 'draft', '')"
                ),
                {"content": content, "document": b""},
            )
        yield engine


def _alert(alert_id: str) -> Iterator[str]:
    yield (
        "INSERT INTO alerts (alert_id, campaign_key, version, kind, score_permille, typology_ids, "
        "finding, state, created_at, revised_at) VALUES "
        f"('{alert_id}', '{alert_id}', 2, 'posts', 700, '[]', '{{}}', 'open', '{EARLY}', '{LATE}')"
    )
    for version, at in ((1, EARLY), (2, LATE)):
        yield (
            "INSERT INTO alert_versions (alert_id, version, kind, score_permille, typology_ids, "
            f"finding, revised_at) VALUES ('{alert_id}', {version}, 'posts', 700, '[]', '{{}}', "
            f"'{at}')"
        )


def test_an_older_report_covers_the_alerts_that_it_names_as_they_were(older: Engine) -> None:
    with older.begin() as connection:
        upgrade_schema(connection)
    with older.begin() as connection:
        found = connection.execute(
            text("SELECT report_id, alert_id, alert_version FROM report_alerts ORDER BY alert_id")
        )
        assert [tuple(row) for row in found] == [("re_1", "al_1", 1), ("re_1", "al_2", 1)]
