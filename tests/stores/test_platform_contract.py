"""The platform over HTTP: the operator's suite finds the reference sound and broken ones broken."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.contract.intact import assert_intact
from tests.strategies.records import fresh_sqlite
from tests.strategies.respond import NOON, Seal, instruments, make_desk, make_seal, opened
from typer.testing import CliRunner

from plainsight.app.respond.check_platform import check_platform
from plainsight.app.respond.delete_account import delete_account
from plainsight.app.respond.place_hold import place_missing_holds
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.settle_platform import settle_platform
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.cli.respond import platform as platform_command
from plainsight.demo.accounts import ACCOUNT, add_person
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import INTAKE
from plainsight.errors import PlainsightError, PlatformTrouble
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import GrantedClass, Scope
from plainsight.respond.legal_request import Identifier, IdentifierKind
from plainsight.stores.platform.client import HttpDirectory, PlatformConnection
from plainsight.stores.platform.holds import PlatformHolds, ReferencePlatform
from plainsight.stores.platform.server import serve_platform
from plainsight.stores.records import SqlRecords, open_records

TOKEN = "a-token"
DAY = timedelta(days=1)


@contextmanager
def served(platform: Any, *, is_sandbox: bool = True) -> Iterator[str]:
    server = serve_platform(
        platform, host="127.0.0.1", port=0, token=TOKEN, clock=lambda: NOON, is_sandbox=is_sandbox
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[SqlRecords]:
    records = open_records(fresh_sqlite(tmp_path / "accounts.db"), salts=secrets.token_bytes)
    yield records
    records.close()


@pytest.fixture
def url(accounts: SqlRecords) -> Iterator[str]:
    with served(ReferencePlatform(accounts)) as address:
        yield address


@contextmanager
def connected(url: str, token: str = TOKEN) -> Iterator[Any]:
    with closing(PlatformConnection(url, token=token)) as connection:
        yield connection


def test_the_reference_keeps_every_promise(url: str) -> None:
    with connected(url) as open_directory:
        found = list(check_platform(open_directory, run_id="1", now=NOON))
    assert [(each.name, each.says) for each in found if not each.is_kept] == []
    assert len(found) == 14


def test_the_command_tells_an_operator_what_is_kept(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAINSIGHT_PLATFORM_TOKEN", TOKEN)
    done = CliRunner().invoke(platform_command.app, ["check", url], catch_exceptions=False)
    assert "14 of 14 promises kept" in done.output
    assert "0 lost" in done.output


@pytest.mark.parametrize(
    ("token", "said"),
    [("another", "refuses our token"), ("", r"another shell does not have it")],
)
def test_a_service_that_has_not_been_asked_has_broken_no_promise(
    url: str, monkeypatch: pytest.MonkeyPatch, token: str, said: str
) -> None:
    monkeypatch.setenv("PLAINSIGHT_PLATFORM_TOKEN", token)
    done = CliRunner().invoke(platform_command.app, ["check", url])
    assert isinstance(done.exception, PlainsightError)
    assert said in str(done.exception)
    assert "PLAINSIGHT_PLATFORM_TOKEN" in str(done.exception)
    assert "BROKEN" not in done.output


class Careless(ReferencePlatform):
    """Answers that look right, and break one promise each."""

    def __init__(self, records: SqlRecords, broken: str) -> None:
        super().__init__(records)
        self._broken = broken

    @contextmanager
    def begin(self) -> Iterator[Any]:
        with super().begin() as unit:
            unit.directory = _Careless(unit.directory, self._broken)
            yield unit


class _Careless:
    def __init__(self, directory: Any, broken: str) -> None:
        self._directory, self._broken = directory, broken

    def __getattr__(self, name: str) -> Any:
        return getattr(self._directory, name)

    def delete_account(self, account_id: str, *, at: datetime) -> bool:
        self._directory.delete_account(account_id, at=at)
        return self._broken == "deletes" or not self._directory.is_held(account_id)

    def collect(self, scope: Any) -> Any:
        if self._broken == "range":
            scope = replace(scope, range_from=None)
        if self._broken == "last":
            classes = tuple(replace(each, is_last_only=False) for each in scope.classes)
            scope = replace(scope, classes=classes)
        end = scope.range_to if self._broken == "profile" else None
        for record in self._directory.collect(scope):
            if end is not None and record.at > end:
                continue
            extra = {"location": "here"} if self._broken == "fields" else {}
            yield replace(record, fields={**record.fields, **extra})

    def digest(self, hold: Any) -> str:
        return "0" * 64 if self._broken == "digest" else str(self._directory.digest(hold))

    def resolve(self, identifier: Any) -> Any:
        return self._directory.resolve(identifier) or ("wx" if self._broken == "guess" else None)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ("deletes", "a held account is not deleted"),
        ("range", "the range of the scope is kept"),
        ("last", "the last record alone"),
        ("profile", "whose an account is"),
        ("fields", "only classes and fields in the scope"),
        ("digest", "the digest is the same"),
        ("guess", "resolve names one account"),
    ],
)
def test_a_service_that_breaks_a_promise_is_told_which(
    accounts: SqlRecords, broken: str, name: str
) -> None:
    with served(Careless(accounts, broken)) as address, connected(address) as open_directory:
        found = check_platform(open_directory, run_id="2", now=NOON)
        assert any(each.name.startswith(name) for each in found if not each.is_kept)


def test_a_field_beyond_the_scope_never_reaches_the_desk(accounts: SqlRecords) -> None:
    with accounts.begin() as unit:
        add_person(unit.desk.directory, ACCOUNT, at=NOON - 10 * DAY)
    scope = Scope(
        identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value=ACCOUNT),),
        classes=(GrantedClass(data_class=DataClass.PHONE, fields=("phone",)),),
        range_from=None,
        range_to=None,
    )
    with served(Careless(accounts, "fields")) as address, connected(address) as open_directory:
        found = open_directory().collect(scope)
        with pytest.raises(PlatformTrouble, match="does not grant"):
            list(found)


def test_without_a_sandbox_nothing_can_be_made_and_no_account_is_ever_listed(
    accounts: SqlRecords,
) -> None:
    with served(ReferencePlatform(accounts), is_sandbox=False) as address:
        client = httpx.Client(base_url=address, headers={"Authorization": f"Bearer {TOKEN}"})
        assert client.put("/v1/sandbox/accounts/x", json={"identifiers": []}).status_code == 404
        for path in ("/v1/accounts", "/v1/accounts/", "/v1/identifiers", "/v1/accounts/wx-1"):
            assert client.get(path).status_code == 404
        assert client.post("/v1/resolve", content=b"{").status_code == 400
        assert client.post("/v1/resolve", json={"kind": "name", "value": "Li"}).status_code == 400
        client.close()


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture
def desk_records(tmp_path: Path, url: str) -> Iterator[SqlRecords]:
    with connected(url) as open_directory:
        records = open_records(
            fresh_sqlite(tmp_path / "desk.db"), salts=secrets.token_bytes, platform=open_directory
        )
        yield records
        records.close()


def test_a_subpoena_is_answered_from_another_system(
    desk_records: SqlRecords, accounts: SqlRecords, seal: Seal
) -> None:
    desk = make_desk(desk_records, seal)
    request = demo_request("us-subpoena", DataClass.PHONE, DataClass.SESSIONS)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    with accounts.read() as view:
        assert view.desk.directory.is_held(ACCOUNT)
    _, package = produce(desk, judged.stored.request_id, now=NOON + DAY)
    assert package.line_count == 4
    assert "bag/data/gap_certificate.json" in opened(package.sealed, seal)
    assert delete_account(desk_records, ACCOUNT, now=NOON + DAY) is False
    assert verify_holds(desk_records, now=NOON + DAY).corrupted == ()
    with desk_records.read() as view:
        assert_intact(view)


def test_a_hold_rolled_back_here_is_taken_back_there(
    desk_records: SqlRecords, accounts: SqlRecords, seal: Seal
) -> None:
    make_desk(desk_records, seal)

    def crash() -> None:
        with desk_records.begin() as unit:
            unit.desk.directory.survey(ACCOUNT, [DataClass.PHONE], hold_id="ho_crashed")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        crash()
    with accounts.read() as view:
        assert not view.desk.directory.is_held(ACCOUNT)


def test_a_hold_left_by_a_killed_process_is_found_and_released_after_an_hour(
    desk_records: SqlRecords, accounts: SqlRecords, seal: Seal, url: str
) -> None:
    make_desk(desk_records, seal)
    kept = receive_request(
        desk_records, demo_request("us-preservation-2703f"), instruments=instruments(),
        actor=INTAKE, now=NOON,
    ).holds[0]  # fmt: skip
    with connected(url) as open_directory:
        open_directory().survey(ACCOUNT, [DataClass.PHONE], hold_id="ho_orphan")
    assert settle_platform(desk_records, now=NOON).released == ()
    found = settle_platform(desk_records, now=NOON + DAY)
    assert (found.standing_count, found.released) == (2, ("ho_orphan",))
    assert settle_platform(desk_records, now=NOON + DAY).standing_count == 1
    assert verify_holds(desk_records, now=NOON + DAY).corrupted == ()
    with accounts.read() as view:
        assert [each.hold_id for each in view.desk.directory.placed()] == [kept.hold_id]


def test_a_lapsed_hold_is_released_there_and_one_lost_there_is_found(
    desk_records: SqlRecords, accounts: SqlRecords, seal: Seal
) -> None:
    make_desk(desk_records, seal)
    request = demo_request("us-subpoena", DataClass.PHONE)
    kept = receive_request(
        desk_records, request, instruments=instruments(), actor=INTAKE, now=NOON
    ).holds[0]
    assert len(lapse_holds(desk_records, instruments=instruments(), now=NOON + 15 * DAY)) == 1
    with accounts.read() as view:
        assert not view.desk.directory.is_held(ACCOUNT)
    again = receive_request(
        desk_records, request, instruments=instruments(), actor=INTAKE, now=NOON
    ).holds[0]
    with accounts.begin() as unit:  # the platform forgets a hold it confirmed
        PlatformHolds(unit).release(again.hold_id, at=NOON)
    assert verify_holds(desk_records, now=NOON + DAY).corrupted == (again.hold_id,)
    assert kept.hold_id != again.hold_id


def test_trouble_halfway_leaves_no_hold_here_that_the_request_does_not_know(
    tmp_path: Path, accounts: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    with accounts.begin() as unit:
        for name in ("wx-1", "wx-2"):
            add_person(unit.desk.directory, name, at=NOON - 10 * DAY)
    request = demo_request("us-preservation-2703f", account_id="wx-1")
    both = tuple(replace(request.identifiers[0], value=name) for name in ("wx-1", "wx-2"))
    asked: list[str] = []
    real = HttpDirectory.survey

    def fails_second(self: HttpDirectory, account_id: str, *rest: Any, hold_id: str = "") -> Any:
        asked.append(account_id)
        if len(asked) == 2:
            raise PlatformTrouble("platform", "cut off")
        return real(self, account_id, *rest, hold_id=hold_id)

    monkeypatch.setattr(HttpDirectory, "survey", fails_second)
    with served(ReferencePlatform(accounts)) as address, connected(address) as up:
        records = open_records(
            fresh_sqlite(tmp_path / "d.db"), salts=secrets.token_bytes, platform=up
        )
        receipt = receive_request(
            records, replace(request, identifiers=both), instruments=instruments(), actor=INTAKE,
            now=NOON,
        )  # fmt: skip
        with records.read() as view:
            assert view.desk.holds.of_request(receipt.stored.request_id) == ()
        place_missing_holds(records, instruments=instruments(), now=NOON)
        with records.read() as view:
            assert len(view.desk.holds.of_request(receipt.stored.request_id)) == 2
        assert len(settle_platform(records, now=NOON + DAY).released) == 1
        assert verify_holds(records, now=NOON + DAY).corrupted == ()
        records.close()


def test_a_platform_is_asked_in_one_spelling_however_the_request_was_stored() -> None:
    asked: list[object] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return httpx.Response(200, json={"account": None})

    client = httpx.Client(transport=httpx.MockTransport(respond), base_url="https://x.example")
    for kind, value in (("phone", "+1 603-555 2384"), ("email", " A@Mail.Example ")):
        HttpDirectory(client).resolve(Identifier(kind=IdentifierKind(kind), value=value))
    assert asked == [
        {"kind": "phone", "value": "+16035552384"}, {"kind": "email", "value": "a@mail.example"}
    ]  # fmt: skip


@pytest.mark.parametrize("answer", [b"no json", b"[]", b'{"account": 5, "x"', b"\xff"])
def test_an_answer_in_another_form_is_trouble_and_not_a_crash(answer: bytes) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=answer)

    client = httpx.Client(transport=httpx.MockTransport(respond), base_url="https://x.example")
    phone = Identifier(kind=IdentifierKind.PHONE, value="+1")
    with pytest.raises(PlatformTrouble):
        HttpDirectory(client).resolve(phone)
    with pytest.raises(PlatformTrouble):
        HttpDirectory(client).survey("wx-1", [DataClass.PHONE], hold_id="ho_1")


def test_a_service_that_is_down_loses_no_request_and_stops_no_clock(
    tmp_path: Path, accounts: SqlRecords
) -> None:
    where = fresh_sqlite(tmp_path / "d.db")
    with accounts.begin() as unit:
        add_person(unit.desk.directory, ACCOUNT, at=NOON - 10 * DAY)
    with connected("http://127.0.0.1:9") as down:
        records = open_records(where, salts=secrets.token_bytes, platform=down)
        receipt = receive_request(
            records, demo_request("us-preservation-2703f"), instruments=instruments(),
            actor=INTAKE, now=NOON,
        )  # fmt: skip
        assert receipt.holds == ()
        assert len(receipt.clocks) == 1
        with records.read() as view:
            (alarm,) = view.desk.watch.alarms()
            assert alarm.kind.value == "hold_missing"
        records.close()
    with served(ReferencePlatform(accounts)) as address, connected(address) as up:
        records = open_records(where, salts=secrets.token_bytes, platform=up)
        for expected in ((receipt.stored.reference,), ()):
            held = place_missing_holds(records, instruments=instruments(), now=NOON + DAY)
            assert held == expected
        assert verify_holds(records, now=NOON + DAY).checked_count == 1
        records.close()
