"""The registry's form: what is refused changes nothing, and a correction needs no sponsor."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.browsing import as_persona, post

from plainsight.demo.agency import AGENCY
from plainsight.model.fact import AuditTag
from plainsight.stores.records import SqlRecords

ASKED = {
    "agency_id": AGENCY.agency_id,
    "name": AGENCY.name,
    "country": "us",
    "email_domain": AGENCY.email_domain,
    "call_back_number": "+1 603 555 0999",
    "number_source": "another directory",
    "sponsor_name": "S. Sponsor",
    "sponsor_email": f"s@{AGENCY.email_domain}",
}


def send(app: FastAPI, **changed: str) -> Any:
    return post(as_persona(app, "desk"), "/console/agencies", **{**ASKED, **changed})


def kept(records: SqlRecords) -> tuple[str, int]:
    """The number that stands there, and how many entries say that it was put there."""
    with records.read() as view:
        agency = view.desk.registry.agency(AGENCY.agency_id)
        entries = list(view.audit.about(AGENCY.agency_id, tag=AuditTag.AGENCY_REGISTERED.value))
    return "" if agency is None else agency.call_back_number, len(entries)


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(
    "wrong",
    [
        {"sponsor_name": ""},
        {"sponsor_email": "s@elsewhere.example"},
        {"sponsor_email": f"@{AGENCY.email_domain}"},
        {"country": "USA"},
        {"email_domain": "s.example.gov", "sponsor_email": ""},
    ],
)
def test_what_was_not_done_changed_nothing(
    house: FastAPI, web_records: SqlRecords, wrong: dict[str, str], is_known: bool
) -> None:
    if is_known:
        with web_records.begin() as unit:
            unit.desk.registry.put_agency(AGENCY)
    before = kept(web_records)
    answer = send(house, **wrong)
    assert answer.status_code == 422
    assert "This was not done" in answer.text
    assert kept(web_records) == before


def test_an_address_that_has_an_account_already_changes_no_number(
    house: FastAPI, web_records: SqlRecords
) -> None:
    assert send(house, call_back_number=AGENCY.call_back_number).status_code == 200
    before = kept(web_records)
    assert send(house).status_code == 422
    assert kept(web_records) == before


def test_a_known_agency_is_corrected_without_a_sponsor_and_a_new_one_is_not(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], Any]
) -> None:
    nobody = {"sponsor_name": "", "sponsor_email": ""}
    assert send(house, **nobody).status_code == 422
    with web_records.begin() as unit:
        unit.desk.registry.put_agency(replace(AGENCY, name="Before"))
    answer = send(house, **nobody)
    assert answer.status_code == 200
    assert "stood in the registry before and is revised" in answer.text
    assert kept(web_records) == ("+1 603 555 0999", 1)
    assert 'id="link"' not in answer.text
