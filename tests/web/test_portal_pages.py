"""The portal: what would be refused is said before sending, and nobody sees another's request."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from tests.web.browsing import DEMO_ORIGIN, as_persona, post
from tests.web.demo_agency import enrol_demo_officer

from plainsight.app.respond.change_officer import withdraw_officer
from plainsight.app.respond.receive_request import receive_request
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.personas import ensure_personas
from plainsight.demo.staff import INTAKE, VERIFIER
from plainsight.errors import BadValue, GuardUnmet, PlatformTrouble
from plainsight.model.role import Role
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import IdentifierKind
from plainsight.stores.records import SqlRecords
from plainsight.stores.respond.directory import SqlDirectory
from plainsight.web.parts.identifiers import read_identifier, read_identifiers
from plainsight.web.portal import home
from strategies.respond import Seal, instruments, make_seal

ASKED = {
    "instrument": "us-subpoena",
    "investigation_reference": "NH-2026-0417",
    "authority_kind": "grand_jury",
    "authority_name": "Example Grand Jury",
    "identifiers": "wx-100200",
    "classes": ["D2"],
}


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    """Keys, once."""
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture
def portal(
    make_app: Callable[..., FastAPI],
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    seal: Seal,
) -> FastAPI:
    """The door with a registered agency and the demo's officer enrolled."""
    enrol_demo_officer(web_records, clock(), recipient_key=seal.recipient)
    given_ = {"instruments": instruments(), "seals": seal.seals, "signer": seal.seals.signer}
    return make_app(origin=DEMO_ORIGIN, is_demo=True, services=given_)


def send(app: FastAPI, act: str = "send", **changed: Any) -> Any:
    fields = {**ASKED, "act": act, **changed}
    return post(as_persona(app, "officer"), "/portal/requests", **fields)


def test_a_good_legal_request_is_sent_and_held_at_once(
    portal: FastAPI, web_records: SqlRecords
) -> None:
    answer = send(portal)
    assert answer.status_code == 303, answer.text
    reference = answer.headers["location"].rpartition("/")[2].partition("?")[0]
    with web_records.read() as view:
        stored = view.desk.requests.get(reference)
    assert stored.request.requester.email == "officer@demo.example"
    assert stored.request.intake.value == "portal"
    page = as_persona(portal, "officer").get(f"/portal/requests/{reference}")
    assert reference in page.text


def test_before_it_is_verified_who_asks_nothing_tells_who_is_here(portal: FastAPI) -> None:
    officer = as_persona(portal, "officer")
    pages = []
    for named in ("wx-100200", "wx-999999"):
        sent = send(portal, identifiers=named, investigation_reference=f"NH-{named}")
        assert sent.headers["location"].endswith("?done=received_and_held")
        page = officer.get(sent.headers["location"]).text
        assert "told once it is verified that you asked" in page
        assert "Accounts that go by what you named are held from now on" in page
        pages.append(page.partition("<dt>Hold</dt>")[2].partition("</dl>")[0])
    assert pages[0] == pages[1]


