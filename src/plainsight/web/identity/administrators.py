"""Who administers and can sign in: one of them confirms what another drew or issued."""

from collections.abc import Iterable

from plainsight.app.identity.stored import Passkey, Person
from plainsight.model.role import Role


def administrators(people: Iterable[Person], passkeys: Iterable[Passkey]) -> frozenset[str]:
    """The ids of those who could be asked; `passkeys` are the standing ones."""
    enrolled = {each.person_id for each in passkeys}
    return frozenset(
        each.person_id
        for each in people
        if each.is_active
        and Role.ADMIN in each.roles
        and (each.subject is not None or each.person_id in enrolled)
    )
