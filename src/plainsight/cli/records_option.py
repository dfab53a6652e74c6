"""The option that names the records, and opening them for the length of a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from plainsight import wiring
from plainsight.cli.screen import console
from plainsight.settings import Setting

if TYPE_CHECKING:
    from plainsight.app.ports import Records

RecordsUrl = Annotated[
    str | None,
    typer.Option(
        "--records",
        help="Where records are kept: sqlite:///file.db or postgresql://host/name.",
        envvar=Setting.RECORDS,
        show_default="sqlite:///plainsight.db",
    ),
]


@contextmanager
def opened_records(url: str | None, *, may_create: bool = False) -> "Iterator[Records]":
    """Open the records and give them back however the command ends.

    Raises NoRecords where a SQLite file is not there, but for the commands that may be the first
    of an installation: a mistyped name would be answered from empty records.
    """
    records = wiring.open_records(url, must_exist=not may_create)
    try:
        if records.kept_before is not None:
            console(to_stderr=True).print(
                "upgraded the records of an earlier release, which cannot open them any more; "
                f"as they were: {records.kept_before}",
                markup=False,
            )
        yield records
    finally:
        records.close()


def say_waiting() -> None:
    """Why nothing seems to happen: one scan of the records at a time."""
    screen = console(to_stderr=True)
    screen.print("another scan of these records is under way; waiting for its end")
