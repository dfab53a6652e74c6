"""Commands that take a step of a legal request: each in one role, and told alike."""

from collections.abc import Callable
from typing import Concatenate, TypeVar

from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.cli.respond.request_view import actor, tell_step
from plainsight.cli.turn import Tell, Turn, acting_as
from plainsight.respond.states import Role

DeskTurn = Turn[Actor]
Done = TypeVar("Done")


def desk_turn(
    role: Role, tell: Tell[Done]
) -> Callable[[Callable[Concatenate[DeskTurn, ...], Done]], Callable[..., None]]:
    """A command of whoever has this role, and how what came of it is told."""
    return acting_as(lambda by: actor(by, role), tell)


def desk_step(
    role: Role,
) -> Callable[[Callable[Concatenate[DeskTurn, ...], StoredRequest]], Callable[..., None]]:
    """A command that takes a step; where the legal request stands after it is told."""
    return desk_turn(role, tell_step)
