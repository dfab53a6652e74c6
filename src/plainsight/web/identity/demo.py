"""The demo's personas: anybody is let in as any of them, on this machine alone."""

from plainsight.errors import NotLocal
from plainsight.model.role import Role
from plainsight.web.identity.viewer import Viewer

LOCAL = "127.0.0.1"
BANNER = "DEMO: no sign-in, invented data, this machine only"


def _persona(key: str, name: str, *roles: Role, department: str = "", agency: str = "") -> Viewer:
    return Viewer(
        person_id=f"demo-{key}",
        name=name,
        roles=frozenset(roles),
        department=department,
        agency_id=agency,
    )


PERSONAS = {
    "analyst": _persona("analyst", "Ana Analyst", Role.ANALYST, department="review"),
    "second-analyst": _persona(
        "second-analyst",
        "Sam Second",
        Role.SENIOR_ANALYST,
        Role.FILING_OFFICER,
        Role.REVIEW_QUALITY,
        department="review",
    ),
    "desk": _persona(
        "desk",
        "Dana Desk",
        Role.INTAKE,
        Role.COLLECTOR,
        Role.HOLD_CUSTODIAN,
        Role.CROSS_BORDER,
        department="response",
    ),
    "second-desk": _persona(
        "second-desk", "Vic Verifier", Role.VERIFIER, Role.QUALITY, department="response"
    ),
    "desk-lead": _persona("desk-lead", "Lee Lead", Role.COUNSEL, Role.APPROVER, department="legal"),
    "second-lead": _persona(
        "second-lead",
        "Pat Protection",
        Role.APPROVER,
        Role.PROTECTION_OFFICER,
        department="privacy",
    ),
    "officer": _persona("officer", "Olu Officer", Role.REQUESTER, agency="demo-agency"),
    "overseer": _persona("overseer", "Oda Overseer", Role.AUDITOR),
    "operator": _persona("operator", "Ope Operator", Role.ADMIN),
}


def require_local(address: str) -> None:
    """Raise NotLocal for any address but this machine's own."""
    if address != LOCAL:
        raise NotLocal(address)
