"""Who is known acts in no role but their own, and not at all once put out."""

import pytest
from tests.strategies.respond import NOON

from plainsight.app.identity.stored import Person
from plainsight.app.respond.known_person import require_own_role
from plainsight.app.respond.stored import Actor
from plainsight.errors import NotAllowed
from plainsight.model.role import Role
from plainsight.respond.states import Role as DeskRole
from plainsight.stores.records import SqlRecords


def know(records: SqlRecords, *roles: Role, is_active: bool = True) -> None:
    with records.begin() as unit:
        unit.identity.people.add(
            Person(
                person_id="olu", name="Olu", email="olu@x.example", roles=tuple(roles),
                department="", agency_id="", created_at=NOON, is_active=is_active,
            )
        )  # fmt: skip


def may_act(records: SqlRecords, role: DeskRole) -> bool:
    with records.read() as view:
        try:
            require_own_role(view, Actor(actor_id="olu", role=role), act="approve")
        except NotAllowed:
            return False
    return True


def test_whom_nobody_knows_is_taken_by_their_word(records: SqlRecords) -> None:
    assert may_act(records, DeskRole.APPROVER)


def test_a_known_person_acts_in_their_own_roles_alone(records: SqlRecords) -> None:
    know(records, Role.COUNSEL, Role.INTAKE)
    assert may_act(records, DeskRole.COUNSEL)
    assert may_act(records, DeskRole.INTAKE)
    assert not may_act(records, DeskRole.APPROVER)


@pytest.mark.parametrize("role", [DeskRole.REQUESTER, DeskRole.APPROVER])
def test_who_was_put_out_does_not_act(records: SqlRecords, role: DeskRole) -> None:
    know(records, Role(role.value), is_active=False)
    assert not may_act(records, role)
