"""Whose an account is, is told whatever period was asked about: its date is the last change's."""

from datetime import timedelta

from tests.strategies.respond import NOON

from plainsight.app.respond.stored import DirectoryRecord
from plainsight.demo.accounts import add_person, reached_at
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import GrantedClass, Scope
from plainsight.respond.legal_request import Identifier, IdentifierKind
from plainsight.stores.records import SqlRecords

ACCOUNT = "wx-00001"
DAY = timedelta(days=1)


def phones(records: SqlRecords, *, days_before: int) -> list[object]:
    """The phones that a scope gives whose period ended so many days ago."""
    scope = Scope(
        identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value=ACCOUNT),),
        classes=(GrantedClass(data_class=DataClass.PHONE, fields=("phone",)),),
        range_from=NOON - 400 * DAY,
        range_to=NOON - days_before * DAY,
    )
    with records.begin() as unit:
        return [each.fields["phone"] for each in unit.desk.directory.collect(scope)]


def person(records: SqlRecords) -> str:
    with records.begin() as unit:
        add_person(unit.desk.directory, ACCOUNT, at=NOON - 10 * DAY)
    return reached_at(ACCOUNT)[0]


def test_a_profile_changed_after_the_period_is_given_as_it_stands(records: SqlRecords) -> None:
    phone = person(records)
    assert phones(records, days_before=100) == [phone]


def test_a_profile_that_stood_in_the_period_is_given_as_it_stood(records: SqlRecords) -> None:
    phone = person(records)
    later = DirectoryRecord(
        record_number=0,
        account_id=ACCOUNT,
        data_class=DataClass.PHONE,
        at=NOON - DAY,
        fields={"phone": "+16035550199"},
    )
    with records.begin() as unit:
        unit.desk.directory.add_records([later])
    assert phones(records, days_before=5) == [phone]
    assert phones(records, days_before=0) == [phone, "+16035550199"]
    assert phones(records, days_before=100) == [phone]