def test_while_the_platform_is_away_nobody_is_told_that_accounts_are_held(
    portal: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise PlatformTrouble("platform", "no answer")

    monkeypatch.setattr(SqlDirectory, "resolve", away)
    sent = send(portal).headers["location"]
    page = as_persona(portal, "officer").get(sent).text
    assert "Received. The clock is running." in page
    assert "are held" not in page


def test_a_form_sent_twice_leads_to_the_legal_request_that_is_there(
    portal: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    first = send(portal).headers["location"]
    again = send(portal).headers["location"]
    assert again.partition("?")[0] == first.partition("?")[0]
    page = as_persona(portal, "officer").get(again).text
    assert f"as {again.rpartition('/')[2].partition('?')[0]}; nothing was started twice" in page
    assert "Received. The clock is running" not in page
    with web_records.read() as view:
        (stored,) = view.desk.requests.newest()
        assert not view.desk.watch.history(stored).is_repeat_target


def test_the_enter_key_checks_and_never_sends(portal: FastAPI) -> None:
    page = send(portal, "check").text
    form = page.partition('action="/portal/requests"')[2]
    assert re.findall(r'<button[^>]*name="act" value="(\w+)"', form) == ["check", "send", "check"]


def test_every_legal_request_is_on_a_page_and_the_open_ones_stand_first(
    portal: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "SHOWN_MAX", 2)
    officer = as_persona(portal, "officer")
    sent = [
        send(portal, investigation_reference=f"NH-{number}").headers["location"]
        for number in range(5)
    ]
    references = [each.rpartition("/")[2].partition("?")[0] for each in sent]
    post(officer, f"/portal/requests/{references[4]}/withdraw")
    pages = [officer.get(f"/portal?page={number}").text for number in (1, 2, 3)]
    listed = [re.findall(r'data-href="/portal/requests/([^"]+)"', page) for page in pages]
    assert listed == [
        [references[3], references[2]],
        [references[1], references[0]],
        references[4:],
    ]
    assert "2 of 5" in pages[0]
    assert 'rel="next" href="/portal?page=3"' in pages[1]
    assert 'rel="next"' not in pages[2]


def test_an_officer_reads_what_was_sent_and_where_it_ended(portal: FastAPI) -> None:
    officer = as_persona(portal, "officer")
    asked = {"range_from": "2026-01-05", "return_on": "2099-03-01", "statute": "18 U.S.C. 2703"}
    path = send(portal, **asked).headers["location"].partition("?")[0]
    page = officer.get(path).text
    for told in ("5 Jan 2026", "1 Mar 2099", "18 U.S.C. 2703", "Example Grand Jury"):
        assert told in page
    post(officer, f"{path}/withdraw")
    page = officer.get(path).text
    assert ">withdrawn<" in page
    assert "early" not in page, "nobody met its clock"


def test_an_answer_that_nobody_waits_for_is_told_so_and_not_lost(portal: FastAPI) -> None:
    officer = as_persona(portal, "officer")
    path = send(portal).headers["location"].partition("?")[0]
    told = post(officer, f"{path}/answer", text="The account is wx-100200.")
    assert told.status_code == 409
    assert "It was answered already, or nothing is asked any more." in told.text
    assert ">The account is wx-100200.</textarea>" in told.text
    empty = post(officer, f"{path}/answer", text=" ")
    assert "Write an answer, or attach a document." in empty.text
    post(officer, f"{path}/withdraw")
    assert "it can no longer be taken back" in post(officer, f"{path}/withdraw").text


@pytest.mark.parametrize(("days", "is_fresh"), [(1, True), (2, True), (3, False), (30, False)])
def test_who_enrolled_just_now_is_told_what_an_emergency_needs(
    make_app: Callable[..., FastAPI],
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    days: int,
    is_fresh: bool,
) -> None:
    enrol_demo_officer(web_records, clock() + timedelta(days=30 - days))
    app = make_app(origin=DEMO_ORIGIN, is_demo=True, services={"instruments": instruments()})
    page = as_persona(app, "officer").get("/portal").text
    assert ("on you are taken as known" in page) is is_fresh


def test_checking_sends_nothing(portal: FastAPI, web_records: SqlRecords) -> None:
    answer = send(portal, "check")
    assert answer.status_code == 200
    assert "What you will get" in answer.text
    with web_records.read() as view:
        assert view.desk.requests.newest() == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"investigation_reference": ""}, "investigation_reference"),
        ({"identifiers": "Mr Lucky Exchange"}, "identifiers"),
        ({"identifiers": "\n".join(f"wx-{n}00" for n in range(101))}, "identifiers"),
        ({"authority_kind": "civil"}, "authority_kind"),
        ({"range_from": "2020-01-01", "range_to": "2026-01-01"}, "range_to"),
        ({"range_from": "2026-02-01", "range_to": "2026-01-01"}, "range_to"),
        ({"signed_on": "yesterday"}, "signed_on"),
        ({"return_on": "2001-01-01"}, "return_on"),
        ({"classes": "foo" * 20_000}, "classes"),
        ({"instrument": "us-emergency-2702", "authority_kind": "agency"}, "why_now"),
    ],
)
def test_what_would_be_refused_is_said_at_its_field_and_not_sent(
    portal: FastAPI, web_records: SqlRecords, changed: dict[str, str], field: str
) -> None:
    answer = send(portal, **changed)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    with web_records.read() as view:
        assert view.desk.requests.newest() == ()


