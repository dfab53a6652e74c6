"""Who acts on the command line: a name and roles, on the word of whoever may run commands here.

Whom the records know acts in the roles that they have, and in no others.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Concatenate, TypeVar

import typer

from plainsight import wiring
from plainsight.app.ports import Records
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.turn import By, Tell, Turn, asking
from plainsight.errors import BadValue, UnknownId
from plainsight.model.person_id import person_id
from plainsight.model.role import Role, Staff
from plainsight.model.time import parse_instant

Roles = Annotated[
    list[Role] | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="Your role, such as ANL, SNR, RQA, FIL or AUD; repeat for more.",
        show_default="ANL",
    ),
]
StaffTurn = Turn[Staff]
Done = TypeVar("Done")


def staffed(
    tell: Tell[Done],
) -> Callable[[Callable[Concatenate[StaffTurn, ...], Done]], Callable[..., None]]:
    """A command of whoever works alerts and cases, and how what came of it is told."""

    def of(body: Callable[Concatenate[StaffTurn, ...], Done]) -> Callable[..., None]:
        def command(
            *,
            by: By,
            roles: Roles = None,
            records: RecordsUrl = None,
            as_json: AsJson = False,
            **own: object,
        ) -> None:
            with opened_records(records) as store:
                turn = Turn(store=store, actor=known(store, by, roles), now=wiring.read_clock())
                done = body(turn, **own)
            tell(done, as_json=as_json)

        return asking(command, body)

    return of


def acting(by: str, roles: list[Role] | None, *, option: str = "--by") -> Staff:
    """The person; an analyst unless other roles are given. Raises BadValue naming the option."""
    return Staff(staff_id=person_id(by, field=option), roles=frozenset(roles or [Role.ANALYST]))


def known(store: Records, by: str, roles: list[Role] | None) -> Staff:
    """`acting`, where the records may know the person; then their roles stand for none given.

    Raises BadValue for a known person who may not sign in, or has not a role that is given.
    """
    asked = acting(by, roles)
    with store.read() as view:
        try:
            person = view.identity.people.get(asked.staff_id)
        except UnknownId:
            return asked
    own = frozenset(person.roles)
    if not person.is_active:
        raise BadValue("--by", by, "may not sign in any more; name somebody who may")
    if roles and not own.issuperset(roles):
        told = " and ".join(role.told for role in Role if role in own)
        raise BadValue("--role", ", ".join(roles), f"{by} is {told or 'without a role'}")
    return Staff(
        staff_id=asked.staff_id,
        roles=frozenset(roles or own),
        department=person.department,
    )


def instant(text: str, *, option: str) -> datetime:
    """An instant from an option. Raises BadValue naming the option."""
    return parse_instant(text, field=option)
