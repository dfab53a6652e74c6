"""Who acts in the demo: the desk of the platform, and those who review and file."""

from plainsight.app.respond.stored import Actor
from plainsight.model.role import Role as StaffRole
from plainsight.model.role import make_staff
from plainsight.respond.states import Role

INTAKE = Actor(actor_id="staff-ines", role=Role.INTAKE, department="intake")
VERIFIER = Actor(actor_id="staff-victor", role=Role.VERIFIER, department="verification")
COUNSEL = Actor(actor_id="staff-clara", role=Role.COUNSEL, department="legal")
COLLECTOR = Actor(actor_id="staff-cole", role=Role.COLLECTOR, department="records")
QUALITY = Actor(actor_id="staff-quinn", role=Role.QUALITY, department="records")
APPROVER = Actor(actor_id="staff-ada", role=Role.APPROVER, department="legal")
SECOND_APPROVER = Actor(actor_id="staff-paul", role=Role.APPROVER, department="safety")
CUSTODIAN = Actor(actor_id="staff-holly", role=Role.HOLD_CUSTODIAN, department="records")

ANALYST = make_staff("demo-analyst", StaffRole.ANALYST)
FILING_OFFICER = make_staff("demo-second-analyst", StaffRole.FILING_OFFICER)
