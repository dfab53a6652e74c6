"""A viewer as the use cases want one: the desk's actor in one role, or a member of staff."""

from plainsight.app.respond.stored import Actor
from plainsight.errors import NotAllowed
from plainsight.model.role import Role
from plainsight.respond.states import Role as DeskRole
from plainsight.web.identity.viewer import Viewer


def acting(viewer: Viewer, *roles: DeskRole, act: str = "") -> Actor:
    """The viewer in the first of these roles that they hold. Raises NotAllowed."""
    for role in roles:
        if Role(role.value) in viewer.roles:
            return Actor(actor_id=viewer.person_id, role=role, department=viewer.department)
    raise NotAllowed(act or "this step", tuple(Role(role.value).told for role in roles))


def any_role(viewer: Viewer) -> Actor:
    """The viewer in any role at the desk: looking is for all of them. Raises NotAllowed."""
    return acting(viewer, *DeskRole, act="looking at legal requests")
