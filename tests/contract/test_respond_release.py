"""A package leaves to its own officer alone, by hands that did nothing else on it."""

from dataclasses import replace

import pytest
from tests.contract.test_respond_invariants import HOUR, ready
from tests.strategies.respond import NOON

from plainsight.app.respond.desk_stored import BuiltPackage
from plainsight.app.respond.disclose import package_disclosure
from plainsight.app.respond.release_package import release_package
from plainsight.app.respond.settle_request import send_notice
from plainsight.app.respond.stored import Actor, Agency, Officer
from plainsight.demo.agency import AGENCY, OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.staff import COLLECTOR, COUNSEL, INTAKE, QUALITY, VERIFIER
from plainsight.errors import GuardUnmet, SamePerson, WrongRecipient
from plainsight.respond.states import Role


def test_an_officer_of_another_agency_gets_no_package(desk: DemoDesk) -> None:
    request_id = ready(desk)
    with desk.records.begin() as unit:
        unit.desk.registry.put_agency(
            Agency(
                agency_id="other", name="Other", country="US", email_domain="other.example",
                call_back_number="1", number_source="book",
            )
        )  # fmt: skip
        unit.desk.registry.enrol(
            Officer(
                officer_id="mallory", agency_id="other", email="m@other.example",
                recipient_key=desk.recipient_key, enrolled_at=NOON,
            )
        )  # fmt: skip
    with pytest.raises(WrongRecipient):
        package_disclosure(
            desk.records, request_id, instruments=desk.instruments, officer_id="mallory",
            seals=desk.seals, now=NOON + HOUR,
        )  # fmt: skip


def test_a_colleague_enrolled_for_the_occasion_gets_no_package(desk: DemoDesk) -> None:
    request_id = ready(desk)
    packaged_at = NOON + HOUR
    for officer_id, hours in (("officer-new", 71), ("officer-known", 72)):
        with desk.records.begin() as unit:
            unit.desk.registry.enrol(
                Officer(
                    officer_id=officer_id, agency_id=AGENCY.agency_id,
                    email=f"{officer_id}@doj.example.gov", recipient_key=desk.recipient_key,
                    enrolled_at=packaged_at - hours * HOUR,
                )
            )  # fmt: skip

    def package(officer_id: str) -> BuiltPackage:
        return package_disclosure(
            desk.records, request_id, instruments=desk.instruments, officer_id=officer_id,
            seals=desk.seals, now=packaged_at,
        )  # fmt: skip

    with pytest.raises(GuardUnmet, match="72 hours"):
        package("officer-new")
    assert package("officer-known").officer_id == "officer-known"


@pytest.mark.parametrize("greedy", [INTAKE, VERIFIER, COUNSEL, COLLECTOR, QUALITY])
def test_whoever_has_another_duty_does_not_release(desk: DemoDesk, greedy: Actor) -> None:
    request_id = ready(desk)
    package_disclosure(
        desk.records, request_id, instruments=desk.instruments, officer_id=OFFICER_ID,
        seals=desk.seals, now=NOON + HOUR,
    )  # fmt: skip
    send_notice(
        desk.records, request_id, instruments=desk.instruments, actor=INTAKE, now=NOON + HOUR
    )
    with pytest.raises(SamePerson, match=f"release .* {greedy.actor_id} did"):
        release_package(
            desk.records, request_id, actor=replace(greedy, role=Role.APPROVER), now=NOON + HOUR
        )
