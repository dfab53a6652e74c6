"""The registry: who revised an agency's number stands in the log, and what cannot be is refused."""

from dataclasses import replace
from typing import Any

import pytest
from tests.strategies.respond import NOON

from plainsight.app.respond.enrol_officer import enrol_officer, register_agency
from plainsight.app.respond.stored import Officer
from plainsight.demo.agency import AGENCY
from plainsight.demo.staff import INTAKE, VERIFIER
from plainsight.errors import BadValue
from plainsight.keys.seal_age import create_identity
from plainsight.keys.seal_any import AnySealer
from plainsight.prove.entry import parse_entry
from plainsight.stores.records import SqlRecords


def test_a_revised_number_leaves_both_numbers_and_their_giver_in_the_log(
    records: SqlRecords,
) -> None:
    first = register_agency(records, AGENCY, actor=INTAKE, now=NOON)
    other = replace(AGENCY, call_back_number="+1 603 555 0999")
    second = register_agency(records, other, actor=VERIFIER, now=NOON)
    assert (first.is_revision, second.is_revision) == (False, True)
    assert second.changed == ("call_back_number",)
    with records.read() as view:
        entries = [parse_entry(each.canonical) for each in view.audit.entries()]
        kept = {each.name: each.value for each in view.audit.openings(entries[-1].index)}
        log = b"".join(each.canonical for each in view.audit.entries())
    assert entries[-1].body["is_revision"] is True
    assert entries[-1].body["changed"] == ["call_back_number"]
    assert kept["call_back_number_before"] == AGENCY.call_back_number
    assert kept["call_back_number"] == "+1 603 555 0999"
    assert kept["actor_id"] == VERIFIER.actor_id
    for number in (AGENCY.call_back_number, "+1 603 555 0999"):  # I12
        assert number.encode() not in log
        assert number[1:].replace(" ", "").encode() not in log


def test_a_mark_of_compromise_stays_until_it_is_lifted_expressly(records: SqlRecords) -> None:
    marked = replace(AGENCY, is_compromised=True)
    register_agency(records, marked, actor=INTAKE, now=NOON)
    assert register_agency(records, AGENCY, actor=INTAKE, now=NOON).agency.is_compromised
    lifted = register_agency(records, AGENCY, actor=INTAKE, now=NOON, lifts_mark=True)
    assert lifted.changed == ("is_compromised",)
    with records.read() as view:
        found = view.desk.registry.agency(AGENCY.agency_id)
    assert found is not None
    assert not found.is_compromised


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "USA"), ("country", ""), ("email_domain", "@@"), ("email_domain", "gov"),
        ("email_domain", "a b.example"), ("call_back_number", "x"), ("call_back_number", "+1 1"),
        ("number_source", "\u200b"), ("name", " "), ("agency_id", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field(
    records: SqlRecords, field: str, value: str
) -> None:
    wrong: dict[str, Any] = {field: value}
    with pytest.raises(BadValue, match=field):
        register_agency(records, replace(AGENCY, **wrong), actor=INTAKE, now=NOON)


def test_country_and_domain_are_kept_in_one_spelling(records: SqlRecords) -> None:
    typed = replace(AGENCY, country="us", email_domain=" DOJ.Example.GOV")
    found = register_agency(records, typed, actor=INTAKE, now=NOON).agency
    assert (found.country, found.email_domain) == ("US", "doj.example.gov")


def test_an_officer_is_enrolled_once_by_id_and_by_address(records: SqlRecords) -> None:
    register_agency(records, AGENCY, actor=INTAKE, now=NOON)
    _, recipient = create_identity()
    first = Officer(
        officer_id="o-1", agency_id=AGENCY.agency_id, email="o@doj.example.gov",
        recipient_key=recipient, enrolled_at=NOON, vouched_by="D. Admin",
    )  # fmt: skip

    def enrol(**changed: Any) -> None:
        officer = replace(first, **changed)
        enrol_officer(records, officer, sealer=AnySealer(), actor=INTAKE, now=NOON)

    enrol()
    with pytest.raises(BadValue, match="this address"):
        enrol(officer_id="o-2", email="O@doj.example.gov")
    with pytest.raises(BadValue, match="choose another id"):
        enrol(email="p@doj.example.gov")
    with pytest.raises(BadValue, match="officer_id"):
        enrol(officer_id="\u200b", email="q@doj.example.gov")
    with records.read() as view:
        assert view.desk.registry.officers(AGENCY.agency_id) == (first,)
