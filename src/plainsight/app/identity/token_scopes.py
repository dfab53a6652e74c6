"""What a machine's token may be for, and in which roles: a scope does nothing in any other."""

from collections.abc import Collection, Mapping

from plainsight.casework.access import Act, roles_for
from plainsight.errors import BadValue
from plainsight.model.role import DESK, Role

_MACHINES = frozenset({Role.SYSTEM})  # feeds and schedulers of the platform
_WATCHERS = _MACHINES | {Role.ADMIN}

ROLES_OF_SCOPE: Mapping[str, frozenset[Role]] = {
    "posts:write": _MACHINES,
    "transfers:write": _MACHINES,
    "posts:scan": _MACHINES,
    "addresses:screen": _MACHINES,
    "alerts:read": frozenset(roles_for(Act.SEE_QUEUE)),
    "cases:read": frozenset(roles_for(Act.SEE_CASES)),
    "requests:read": DESK,
    "requests:write": _MACHINES | {Role.INTAKE},
    "holds:read": DESK,
    "log:read": frozenset({Role.AUDITOR}),
    "webhooks:read": _WATCHERS,
    "metrics:read": _WATCHERS,
}
SCOPES = tuple(ROLES_OF_SCOPE)


def require_useful(roles: Collection[Role], scopes: Collection[str]) -> None:
    """Refuse what would be worth nothing, while who issues it can still mend it.

    Raises BadValue for a scope that is unknown, or for none of the roles; and for a role that none
    of the scopes is for.
    """
    unknown = [scope for scope in scopes if scope not in ROLES_OF_SCOPE]
    if unknown or not scopes:
        raise BadValue("scopes", unknown, f"one or more of {', '.join(SCOPES)}")
    for scope in scopes:
        if ROLES_OF_SCOPE[scope].isdisjoint(roles):
            fitting = " or ".join(role.told for role in Role if role in ROLES_OF_SCOPE[scope])
            mend = f"{_told(roles)} may not use it: add the role {fitting}, or leave it out"
            raise BadValue("scopes", scope, mend)
    for role in roles:
        if not any(role in ROLES_OF_SCOPE[scope] for scope in scopes):
            usable = [scope for scope in SCOPES if role in ROLES_OF_SCOPE[scope]]
            asked = f"add one of {', '.join(usable)}, or leave" if usable else "leave"
            mend = f"{role.told} may use none of the scopes: {asked} the role out"
            raise BadValue("roles", role.value, mend)


def _told(roles: Collection[Role]) -> str:
    return " and ".join(role.told for role in Role if role in roles)
