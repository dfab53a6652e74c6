"""Groups of roles that the table names often."""

from plainsight.model.role import DESK, REVIEW, Role

EVERYONE: frozenset[Role] | None = None  # signed in or not
SIGNED_IN = frozenset(Role) - {Role.SYSTEM}
CONSOLE = REVIEW | DESK
OFFICERS = frozenset({Role.REQUESTER, Role.REQUESTER_SUPERVISOR})
OPERATORS = frozenset({Role.ADMIN})
LETTER_OPENERS = frozenset({Role.INTAKE})  # of paper, which a machine does not read
REQUESTERS = frozenset({Role.REQUESTER})
SPONSORS = frozenset({Role.REQUESTER_SUPERVISOR})  # they vouch for their agency's officers
DOCUMENT_READERS = frozenset({Role.VERIFIER, Role.COUNSEL, Role.APPROVER})
REGISTRARS = frozenset({Role.INTAKE, Role.VERIFIER})  # of agencies, for the desk
