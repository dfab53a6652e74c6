"""Who acts on the command line: a name and roles, on the word of whoever may run commands here."""

from datetime import datetime
from typing import Annotated

import typer

from plainsight.model.person_id import person_id
from plainsight.model.role import Role, Staff
from plainsight.model.time import parse_instant

Who = Annotated[str, typer.Option("--by", help="Your staff id; the log keeps a commitment to it.")]
Roles = Annotated[
    list[Role] | None,
    typer.Option("--role", help="Your role; repeat for more.", show_default="ANL"),
]


def acting(by: str, roles: list[Role] | None, *, option: str = "--by") -> Staff:
    """The person; an analyst unless other roles are given. Raises BadValue naming the option."""
    return Staff(staff_id=person_id(by, field=option), roles=frozenset(roles or [Role.ANALYST]))


def instant(text: str, *, option: str) -> datetime:
    """An instant from an option. Raises BadValue naming the option."""
    return parse_instant(text, field=option)
