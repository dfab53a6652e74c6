"""The demo's agency, and its officer enrolled: whoever sends a request in these tests."""

from datetime import datetime, timedelta

from plainsight.app.respond.stored import Agency, Officer
from plainsight.demo.personas import ensure_personas
from plainsight.stores.records import SqlRecords


def enrol_demo_officer(
    records: SqlRecords, now: datetime, *, recipient_key: str = "age1demo"
) -> None:
    """Store the personas, register the agency and enrol the officer."""
    ensure_personas(records, now=now)
    with records.begin() as unit:
        unit.desk.registry.put_agency(
            Agency(
                agency_id="demo-agency", name="Example Bureau", country="US",
                email_domain="demo.example", call_back_number="+1 202 555 0100",
                number_source="directory",
            )
        )  # fmt: skip
        unit.desk.registry.enrol(
            Officer(
                officer_id="demo-officer", agency_id="demo-agency", email="officer@demo.example",
                recipient_key=recipient_key, enrolled_at=now - timedelta(days=30),
                vouched_by="somebody",
            )
        )  # fmt: skip
