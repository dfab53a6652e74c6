"""The public pages: open to everybody, and nothing on them rests on our word."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.browsing import as_persona, browser, form_token

from plainsight.app.oversight.make_statement import state_period
from plainsight.app.oversight.statement_files import STATEMENT_FILES
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.rotate_key import rotate_key
from plainsight.keys.file import FileKey, create_key
from plainsight.model.fact import AuditTag, Fact
from plainsight.oversight.commitment import PROMISES
from plainsight.oversight.measures import MEASURES_VERSION
from plainsight.oversight.verify import verify_statement
from plainsight.prove.rotation import RotationReason, read_rotations
from plainsight.stores.prove.export_folder import write_folder
from plainsight.stores.prove.statement_folder import StatementFolders, read_statement_folder
from plainsight.stores.records import SqlRecords
from plainsight.web.public.scoreboard import bars_of
from strategies.respond import make_seal


@pytest.fixture
def signer(tmp_path_factory: pytest.TempPathFactory) -> FileKey:
    """A log key."""
    return create_key(tmp_path_factory.mktemp("key") / "log.key", name="audit.example/log")


@pytest.fixture
def door(make_app: Callable[..., FastAPI], signer: FileKey) -> FastAPI:
    """The door with the log's key."""
    return make_app(services={"signer": signer})


def note(records: SqlRecords, now: datetime, *, count: int) -> None:
    with records.begin() as unit:
        unit.record(
            Fact(tag=AuditTag.POSTS_INGESTED, subject="ba_1", at=now, body={"ingested": count})
        )


@pytest.mark.parametrize("path", ["/", "/verify", "/log", "/transparency"])
def test_everybody_may_look(door: FastAPI, path: str) -> None:
    assert browser(door).get(path).status_code == 200


@pytest.mark.parametrize(
    ("persona", "room"), [("analyst", "/console"), ("officer", "/portal"), ("operator", "/people")]
)
@pytest.mark.parametrize("path", ["/", "/verify", "/log", "/transparency", "/account"])
def test_who_is_signed_in_finds_the_way_back_to_their_room(
    demo_app: FastAPI, persona: str, room: str, path: str
) -> None:
    assert f'href="{room}"' in as_persona(demo_app, persona).get(path).text
    assert f'href="{room}"' not in browser(demo_app).get("/").text


@pytest.mark.parametrize(
    ("persona", "room"), [("analyst", "/console"), ("officer", "/portal"), ("overseer", "/account")]
)
def test_every_room_leads_to_the_public_pages(demo_app: FastAPI, persona: str, room: str) -> None:
    assert 'href="/"' in as_persona(demo_app, persona).get(room).text


def test_a_page_that_is_not_theirs_leads_nobody_to_another_that_is_not(demo_app: FastAPI) -> None:
    answer = as_persona(demo_app, "officer").get("/console")
    assert answer.status_code == 403
    assert 'href="/console"' not in answer.text
    assert 'class="btn main" href="/portal"' in answer.text
    # Of an address that nobody serves nobody's session is asked: the public page knows it.
    assert 'class="btn main" href="/"' in as_persona(demo_app, "officer").get("/nothing").text


