"""Commands that take a step of a legal request: each in one role, and told alike."""

from collections.abc import Callable
from typing import Concatenate, TypeVar

from plainsight import wiring
from plainsight.app.respond_stored import Actor, StoredRequest
from plainsight.cli.log_options import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.request_view import By, actor, tell_step
from plainsight.cli.turn import Tell, Turn, asking
from plainsight.respond.states import Role

DeskTurn = Turn[Actor]
Done = TypeVar("Done")


def desk_turn(
    role: Role, tell: Tell[Done]
) -> Callable[[Callable[Concatenate[DeskTurn, ...], Done]], Callable[..., None]]:
    """A command of whoever has this role, and how what came of it is told."""

    def of(body: Callable[Concatenate[DeskTurn, ...], Done]) -> Callable[..., None]:
        def command(
            *, by: By, records: RecordsUrl = None, as_json: AsJson = False, **own: object
        ) -> None:
            with opened_records(records) as store:
                turn = Turn(store=store, actor=actor(by, role), now=wiring.read_clock())
                done = body(turn, **own)
            tell(done, as_json=as_json)

        return asking(command, body)

    return of


def desk_step(
    role: Role,
) -> Callable[[Callable[Concatenate[DeskTurn, ...], StoredRequest]], Callable[..., None]]:
    """A command that takes a step; where the legal request stands after it is told."""
    return desk_turn(role, tell_step)
