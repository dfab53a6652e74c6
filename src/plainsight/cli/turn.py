"""A turn at the records: what each command that acts on them asks for and does alike.

A command asks for what is its own and returns what came of it. `--by`, `--records` and `--json`
are asked for in one place for all of them, where the records are opened and the end is told.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, Generic, Protocol, TypeVar

import typer

from plainsight import wiring
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, print_json

if TYPE_CHECKING:
    from plainsight.app.ports import Records

By = Annotated[str, typer.Option("--by", help="Your staff id; it enters the log as a commitment.")]
Acting = TypeVar("Acting")
Done = TypeVar("Done")
Done_contra = TypeVar("Done_contra", contravariant=True)
Said = tuple[dict[str, Any], str]  # what machines are told, and the one line that people are


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Generic[Acting]):
    """The records, open for the length of a command, with who acts on them and when."""

    store: "Records"
    actor: Acting
    now: datetime


class Tell(Protocol[Done_contra]):
    """Says what came of a command, to people or as JSON."""

    def __call__(self, done: Done_contra, /, *, as_json: bool) -> None:
        """Print it."""


def tell_line(done: Said, /, *, as_json: bool) -> None:
    """What came of most commands: a line."""
    shown, line = done
    if as_json:
        print_json(shown)
    else:
        console().print(line, markup=False)


def acting_as(
    who: Callable[[str], Acting], tell: Tell[Done]
) -> Callable[[Callable[Concatenate[Turn[Acting], ...], Done]], Callable[..., None]]:
    """A command of whoever `--by` names, and how what came of it is told."""

    def of(body: Callable[Concatenate[Turn[Acting], ...], Done]) -> Callable[..., None]:
        def command(
            *, by: By, records: RecordsUrl = None, as_json: AsJson = False, **own: object
        ) -> None:
            with opened_records(records) as store:
                done = body(Turn(store=store, actor=who(by), now=wiring.read_clock()), **own)
            tell(done, as_json=as_json)

        return asking(command, body)

    return of


def asking(
    command: Callable[..., None], body: Callable[Concatenate[Turn[Any], ...], object]
) -> Callable[..., None]:
    """The command under the body's name and help, asking for the options of both."""
    own = [*inspect.signature(body).parameters.values()][1:]
    shared = [
        each
        for each in inspect.signature(command).parameters.values()
        if each.kind is not each.VAR_KEYWORD
    ]
    # Help lists first what must be given; sorting leaves the rest in the order written.
    asked = sorted([*own, *shared], key=lambda each: each.default is not each.empty)
    update_wrapper(command, body)
    # Typer reads both, and both speak of the body alone until here.
    command.__annotations__ = {each.name: each.annotation for each in asked}
    command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [each.replace(kind=each.KEYWORD_ONLY) for each in asked]
    )
    return command
