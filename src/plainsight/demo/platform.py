"""What stands on the demo's platform before anybody asks."""

from datetime import timedelta

from plainsight.app.respond.stored import Officer
from plainsight.demo.accounts import ACCOUNT, PRESERVED, add_person
from plainsight.demo.agency import AGENCY, OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.model.fact import AuditTag, Fact


def prepare_platform(desk: DemoDesk) -> None:
    """An agency, an enrolled officer, and one account with a life on the platform."""
    then = desk.started_at - timedelta(days=40)
    with desk.records.begin() as unit:
        unit.desk.registry.put_agency(AGENCY)
        unit.desk.registry.enrol(
            Officer(
                officer_id=OFFICER_ID,
                agency_id=AGENCY.agency_id,
                email="a.reyes@doj.example.gov",
                recipient_key=desk.recipient_key,
                enrolled_at=then,
                vouched_by="agency administrator",
            )
        )
        unit.record(
            Fact(
                tag=AuditTag.OFFICER_ENROLLED,
                subject=AGENCY.agency_id,
                at=then,
                personal={"officer_id": OFFICER_ID},
            )
        )
        for account_id in dict.fromkeys((ACCOUNT, PRESERVED, desk.sought)):
            add_person(unit.desk.directory, account_id, at=desk.started_at - timedelta(days=10))
