"""Whom the records know works alerts and cases in their own roles; a stranger by their word."""

import pytest
from tests.strategies.respond import NOON

from plainsight.app.identity.stored import Person
from plainsight.cli.staff_options import known
from plainsight.errors import BadValue
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords


def know(records: SqlRecords, *roles: Role, is_active: bool = True) -> None:
    with records.begin() as unit:
        unit.identity.people.add(
            Person(
                person_id="sam", name="Sam", email="sam@x.example", roles=roles,
                department="safety", agency_id="", created_at=NOON, is_active=is_active,
            )
        )  # fmt: skip


def test_a_stranger_is_an_analyst_or_what_they_say(records: SqlRecords) -> None:
    assert known(records, "sam", None).roles == {Role.ANALYST}
    assert known(records, "sam", [Role.FILING_OFFICER]).roles == {Role.FILING_OFFICER}


def test_a_known_person_needs_to_name_no_role(records: SqlRecords) -> None:
    know(records, Role.FILING_OFFICER, Role.REVIEW_QUALITY)
    staff = known(records, "sam", None)
    assert staff.roles == {Role.FILING_OFFICER, Role.REVIEW_QUALITY}
    assert staff.department == "safety"
    assert known(records, "sam", [Role.FILING_OFFICER]).roles == {Role.FILING_OFFICER}


def test_a_known_person_takes_no_role_that_they_have_not(records: SqlRecords) -> None:
    know(records, Role.SUPPORT)
    with pytest.raises(BadValue, match="sam is support"):
        known(records, "sam", [Role.ANALYST])
    assert known(records, "sam", None).roles == {Role.SUPPORT}


def test_who_was_put_out_does_nothing(records: SqlRecords) -> None:
    know(records, Role.ANALYST, is_active=False)
    with pytest.raises(BadValue, match="may not sign in any more"):
        known(records, "sam", None)
