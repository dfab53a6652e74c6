"""Who leaves an agency, or is put out, is sealed nothing and sends nothing from that moment."""

from collections.abc import Callable
from datetime import datetime

import pytest
from fastapi import FastAPI
from tests.strategies.respond import Seal, instruments, make_seal
from tests.web.browsing import DEMO_ORIGIN, as_persona, post
from tests.web.demo_agency import enrol_demo_officer

from plainsight.app.identity.invite_person import change_person
from plainsight.app.respond.change_officer import withdraw_officer
from plainsight.demo.staff import INTAKE
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture
def portal(
    make_app: Callable[..., FastAPI],
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    seal: Seal,
) -> FastAPI:
    enrol_demo_officer(web_records, clock(), recipient_key=seal.recipient)
    given_ = {"instruments": instruments(), "seals": seal.seals, "signer": seal.seals.signer}
    return make_app(origin=DEMO_ORIGIN, is_demo=True, services=given_)


def withdrawn(records: SqlRecords) -> bool:
    with records.read() as view:
        return view.desk.registry.officer("demo-officer").withdrawn_at is not None


def test_a_sponsor_says_who_has_left_and_it_holds_at_once(
    portal: FastAPI, web_records: SqlRecords
) -> None:
    officer = as_persona(portal, "officer")
    sponsor = as_persona(portal, "sponsor")
    left = "/portal/officers/demo-officer/left"
    page = sponsor.get("/portal/officers").text
    asked = page.partition("<summary>Has left</summary>")[2].partition("</details>")[0]
    assert "You cannot take it back" in asked, "it is asked twice, and says what it does"
    assert f'action="{left}"' in asked
    assert page.count(left) == 1
    assert "Yes, Olu Officer has left" in asked
    assert post(sponsor, left).status_code == 303
    assert withdrawn(web_records)
    assert officer.get("/portal", follow_redirects=False).status_code != 200
    page = sponsor.get("/portal/officers").text
    assert "withdrawn on" in page
    assert "may sign in no more" in page
    assert left not in page
    assert post(sponsor, left).status_code == 422
    with web_records.read() as view:
        tags = [entry.tag for entry in view.audit.about("demo-agency")]
    assert tags.count("officer:withdrawn") == 1


def test_a_sponsor_puts_out_no_other_sponsor_and_nobody_of_another_house(portal: FastAPI) -> None:
    sponsor = as_persona(portal, "sponsor")
    for other in ("demo-sponsor", "demo-analyst", "nobody"):
        assert post(sponsor, f"/portal/officers/{other}/left").status_code == 404


def test_an_officer_whom_an_administrator_lets_in_no_more_is_withdrawn_with_it(
    portal: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    change_person(
        web_records, "demo-officer", roles=[Role.REQUESTER], is_active=True, by="ope", now=clock()
    )
    assert not withdrawn(web_records)
    change_person(
        web_records, "demo-officer", roles=[Role.REQUESTER], is_active=False, by="ope", now=clock()
    )
    assert withdrawn(web_records)


def test_an_officer_with_another_role_is_an_enrolled_officer_no_more(
    portal: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    change_person(
        web_records, "demo-officer", roles=[Role.REQUESTER_SUPERVISOR], is_active=True, by="ope",
        now=clock(),
    )  # fmt: skip
    assert withdrawn(web_records)


def test_the_desk_sees_who_of_an_agency_is_enrolled_and_who_was_withdrawn(
    portal: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    desk = as_persona(portal, "desk")
    assert "officer@demo.example · enrolled on" in desk.get("/console/agencies").text
    withdraw_officer(web_records, "demo-officer", "left", actor=INTAKE, now=clock())
    assert "officer@demo.example · withdrawn on" in desk.get("/console/agencies").text


def test_a_withdrawn_officer_is_told_so_and_sends_nothing(
    portal: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    withdraw_officer(web_records, "demo-officer", "key stolen", actor=INTAKE, now=clock())
    officer = as_persona(portal, "officer")
    page = officer.get("/portal").text
    assert "Your enrolment was withdrawn on" in page
    assert "/portal/requests/new" not in page
    assert post(officer, "/portal/requests", act="check").status_code != 200
