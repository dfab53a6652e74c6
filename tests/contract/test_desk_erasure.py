"""A case that holds nothing more is erased: its own secrets go, its proofs and all others stay."""

import pytest
from tests.contract.intact import assert_intact
from tests.contract.test_desk_steps import DAY, HOUR, OFFICER, asked
from tests.strategies.respond import NOON, erase_one

from plainsight.app.casework.erase_case import erase_case
from plainsight.app.respond.approve_scope import refuse_request
from plainsight.app.respond.contest_request import withdraw_request
from plainsight.app.respond.oversee_agency import agency_digest
from plainsight.app.respond.settle_request import close_request
from plainsight.demo.accounts import ACCOUNT
from plainsight.demo.agency import AGENCY
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import COUNSEL, INTAKE
from plainsight.errors import GuardUnmet
from plainsight.respond.data_class import DataClass
from plainsight.respond.reason import Reason
from plainsight.respond.states import Production


def test_only_a_closed_case_that_holds_nothing_is_erased_and_its_proofs_stay(
    desk: DemoDesk,
) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE, account_id="wx-unknown")
    request_id = asked(desk, request)
    with pytest.raises(GuardUnmet, match="closed case"):
        erase_case(desk.records, request_id, actor=COUNSEL, now=NOON)
    refuse_request(desk.records, request_id, [Reason.OVERBROAD], actor=COUNSEL, now=NOON + HOUR)
    close_request(desk.records, request_id, actor=INTAKE, now=NOON + HOUR)
    with desk.records.read() as view:
        size, root = view.audit.size(), view.audit.root()
    assert erase_case(desk.records, request_id, actor=COUNSEL, now=NOON + DAY) > 0
    with desk.records.read() as view:
        assert view.audit.root(size=size) == root
        assert_intact(view)
        left = view.desk.requests.get(request_id)
        assert left.is_erased
        assert "wx-unknown" not in repr(left.request)
        assert left.request.requester.name == "erased"
        assert view.desk.statements.of_request(request_id) == ()
    with pytest.raises(GuardUnmet, match="a case that was not erased"):
        withdraw_request(
            desk.records, request_id, authenticated_by="passkey", actor=OFFICER, now=NOON + DAY
        )


def test_erasing_a_case_closes_its_own_openings_and_no_other_cases(desk: DemoDesk) -> None:
    living = asked(desk, demo_request("us-subpoena", DataClass.PHONE, account_id=ACCOUNT))
    address = demo_request("us-subpoena").requester.email

    def opened_for(subjects: set[str]) -> tuple[int, int]:
        with desk.records.read() as view:
            about = {entry.index for each in subjects for entry in view.audit.about(each)}
            return (
                sum(each.index in about for each in view.audit.opened_by(ACCOUNT)),
                sum(each.index in about for each in view.audit.opened_by(address)),
            )

    with desk.records.read() as view:
        lives = {living, *(hold.hold_id for hold in view.desk.holds.of_request(living))}
    before = opened_for(lives)
    assert min(before) > 0
    erased = erase_one(desk.records, account_id=ACCOUNT)
    assert opened_for(lives) == before
    with desk.records.read() as view:
        gone = {erased, *(hold.hold_id for hold in view.desk.holds.of_request(erased))}
        assert len(gone) == 2
        moved = view.audit.about(erased, tag="request:moved")
        assert all(view.audit.openings(each.index) for each in moved)  # who acted stays
    assert opened_for(gone) == (0, 0)


def test_an_erased_case_stands_in_every_list_and_hides_no_other(desk: DemoDesk) -> None:
    erased, living = erase_one(desk.records), asked(desk)
    with desk.records.read() as view:
        found = view.desk.requests.newest(count_max=10)
        assert [each.request_id for each in found] == [living, erased]
        period = {"since": NOON - DAY, "until": NOON + DAY}
        of_agency = view.desk.reports.of_agency(AGENCY.agency_id, **period)
        assert {each.request_id for each in of_agency} == {erased, living}
        closed = view.desk.requests.awaiting([Production.CLOSED])
        assert [each.is_erased for each in closed] == [True]
    digest = agency_digest(desk.records, AGENCY.agency_id, **period, now=NOON + DAY)
    assert [line.outcome for line in digest.lines] == ["closed", "triage"]
