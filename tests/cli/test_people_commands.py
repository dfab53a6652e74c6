"""Who may sign in, from the host's command line: links drawn and confirmed, passkeys taken away."""

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.app.identity.draw_link import link_digest, take_up_link
from plainsight.app.identity.invite_person import invite_person
from plainsight.app.identity.stored import Passkey
from plainsight.cli.run import people
from plainsight.errors import BadValue, UnknownId
from plainsight.model.role import Role
from plainsight.stores.records import open_records

RUN = CliRunner()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUINN = "quinn@platform.example"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Records with an approver who has two passkeys."""
    monkeypatch.setattr(wiring, "read_clock", lambda: NOW)
    url = f"sqlite:///{tmp_path / 'p.db'}"
    records = open_records(url, salts=secrets.token_bytes)
    invited = invite_person(
        records,
        name="Quinn",
        email=QUINN,
        roles=[Role.APPROVER],
        by="ope",
        salts=secrets.token_bytes,
        now=NOW,
    )
    with records.begin() as unit:
        person = take_up_link(unit, link_digest(invited.token), now=NOW)
        for name in ("key-1", "key-2"):
            unit.identity.people.add_passkey(
                Passkey(
                    credential_id=name,
                    person_id=person.person_id,
                    public_key=b"public",
                    sign_count=0,
                    label="",
                    created_at=NOW,
                )
            )
    records.close()
    return url


def run(url: str, *words: str) -> str:
    done = RUN.invoke(people.app, [*words, "--records", url], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def listed(url: str) -> Any:
    (row,) = json.loads(run(url, "list", "--json"))
    return row


def test_a_link_is_drawn_by_one_and_confirmed_by_another(url: str) -> None:
    drawn = run(url, "link", QUINN, "--by", "ope", "--origin", "https://desk.example")
    assert "https://desk.example/enrol/" in drawn
    assert "after a second person ran: plainsight people confirm pe_" in drawn
    assert listed(url)["link"]["waits"] is True
    assert "waits for a second" in run(url, "list")
    with pytest.raises(BadValue, match="neither drew it"):
        run(url, "confirm", QUINN, "--by", " OPE ")
    assert "Quinn: the link is confirmed" in run(url, "confirm", QUINN, "--by", "holly")
    assert (listed(url)["link"]["waits"], listed(url)["link"]["confirmed_by"]) == (False, "holly")


def test_a_link_is_refused_and_drawn_again(url: str) -> None:
    told = json.loads(run(url, "link", QUINN, "--by", "ope", "--json"))
    assert (told["waits"], told["link"].startswith("http://localhost:8000/enrol/")) == (True, True)
    assert json.loads(run(url, "refuse", QUINN, "--by", "holly", "--json"))["name"] == "Quinn"
    assert listed(url)["link"] is None
    with pytest.raises(UnknownId):
        run(url, "confirm", QUINN, "--by", "holly")


def test_a_passkey_is_taken_away(url: str) -> None:
    assert [each["credential_id"] for each in listed(url)["passkeys"]] == ["key-1", "key-2"]
    assert "Quinn: the passkey is taken away" in run(url, "take-away", "key-1", "--by", "ope")
    assert [each["credential_id"] for each in listed(url)["passkeys"]] == ["key-2"]
    with pytest.raises(UnknownId):
        run(url, "take-away", "key-1", "--by", "ope")


def test_who_is_not_known_is_named(url: str) -> None:
    with pytest.raises(UnknownId, match="nobody@platform"):
        run(url, "link", "nobody@platform.example", "--by", "ope")
