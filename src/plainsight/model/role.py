"""Who works here: every role of the house, and a person who carries some of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plainsight.errors import BadValue


class Role(StrEnum):
    """One duty. The roles of the response desk keep the codes of `plainsight.respond.states`.

    Database and platform administrators have none of them: they see no case.
    """

    REQUESTER = "REQ"  # an officer, through the portal
    REQUESTER_SUPERVISOR = "REQ_SUP"  # oversight contact of the officer's agency
    INTAKE = "INT"
    VERIFIER = "VER"
    COUNSEL = "CNL"
    COLLECTOR = "COL"
    QUALITY = "QA"  # checks what was collected before it is packaged
    APPROVER = "APR"
    HOLD_CUSTODIAN = "HLD"
    CROSS_BORDER = "XB"
    PROTECTION_OFFICER = "DPO"
    AUDITOR = "AUD"  # reads the audit log and its numbers, no personal data
    SYSTEM = "SYS"  # the scheduler
    ANALYST = "ANL"
    SENIOR_ANALYST = "SNR"  # second looks, assignment, approvals
    REVIEW_QUALITY = "RQA"  # golden items, agreement, reviewer drift
    FILING_OFFICER = "FIL"  # approves and files reports
    ADMIN = "ADM"  # people, caps, settings; sees no case
    SUPPORT = "SUP"  # answers users; sees restrictions and appeals, never a report

    @property
    def told(self) -> str:
        """The duty in the words of the pages, with the code that commands take: counsel (CNL)."""
        words = _WORDS.get(self.value, self.name.lower().replace("_", " "))
        return f"{words} ({self.value})"


# Where the pages say it otherwise than the name above: a test holds all of them to the pages.
_WORDS = {
    "REQ": "officer",
    "REQ_SUP": "agency sponsor",
    "XB": "cross-border",
    "DPO": "data protection",
    "SYS": "the software",
    "ADM": "administrator",
}

# Who reviews alerts and works on cases, and who answers legal requests.
CASEWORK = frozenset({Role.ANALYST, Role.SENIOR_ANALYST, Role.FILING_OFFICER})
REVIEW = CASEWORK | {Role.REVIEW_QUALITY}
DESK = frozenset(
    {
        Role.INTAKE,
        Role.VERIFIER,
        Role.COUNSEL,
        Role.COLLECTOR,
        Role.QUALITY,
        Role.APPROVER,
        Role.HOLD_CUSTODIAN,
        Role.CROSS_BORDER,
        Role.PROTECTION_OFFICER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A person who is signed in, with the roles that were given to them."""

    staff_id: str
    roles: frozenset[Role]
    department: str = ""

    def __post_init__(self) -> None:
        if not self.staff_id:
            raise BadValue("staff_id", self.staff_id, "name the person")

    def has_any(self, roles: Iterable[Role]) -> bool:
        """Does the person carry at least one of them?"""
        return not self.roles.isdisjoint(roles)


def make_staff(staff_id: str, *roles: Role) -> Staff:
    """A person with these roles."""
    return Staff(staff_id=staff_id, roles=frozenset(roles))
