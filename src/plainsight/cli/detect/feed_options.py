"""Options that tell a command where posts come from and what their fields are called."""

import os
import stat
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from plainsight import wiring
from plainsight.errors import BadValue, CannotRead
from plainsight.feeds.live_pipe import LivePipe
from plainsight.feeds.posts.csv import PostsCsv
from plainsight.feeds.posts.declaration import FeedDeclaration, FieldNames, Times
from plainsight.feeds.posts.file import DELIMITERS, JSON_LINES, PARQUET, ending_of, open_posts
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.model.post import Visibility
from plainsight.model.time import parse_instant

if TYPE_CHECKING:
    from plainsight.app.ports import PostsFeed


class Form(StrEnum):
    """How posts are written down."""

    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"


STANDARD_INPUT = "standard input"
_ENDINGS = (*JSON_LINES, *DELIMITERS, *PARQUET)

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders, or - for standard input.", metavar="PATH")
]
AssumeVisibility = Annotated[
    Visibility | None,
    typer.Option(
        "--visibility", help="Declare that every unlabelled item is public or semi_public."
    ),
]
FormOption = Annotated[
    Form | None, typer.Option("--format", help="Form of the input (default: by file ending).")
]
FieldMap = Annotated[
    list[str] | None,
    typer.Option("--field", help="Name of a field in your data: text=body. Repeatable."),
]
SurfaceDefault = Annotated[
    str | None, typer.Option("--surface", help="Surface of items that do not name theirs.")
]
AccountDefault = Annotated[
    str | None, typer.Option("--account", help="Account of items that do not name theirs.")
]
PostedAtDefault = Annotated[
    str | None, typer.Option("--posted-at", help="Time of items that have none (RFC 3339).")
]
TimesOption = Annotated[Times, typer.Option("--times", help="How times are written.")]
LanguageDefault = Annotated[
    str | None, typer.Option("--language", help="Language of items that do not name theirs.")
]


def declare(
    *,
    fields: list[str] | None,
    visibility: Visibility | None,
    surface: str | None,
    account: str | None,
    posted_at: str | None,
    times: Times,
    language: str | None,
) -> FeedDeclaration:
    """Everything the operator says about a feed."""
    return FeedDeclaration(
        fields=_field_names(fields or []),
        times=times,
        assume_visibility=visibility,
        assume_surface=surface,
        assume_account_id=account,
        assume_posted_at=None if posted_at is None else _instant(posted_at),
        assume_language=language,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFeed:
    """One file, or standard input, as it was named."""

    name: str
    opened: Callable[[], "AbstractContextManager[PostsFeed]"]  # raises UnreadableFeed


def given_feeds(
    paths: list[str], *, form: Form | None, declaration: FeedDeclaration
) -> list[GivenFeed]:
    """One feed per file; folders are searched for files with a known ending. Nothing is opened.

    A file that is named twice, or named beside its folder, is read once: each of its posts would
    count as two. Raises CannotRead for what is not there, BadValue for a file of no known form.
    """
    feeds: dict[str, GivenFeed] = {}
    for name in paths:
        if name == "-":
            feeds.setdefault(name, _standard_input(form or Form.JSONL, declaration))
            continue
        path = Path(name)
        for file in _files_below(path) if path.is_dir() else [path]:
            feeds.setdefault(os.path.realpath(file), _file(file, form, declaration))
    return list(feeds.values())


def _file(path: Path, form: Form | None, declaration: FeedDeclaration) -> GivenFeed:
    if form is None and ending_of(path) not in _ENDINGS:
        forms = ", ".join(Form)
        raise BadValue("path", str(path), f"say what it is with --format: one of {forms}")
    if not path.is_file():
        raise CannotRead(str(path), "there is no such file")
    ending = None if form is None else f".{form.value}"
    # A file's name can hold bytes that are no text.
    name = str(path).encode("utf-8", "backslashreplace").decode()
    return GivenFeed(
        name=name, opened=partial(open_posts, path, declaration=declaration, ending=ending)
    )


def _standard_input(form: Form, declaration: FeedDeclaration) -> GivenFeed:
    if form is Form.PARQUET:
        raise BadValue("--format", form.value, "Parquet cannot be read from standard input")
    return GivenFeed(
        name=STANDARD_INPUT, opened=lambda: nullcontext(_read_stdin(form, declaration))
    )


def _read_stdin(form: Form, declaration: FeedDeclaration) -> "PostsFeed":
    stream = _stdin()
    if form is Form.JSONL:
        return PostsJsonl(stream, source=STANDARD_INPUT, declaration=declaration)
    delimiter = DELIMITERS[f".{form.value}"]
    return PostsCsv(stream, source=STANDARD_INPUT, declaration=declaration, delimiter=delimiter)


def _stdin() -> BinaryIO:
    """Standard input; where nobody knows whether more will come, without waiting for much."""
    file = sys.stdin.buffer
    try:
        kind = os.fstat(file.fileno()).st_mode
    except OSError:  # not of the system, but given by a program around us
        return file
    is_live = stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind) or file.isatty()
    if not is_live or os.name != "posix":
        return file
    # It reads like any binary stream; its type only does not say so.
    return LivePipe(file.fileno(), clock=wiring.read_clock)  # type: ignore[return-value]


def _files_below(folder: Path) -> list[Path]:
    found = sorted(p for p in folder.rglob("*") if ending_of(p) in _ENDINGS and p.is_file())
    if not found:
        raise CannotRead(str(folder), f"no file below it ends in one of {', '.join(_ENDINGS)}")
    return found


def _field_names(pairs: list[str]) -> FieldNames:
    named: dict[str, str] = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not equals or ours not in FieldNames.__dataclass_fields__ or not theirs:
            known = ", ".join(FieldNames.__dataclass_fields__)
            raise BadValue("--field", pair, f"write OURS=THEIRS, where OURS is one of {known}")
        named[ours] = theirs
    return FieldNames(**named)


def _instant(text: str) -> datetime:
    return parse_instant(text, field="--posted-at")
