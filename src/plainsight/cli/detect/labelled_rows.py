"""Labelled rows as three commands take them: what may not be read is counted and said."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from plainsight.cli.screen import counted
from plainsight.errors import BadValue
from plainsight.feeds.posts.labelled import LabelledPost, LabelledSet, read_labelled

POSITIVE = "ml,listing,hit,positive,1"
Positive = Annotated[str, typer.Option(help="Labels that should be found, separated by commas.")]
_LABELS_SHOWN = 12


def read_rows(path: Path, *, label_required: bool = True) -> LabelledSet:
    """Read a labelled set that has a row. Raises BadValue and what `read_labelled` raises."""
    rows = read_labelled(path, label_required=label_required)
    if not rows.posts:
        why = "no row can be read: " + refusal(rows.refused_count) if rows.refused_count else ""
        raise BadValue("path", str(path), why or "no rows are left to measure")
    return rows


def names(text: str) -> frozenset[str]:
    """What stands between commas."""
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def require_labels(
    posts: Iterable[LabelledPost], positive: str, *, are_needed: bool = False
) -> None:
    """Refuse labels that a person named and no row has.

    The default may be of another set, as where all rows are benign, unless some `are_needed`.
    """
    found = {post.label for post in posts}
    if (are_needed or positive != POSITIVE) and not names(positive) & found:
        shown = ", ".join(sorted(found - {""})[:_LABELS_SHOWN]) or "none"
        raise BadValue("--positive", positive, f"no row has such a label; labels here: {shown}")


def show_refused(screen: Console, refused_count: int) -> None:
    """Say how many rows were refused, if any were."""
    if refused_count:
        screen.print(refusal(refused_count))


def refusal(refused_count: int) -> str:
    """The sentence about rows that were refused."""
    rows, whose = counted(refused_count, "row"), "its" if refused_count == 1 else "their"
    return f"{rows} refused unread: {whose} visibility is not public or semi_public"
