"""Who acts on the command line: a name and roles, on the word of whoever may run commands here."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Concatenate, TypeVar

import typer

from plainsight import wiring
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.turn import By, Tell, Turn, asking
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
                turn = Turn(store=store, actor=acting(by, roles), now=wiring.read_clock())
                done = body(turn, **own)
            tell(done, as_json=as_json)

        return asking(command, body)

    return of


def acting(by: str, roles: list[Role] | None, *, option: str = "--by") -> Staff:
    """The person; an analyst unless other roles are given. Raises BadValue naming the option."""
    return Staff(staff_id=person_id(by, field=option), roles=frozenset(roles or [Role.ANALYST]))


def instant(text: str, *, option: str) -> datetime:
    """An instant from an option. Raises BadValue naming the option."""
    return parse_instant(text, field=option)