def test_each_promise_stands_there_with_its_number_and_its_entries(
    door: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    note(web_records, clock(), count=3_568)
    page = browser(door).get("/").text
    assert all(promise.replace("'", "&#39;") in page for promise in PROMISES.values())
    assert "<b>3,568</b>" in page
    assert "C1.taken_in · 1 entry behind it: 0" in page


def test_the_number_is_of_the_last_stated_period_which_is_named(
    make_app: Callable[..., FastAPI],
    signer: FileKey,
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    tmp_path: Path,
) -> None:
    note(web_records, clock(), count=3_568)
    state_period(
        web_records,
        period="2026-10",
        before=None,
        signer=signer,
        write=partial(write_folder, path=tmp_path / "2026-10", known=STATEMENT_FILES),
        draw=lambda _: "",
        now=clock(),
    )
    note(web_records, clock(), count=42)
    door = make_app(services={"signer": signer, "statements": StatementFolders(tmp_path)})
    page = browser(door).get("/").text
    assert "The numbers are of 2026-10, the last period stated and signed." in page
    assert "<b>3,568</b>" in page
    assert "since then 42" in page
    assert "<b>42</b>" not in page
    assert "were measured by version" not in page


def test_a_stated_period_that_another_version_measured_says_so(
    make_app: Callable[..., FastAPI],
    signer: FileKey,
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note(web_records, clock(), count=3_568)
    state_period(
        web_records,
        period="2026-10",
        before=None,
        signer=signer,
        write=partial(write_folder, path=tmp_path / "2026-10", known=STATEMENT_FILES),
        draw=lambda _: "",
        now=clock(),
    )
    monkeypatch.setattr("plainsight.app.oversight.scoreboard.MEASURES_VERSION", "2099.1")
    client = browser(
        make_app(services={"signer": signer, "statements": StatementFolders(tmp_path)})
    )
    page = client.get("/").text
    assert f"The numbers of 2026-10 were measured by version {MEASURES_VERSION}" in page
    assert "titles and definitions here are of version 2099.1" in page


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_statement_for_everybody_hides_each_entry_of_a_legal_request(
    make_app: Callable[..., FastAPI],
    signer: FileKey,
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    tmp_path: Path,
    is_whole: bool,
) -> None:
    note(web_records, clock(), count=7)
    with web_records.begin() as unit:
        body = {"country": "AW", "instrument": "us-subpoena", "is_duplicate": False}
        unit.record(Fact(tag=AuditTag.REQUEST_RECEIVED, subject="lr_1", at=clock(), body=body))
    state_period(
        web_records, period="2026-10", before=None, signer=signer,
        write=partial(write_folder, path=tmp_path / "2026-10", known=STATEMENT_FILES),
        draw=lambda _: "", now=clock(),
    )  # fmt: skip
    services = {"signer": signer, "statements": StatementFolders(tmp_path)}
    client = browser(make_app(services=services, is_whole_stated=is_whole))
    got = client.get("/statements/2026-10.zip").content
    zipfile.ZipFile(io.BytesIO(got)).extractall(tmp_path / "got")
    entries = (tmp_path / "got" / "2026-10" / "entries.jsonl").read_text()
    assert ("us-subpoena" in entries, "lr_1" in entries) == (is_whole, is_whole)
    verdict = verify_statement(read_statement_folder(tmp_path / "got" / "2026-10"), key=signer.key)
    assert verdict.is_verified, verdict.reasons
    assert ("C2.received" in verdict.left) is not is_whole
    said = "stand there as their hash" in client.get("/verify").text
    assert said is not is_whole


def test_before_the_first_statement_the_page_says_since_when_it_counts(door: FastAPI) -> None:
    page = browser(door).get("/").text
    assert "No period is stated yet. The numbers are since the log began." in page
    assert "since then" not in page


def test_the_numbers_are_measured_once_a_minute(
    door: FastAPI, web_records: SqlRecords, clock: Any
) -> None:
    client = browser(door)
    note(web_records, clock(), count=5)
    assert "<b>5</b>" in client.get("/").text
    note(web_records, clock(), count=777)
    assert "<b>782</b>" not in client.get("/").text
    clock.wait(timedelta(seconds=61))
    assert "<b>782</b>" in client.get("/").text


def test_the_checkpoint_and_the_key_are_there_to_pin(
    door: FastAPI, web_records: SqlRecords, signer: FileKey, clock: Callable[[], datetime]
) -> None:
    client = browser(door)
    assert client.get("/log/checkpoint.txt").status_code == 404
    note(web_records, clock(), count=5)
    signed = publish_checkpoint(web_records, signer=signer, now=clock())
    assert client.get("/log/checkpoint.txt").text == signed.note
    assert client.get("/log/log.pub").text == f"{signer.key}\n"
    assert str(signer.key) in client.get("/log").text


def test_the_root_of_our_own_timestamp_authority_is_there_to_compare(
    make_app: Callable[..., FastAPI], tmp_path: Path
) -> None:
    seal = make_seal(tmp_path)
    with seal.tsa_root.open("ab") as file:
        file.write((tmp_path / "tsa" / "root.key").read_bytes())  # an operator keeps them together
    client = browser(make_app(services={"seals": seal.seals}))
    given = client.get("/log/tsa_root.pem")
    assert given.content.startswith(b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE" not in given.content
    (tmp_path / "tsa_root.pem").write_bytes(given.content)
    page = client.get("/verify").text
    command = "openssl x509 -in tsa_root.pem -outform DER | sha256sum"
    assert command in page
    printed = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.split()[0]
    assert f"<code>{printed}</code>" in page


def test_what_is_not_there_is_said_plainly(make_app: Callable[..., FastAPI]) -> None:
    client = browser(make_app())
    assert client.get("/log/log.pub").status_code == 501
    assert client.get("/log/platform.pub").status_code == 501
    assert client.get("/log/tsa_root.pem").status_code == 501
    assert "tsa_root.pem" not in client.get("/verify").text
    assert client.get("/statements/2026-10.zip").status_code == 404


@pytest.mark.parametrize("period", ["1", "2026-H3", "../etc", "2026'"])
def test_a_period_that_is_none_is_refused(door: FastAPI, period: str) -> None:
    client = browser(door)
    assert client.get("/transparency", params={"period": period}).status_code == 422
    assert client.get("/transparency.csv", params={"period": period}).status_code == 422


def test_the_transparency_report_is_a_file_too(door: FastAPI) -> None:
    answer = browser(door).get("/transparency.csv?period=2026-H2")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("period,country,instrument,requests,")


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [({"locale": "zh"}, "plainsight-locale=zh"), ({"theme": "dark"}, "plainsight-theme=dark")],
)
def test_a_choice_is_kept_in_the_browser_alone(
    door: FastAPI, wanted: dict[str, str], kept: str
) -> None:
    client = browser(door)
    fields = {**wanted, "csrf_token": form_token(client), "next": "/log"}
    answer = client.post("/preferences", data=fields)
    assert answer.headers["location"] == "/log"
    assert kept in answer.headers["set-cookie"]


def test_a_choice_that_is_none_is_not_kept_and_leads_nowhere_else(door: FastAPI) -> None:
    client = browser(door)
    fields = {"locale": "xx", "theme": "<b>", "next": "//evil.example"}
    answer = client.post("/preferences", data={**fields, "csrf_token": form_token(client)})
    assert answer.headers["location"] == "/"
    assert "plainsight-" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(("asked", "tag"), [("zh-CN,en", "zh-Hans"), ("es-MX", "es"), ("fr", "en")])
def test_a_page_speaks_what_the_browser_asks_for(door: FastAPI, asked: str, tag: str) -> None:
    page = browser(door, **{"accept-language": asked}).get("/verify").text
    assert f'<html lang="{tag}"' in page


def test_whoever_pinned_an_old_key_finds_what_leads_to_the_new_one(
    make_app: Callable[..., FastAPI],
    signer: FileKey,
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    tmp_path: Path,
) -> None:
    first = browser(make_app(services={"signer": signer})).get("/log/rotations.jsonl")
    assert (first.status_code, first.text) == (200, "")
    new = create_key(tmp_path / "new.key", name=signer.key.name)
    rotate_key(
        web_records, old=signer, new=new, reason=RotationReason.SCHEDULED, actor="ada",
        second="ben", now=clock(),
    )  # fmt: skip
    client = browser(make_app(services={"signer": new}))
    (rotation,) = read_rotations(client.get("/log/rotations.jsonl").content.splitlines())
    assert (rotation.old, rotation.new) == (signer.key, new.key)
    assert 'href="/log/rotations.jsonl"' in client.get("/log").text


def test_the_running_period_is_drawn_apart_and_an_unmeasured_one_not_at_all() -> None:
    bars = bars_of([4, None, 0, 2])
    assert [bar.is_running for bar in bars] == [False, False, True]
    assert [bar.height for bar in bars] == [26.0, 1.0, 13.0]
    assert bars[1].x > bars[0].x + bars[0].width
    assert bars_of([4]) == ()
    assert [bar.height for bar in bars_of([0, 0])] == [1.0, 1.0]
