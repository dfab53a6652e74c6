"""Groups of roles that the table names often."""

from plainsight.model.role import Role

EVERYONE: frozenset[Role] | None = None  # signed in or not
SIGNED_IN = frozenset(Role) - {Role.SYSTEM}
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
CONSOLE = REVIEW | DESK
OFFICERS = frozenset({Role.REQUESTER, Role.REQUESTER_SUPERVISOR})
OVERSIGHT = frozenset({Role.AUDITOR})
OPERATORS = frozenset({Role.ADMIN})
INTAKE = frozenset({Role.INTAKE, Role.SYSTEM})
LETTER_OPENERS = frozenset({Role.INTAKE})  # of paper, which a machine does not read
MACHINES = frozenset({Role.SYSTEM})  # feeds and schedulers of the platform, by token
REQUESTERS = frozenset({Role.REQUESTER})
SPONSORS = frozenset({Role.REQUESTER_SUPERVISOR})  # they vouch for their agency's officers
DOCUMENT_READERS = frozenset({Role.VERIFIER, Role.COUNSEL, Role.APPROVER})
REGISTRARS = frozenset({Role.INTAKE, Role.VERIFIER})  # of agencies, for the desk
