"""Who is known acts in the roles that they have, by whatever door they come.

A terminal takes a name as it is given. Where records know the person, what they know counts: else
the log would say that counsel granted and an approver approved where an administrator did both.
"""

from plainsight.app.ports import Reading
from plainsight.app.respond.stored import Actor
from plainsight.errors import NotAllowed, UnknownId
from plainsight.model.role import Role


def require_own_role(reading: Reading, actor: Actor, *, act: str) -> None:
    """Raise NotAllowed for a known person who may not sign in, or has not this role."""
    try:
        person = reading.identity.people.get(actor.actor_id)
    except UnknownId:  # an installation without a server knows nobody
        return
    role = Role(actor.role.value)
    if not person.is_active or role not in person.roles:
        raise NotAllowed(act, (role.told,))
