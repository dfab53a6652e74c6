"""The response desk from the command line: receive, hold, watch the clock, verify a package."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from tests.strategies.records import fresh_sqlite
from tests.strategies.respond import NOON, Seal, erase_one, instruments, make_desk, make_seal
from typer.testing import CliRunner

from plainsight.app.respond.receive_request import receive_request
from plainsight.cli.casework.reports_options import analyst, filing_officer
from plainsight.cli.respond import clocks, holds, packages, requests
from plainsight.cli.respond.request_view import actor
from plainsight.cli.staff_options import acting
from plainsight.demo.agency import AGENCY
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.scenes import run_respond_demo
from plainsight.demo.staff import INTAKE
from plainsight.errors import BadValue
from plainsight.respond.legal_request import Identifier, IdentifierKind
from plainsight.respond.legal_request_form import to_json
from plainsight.respond.states import Role
from plainsight.stores.records import open_records

RUN = CliRunner()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_sqlite(tmp_path / "r.db")


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


def run(app: typer.Typer, *arguments: object) -> str:
    done = RUN.invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_legal_request_is_received_held_listed_and_shown(
    url: str, seal: Seal, tmp_path: Path
) -> None:
    records = open_records(url, salts=secrets.token_bytes)
    make_desk(records, seal)
    records.close()
    file = tmp_path / "request.json"
    file.write_text(json.dumps(to_json(demo_request("us-preservation-2703f"))))
    told = json.loads(
        run(requests.app, "receive", file, "--by", "ines", "--records", url, "--json")
    )
    assert told["reference"].endswith("-000001")
    assert len(told["holds"]) == 1
    assert told["reference"] in run(requests.app, "list", "--records", url)
    assert "T01" in run(requests.app, "show", told["reference"], "--by", "ines", "--records", url)
    assert "provisional" in run(holds.app, "list", "--records", url)
    assert "1 hold verified, 0 corrupted" in run(holds.app, "verify", "--records", url)
    assert "0 to ask, 0 ended" in run(holds.app, "review", "--records", url)
    board = run(clocks.app, "board", "--records", url)
    assert "1 running, 0 overdue" in board
    assert "0 alarms" in run(clocks.app, "check", "--records", url)


@pytest.mark.parametrize("typed", ["Ada", " ada", "ADA\u200b"])
def test_one_person_is_one_id_however_the_option_was_typed(typed: str) -> None:
    assert actor(typed, Role.APPROVER).actor_id == "ada"
    assert acting(typed, None).staff_id == "ada"
    assert analyst(typed) == replace(filing_officer("ada"), roles=analyst("ada").roles)
    with pytest.raises(BadValue, match="--agreed-by"):
        actor(" ", Role.COUNSEL, option="--agreed-by")
    with pytest.raises(BadValue, match="--by"):
        acting("", None)
    for nobody in (analyst, filing_officer):
        with pytest.raises(BadValue, match="--by"):
            nobody("")


def test_an_officer_keeps_the_id_of_the_enrolment() -> None:
    assert actor(" Officer-Reyes ", Role.REQUESTER).actor_id == "Officer-Reyes"


def test_a_phone_written_another_way_is_held_and_whoever_is_nobody_is_named(
    url: str, seal: Seal, tmp_path: Path
) -> None:
    records = open_records(url, salts=secrets.token_bytes)
    make_desk(records, seal)
    with records.begin() as unit:
        unit.desk.directory.add_account(
            "wx-2384", [Identifier(kind=IdentifierKind.PHONE, value="+16035552384")]
        )
    records.close()
    file = tmp_path / "request.json"
    named = [
        {"kind": "phone", "value": "+1 603 555 2384"},
        {"kind": "email", "value": "nobody@mail.example"},
    ]
    file.write_text(json.dumps({**to_json(demo_request("us-subpoena")), "identifiers": named}))
    said = run(requests.app, "receive", file, "--by", "ines", "--records", url)
    assert "1 account held" in said
    assert "no account: email nobody@mail.example" in said


def test_a_platform_that_does_not_answer_is_told_at_receipt(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAINSIGHT_PLATFORM", "http://127.0.0.1:1")
    file = tmp_path / "request.json"
    file.write_text(json.dumps(to_json(demo_request("us-subpoena"))))
    said = run(requests.app, "receive", file, "--by", "ines", "--records", url)
    assert "the platform could not be asked" in said
    told = run(requests.app, "receive", file, "--by", "ines", "--records", url, "--json")
    assert "could not be asked" in json.loads(told)["nothing_held_because"]


def test_every_list_of_the_desk_stands_after_an_erasure(url: str, seal: Seal) -> None:
    records = open_records(url, salts=secrets.token_bytes)
    make_desk(records, seal)
    erase_one(records)
    receive_request(
        records, demo_request("us-subpoena"), instruments=instruments(), actor=INTAKE, now=NOON
    )
    records.close()
    given = ("--records", url)
    assert "erased" in run(requests.app, "list", *given)
    rows = [json.loads(line) for line in run(requests.app, "list", "--json", *given).splitlines()]
    assert [row["is_erased"] for row in rows] == [False, True]
    shown = run(requests.app, "show", rows[1]["reference"], "--by", "ines", *given)
    assert "T22" in shown
    assert "wx-unknown" not in shown
    period = ("--since", "2026-03-01", "--until", "2026-03-31")
    assert rows[1]["reference"] in run(requests.app, "digest", AGENCY.agency_id, *period, *given)


def test_an_unreadable_legal_request_is_refused_and_reaches_the_log(
    url: str, tmp_path: Path
) -> None:
    file = tmp_path / "request.json"
    file.write_text('{"instrument": 5}')
    done = RUN.invoke(requests.app, ["receive", str(file), "--by", "ines", "--records", url])
    assert "requester" in str(done.exception)
    records = open_records(url, salts=secrets.token_bytes)
    with records.read() as view:
        assert [entry.tag for entry in view.audit.entries()] == ["request:unreadable"]
    records.close()


def test_a_package_is_verified_and_a_changed_one_is_not(
    url: str, seal: Seal, tmp_path: Path
) -> None:
    records = open_records(url, salts=secrets.token_bytes)
    outcomes = run_respond_demo(make_desk(records, seal, is_prepared=False), tell=lambda _: None)
    records.close()
    assert outcomes[0].package is not None
    package, pinned = tmp_path / "p.tar.age", tmp_path / "log.pub"
    package.write_bytes(outcomes[0].package.sealed)
    pinned.write_text(f"{seal.key.key}\n")
    identity = tmp_path / "officer.txt"
    identity.write_text(f"# my key\n{seal.identity}\n")
    pin = ("--key", pinned, "--identity", identity)
    assert "VERIFIED" in run(packages.app, "verify", package, *pin, "--tsa", seal.tsa_root)
    folder = tmp_path / "opened"
    run(packages.app, "open", package, folder, "--identity", identity)
    changed = folder / "bag" / "data" / "records" / "subscriber.jsonl"
    changed.write_bytes(changed.read_bytes() + b"{}\n")
    done = RUN.invoke(packages.app, ["verify", str(folder), "--key", str(pinned)])
    assert done.exit_code == 1
    assert "altered: data/records/subscriber.jsonl" in done.output


def test_documents_are_listed_and_written_out_for_their_reader_alone(
    url: str, seal: Seal, tmp_path: Path
) -> None:
    records = open_records(url, salts=secrets.token_bytes)
    make_desk(records, seal)
    records.close()
    file, order = tmp_path / "request.json", tmp_path / "order.txt"
    file.write_text(json.dumps(to_json(demo_request("us-preservation-2703f"))))
    order.write_text("Please preserve what the account named in the letter below has said to date.")
    received = run(
        requests.app, "receive", file, "--attach", order, "--by", "ines", "--records", url, "--json"
    )
    reference = json.loads(received)["reference"]
    shown = json.loads(
        run(requests.app, "show", reference, "--by", "ines", "--records", url, "--json")
    )
    (told,) = shown["documents"]
    assert told["name"] == "order.txt"
    assert "order.txt" in run(requests.app, "show", reference, "--by", "ines", "--records", url)
    out = tmp_path / "read"
    who = ("--by", "vera", "--as", "verifier", "--out", out, "--records", url)
    run(requests.app, "documents", reference, *who)
    (written,) = out.iterdir()
    assert written.name == f"{reference}-{told['digest'][:8]}.txt"
    assert written.read_bytes() == order.read_bytes()
    refused = RUN.invoke(
        requests.app,
        ["documents", reference, "--by", "ines", "--as", "intake", "--out", str(out)],
    )
    assert refused.exit_code == 2
