"""A command asks for what is its own and for what all of its kind ask for."""

import inspect
from pathlib import Path
from typing import Annotated

import typer
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli.respond.request_turn import DeskTurn, desk_turn
from plainsight.respond.states import Role


def tell(said: str, *, as_json: bool) -> None:
    typer.echo(f"{said} as_json={as_json}")


@desk_turn(Role.COUNSEL, tell)
def object_to(
    turn: DeskTurn,
    matter: Annotated[str, typer.Argument(help="The matter.")],
    times: Annotated[int, typer.Option(help="How often.")] = 1,
) -> str:
    """Object to a matter.

    Example:

      object M-1
    """
    actor = turn.actor
    return f"{actor.actor_id} ({actor.role.value}) objects to {matter}, {times} times"


def test_what_must_be_given_is_asked_for_before_what_may_be() -> None:
    asked = [*inspect.signature(object_to).parameters]
    assert asked == ["matter", "by", "times", "records", "as_json"]


def test_a_command_is_told_who_acts_and_its_end_is_told_as_asked(tmp_path: Path) -> None:
    app, records = typer.Typer(), f"sqlite:///{tmp_path}/records.db"
    app.command()(object_to)
    wiring.open_records(records).close()
    given = ["M-1", "--times", "2", "--by", "clara", "--json", "--records", records]
    done = CliRunner().invoke(app, given)
    assert done.output == "clara (CNL) objects to M-1, 2 times as_json=True\n"


def test_a_command_keeps_its_own_help() -> None:
    assert object_to.__name__ == "object_to"
    assert inspect.getdoc(object_to) == "Object to a matter.\n\nExample:\n\n  object M-1"
