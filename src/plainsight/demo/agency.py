"""Who asks in the demo: an agency, its officer, and the supervisor who answers a call back."""

from plainsight.app.respond.stored import Agency

AGENCY = Agency(
    agency_id="us-nh-doj",
    name="Example State Department of Justice",
    country="US",
    email_domain="doj.example.gov",
    call_back_number="+1 603 555 0100",
    number_source="state directory, printed edition",
)
OFFICER_ID = "officer-reyes"
SUPERVISOR = "Lieutenant M. Dorsey"
