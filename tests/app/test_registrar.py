"""Who put an agency's number or domain into the registry does not verify who asks by them."""

from dataclasses import replace

import pytest
from tests.strategies.respond import NOON

from plainsight.app.respond.enrol_officer import register_agency
from plainsight.app.respond.registrar import require_other_registrar
from plainsight.app.respond.stored import Actor
from plainsight.demo.agency import AGENCY
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import INTAKE, VERIFIER
from plainsight.errors import SamePerson
from plainsight.respond.states import Role
from plainsight.stores.records import SqlRecords

ASKED = demo_request("us-subpoena")
OTHER = Actor(actor_id="staff-other", role=Role.INTAKE)


def may_verify(records: SqlRecords, actor: Actor) -> bool:
    with records.read() as view:
        try:
            require_other_registrar(view, ASKED, actor_id=actor.actor_id)
        except SamePerson:
            return False
    return True


def test_who_registered_the_agency_does_not_verify_and_everybody_else_may(
    records: SqlRecords,
) -> None:
    assert may_verify(records, VERIFIER), "nobody knows who stored what was never registered"
    register_agency(records, AGENCY, actor=INTAKE, now=NOON)
    assert not may_verify(records, INTAKE)
    assert may_verify(records, VERIFIER)


@pytest.mark.parametrize(
    ("changed", "is_judged_by"),
    [
        ({"call_back_number": "+1 603 555 0999"}, True),
        ({"email_domain": "law.example.gov"}, True),
        ({"name": "Another name", "number_source": "another directory"}, False),
    ],
)
def test_who_changed_the_number_or_the_domain_does_not_verify(
    records: SqlRecords, changed: dict[str, str], is_judged_by: bool
) -> None:
    register_agency(records, AGENCY, actor=INTAKE, now=NOON)
    register_agency(records, replace(AGENCY, **changed), actor=VERIFIER, now=NOON)  # type: ignore[arg-type]
    assert may_verify(records, VERIFIER) is not is_judged_by


def test_what_all_was_replaced_by_others_frees_who_gave_it_first(records: SqlRecords) -> None:
    register_agency(records, AGENCY, actor=INTAKE, now=NOON)
    numbered = replace(AGENCY, call_back_number="+1 603 555 0999")
    register_agency(records, numbered, actor=VERIFIER, now=NOON)
    assert not may_verify(records, INTAKE), "the domain is still theirs"
    moved = replace(numbered, email_domain="law.example.gov")
    register_agency(records, moved, actor=OTHER, now=NOON)
    assert may_verify(records, INTAKE)
    assert not may_verify(records, VERIFIER)
    assert not may_verify(records, OTHER)
