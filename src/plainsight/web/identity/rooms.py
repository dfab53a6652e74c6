"""The rooms of a person: where a sign-in leads, and what every page leads back to."""

from collections.abc import Collection

from plainsight.model.role import Role
from plainsight.web.identity.roles import CONSOLE, OFFICERS, OPERATORS

# First page of each room, its name as the catalogues know it, and whose it is; home comes first.
_ROOMS = (
    ("/portal", "Law enforcement", OFFICERS),
    ("/people", "People", OPERATORS),
    ("/console", "Console", CONSOLE),
)


def rooms_of(roles: Collection[Role]) -> tuple[tuple[str, str], ...]:
    """First page and name of each room that somebody of these roles works in."""
    return tuple((path, name) for path, name, whose in _ROOMS if not whose.isdisjoint(roles))


def home_of(roles: Collection[Role]) -> str:
    """The first page of somebody of these roles; the public one where no room is theirs."""
    return next((path for path, _ in rooms_of(roles)), "/")