def test_what_the_instrument_does_not_reach_is_sent_only_knowingly(portal: FastAPI) -> None:
    asked = {"classes": ["D2", "D7"]}
    first = send(portal, **asked)
    assert first.status_code == 200
    assert "a court order or warrant that reaches it" in first.text
    assert send(portal, **asked, knowing="yes").status_code == 303


def test_a_hostile_document_is_refused_and_the_form_stays_filled(portal: FastAPI) -> None:
    client = as_persona(portal, "officer")
    token = client.get("/account").text.partition('name="csrf" content="')[2][:64]
    answer = client.post(
        "/portal/requests",
        data={**ASKED, "act": "send", "csrf_token": token},
        files={"documents": ("order.pdf", b"MZ not a pdf", "application/pdf")},
    )
    assert answer.status_code == 422
    assert 'value="NH-2026-0417"' in answer.text


def test_what_was_said_knowingly_need_not_be_said_again(portal: FastAPI) -> None:
    page = send(portal, "check", classes=["D2", "D7"], knowing="yes").text
    assert 'name="knowing" value="yes" checked' in page


def test_an_officer_sees_nobody_elses_legal_request(
    portal: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    theirs = receive_request(
        web_records,
        demo_request("us-subpoena", DataClass.PHONE),
        instruments=instruments(),
        actor=INTAKE,
        now=clock(),
    ).stored.reference
    client = as_persona(portal, "officer")
    assert client.get(f"/portal/requests/{theirs}").status_code == 404
    assert client.get(f"/portal/requests/{theirs}/package").status_code == 404
    assert post(client, f"/portal/requests/{theirs}/withdraw").status_code == 404
    assert theirs not in client.get("/portal").text


def test_an_officer_who_is_not_enrolled_is_led_to_enrolment_and_not_to_the_form(
    portal: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    withdraw_officer(web_records, "demo-officer", "gone", actor=VERIFIER, now=clock())
    answer = as_persona(portal, "officer").get("/portal/requests/new")
    assert (answer.status_code, answer.headers["location"]) == (303, "/portal")


def test_a_head_of_a_package_fetches_nothing(portal: FastAPI, web_records: SqlRecords) -> None:
    sent = send(portal).headers["location"].partition("?")[0]
    officer = as_persona(portal, "officer")
    with web_records.read() as view:
        before = view.audit.size()
    answer = officer.head(f"{sent}/package")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    with web_records.read() as view:
        assert view.audit.size() == before


def test_there_is_no_package_before_it_is_released(portal: FastAPI) -> None:
    where = send(portal).headers["location"].partition("?")[0]
    answer = as_persona(portal, "officer").get(f"{where}/package")
    assert answer.status_code == 404
    assert "There is no package yet; it can be downloaded" in answer.text
    assert "list them first" not in answer.text


def test_a_wrong_word_from_the_package_is_told_as_an_officer_reads_it(
    portal: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise GuardUnmet("acknowledge", "nonce_fits", "T21")

    where = send(portal).headers["location"].partition("?")[0]
    monkeypatch.setattr("plainsight.web.portal.requests.acknowledge_package", refuse)
    answer = post(as_persona(portal, "officer"), f"{where}/acknowledge", nonce="0" * 32)
    assert answer.status_code == 409
    assert "This is not the word from inside the package" in answer.text
    assert "T21" not in answer.text


def test_a_legal_request_is_withdrawn_by_who_sent_it(
    portal: FastAPI, web_records: SqlRecords
) -> None:
    where = send(portal).headers["location"].partition("?")[0]
    client = as_persona(portal, "officer")
    assert post(client, f"{where}/withdraw").status_code == 303
    with web_records.read() as view:
        assert view.desk.requests.newest()[0].state.production.value == "withdrawn"


def test_nobody_enrols_without_a_sponsor(
    make_app: Callable[..., FastAPI],
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    seal: Seal,
) -> None:
    ensure_personas(web_records, now=clock())
    app = make_app(origin=DEMO_ORIGIN, is_demo=True, services={"seals": seal.seals})
    with web_records.begin() as unit:
        sponsor = unit.identity.people.get("demo-sponsor")
        unit.identity.people.save(replace(sponsor, roles=(Role.SUPPORT,)), at=clock())
    answer = post(as_persona(app, "officer"), "/portal/key", recipient_key=seal.recipient)
    assert answer.status_code == 422
    assert "somebody must vouch" in answer.text


def test_who_is_vouched_for_enrols_once_with_a_key_that_works(
    make_app: Callable[..., FastAPI],
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    seal: Seal,
) -> None:
    ensure_personas(web_records, now=clock())
    app = make_app(origin=DEMO_ORIGIN, is_demo=True, services={"seals": seal.seals})
    client = as_persona(app, "officer")
    assert post(client, "/portal/key", recipient_key="age1nonsense").status_code == 422
    assert post(client, "/portal/key", recipient_key=seal.recipient).status_code == 303
    assert post(client, "/portal/key", recipient_key=seal.recipient).status_code == 422
    with web_records.read() as view:
        assert view.desk.registry.officer("demo-officer").vouched_by == "demo-sponsor"


def test_a_sponsor_vouches_for_their_own_agency_alone(portal: FastAPI) -> None:
    client = as_persona(portal, "sponsor")
    wrong = post(client, "/portal/officers", name="X", email="x@elsewhere.example")
    assert wrong.status_code == 422
    right = post(client, "/portal/officers", name="X", email="x@demo.example")
    assert "/enrol/" in right.text
    assert client.get("/portal/requests/new").status_code == 403


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("wx-100200", IdentifierKind.PLATFORM_ID, "wx-100200"),
        ("(603) 555-0142", IdentifierKind.PHONE, "+16035550142"),
        ("+86 138 0013 8000", IdentifierKind.PHONE, "+8613800138000"),
        ("A.Person@Mail.example", IdentifierKind.EMAIL, "a.person@mail.example"),
        (
            "0x00000000219ab540356cBB839Cbe05303d7705Fa",
            IdentifierKind.WALLET,
            "0x00000000219ab540356cBB839Cbe05303d7705Fa",
        ),
    ],
)
def test_an_identifier_is_read_as_what_it_is(line: str, kind: IdentifierKind, value: str) -> None:
    found = read_identifier(line, country="US")
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize("name", ["Lucky", "老王换汇", "Mr. X", "the dealer downtown"])
def test_a_display_name_identifies_nobody(name: str) -> None:
    with pytest.raises(BadValue, match="display name"):
        read_identifier(name, country="US")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_account_or_refused(text: str) -> None:
    try:
        found = read_identifiers(text, country="US")
    except BadValue:
        return  # refused with its field and mend; anything else would have come through here
    assert len(set(found)) == len(found)
    assert all(each.value.strip() == each.value for each in found)


def test_an_instrument_of_another_continent_is_not_offered(portal: FastAPI) -> None:
    page = as_persona(portal, "officer").get("/portal/requests/new").text
    assert 'value="us-subpoena"' in page
    assert 'value="eu-epoc"' not in page
