"""Tokens of machines on the host's command line: listed, confirmed by a second, revoked."""

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.app.identity.issue_token import issue_token
from plainsight.cli.run import machines
from plainsight.errors import BadValue, UnknownId
from plainsight.model.role import Role
from plainsight.stores.records import open_records

RUN = CliRunner()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Records with a token that an administrator issued to read cases."""
    monkeypatch.setattr(wiring, "read_clock", lambda: NOW)
    url = f"sqlite:///{tmp_path / 'm.db'}"
    records = open_records(url, salts=secrets.token_bytes)
    issue_token(
        records,
        name="case mirror",
        roles=[Role.ANALYST],
        scopes=["cases:read"],
        valid_days=30,
        by="ope",
        salts=secrets.token_bytes,
        now=NOW,
    )
    records.close()
    return url


def run(url: str, *words: str) -> str:
    done = RUN.invoke(machines.app, [*words, "--records", url], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def listed(url: str) -> list[Any]:
    rows: list[Any] = json.loads(run(url, "list", "--json"))
    return rows


def test_a_token_is_confirmed_by_another_than_issued_it(url: str) -> None:
    (row,) = listed(url)
    assert (row["waits"], row["issued_by"], row["confirmed_by"]) == (True, "ope", None)
    assert "issued by ope, waits for a second" in run(url, "list")
    with pytest.raises(BadValue, match="did not issue it"):
        run(url, "confirm", row["token_id"], "--by", " OPE ")
    assert "case mirror: the token is confirmed" in run(
        url, "confirm", row["token_id"], "--by", "holly"
    )
    (row,) = listed(url)
    assert (row["waits"], row["confirmed_by"]) == (False, "holly")
    assert "issued by ope, confirmed by holly" in run(url, "list")
    with pytest.raises(UnknownId):
        run(url, "confirm", row["token_id"], "--by", "mira")


def test_a_revoked_token_is_not_listed(url: str) -> None:
    (row,) = listed(url)
    told = json.loads(run(url, "revoke", row["token_id"], "--by", "holly", "--json"))
    assert told["done"] == "the token is revoked"
    assert listed(url) == []
