"""The bar itself, loaded only where a terminal shows it."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """Posts so far and per second."""

    def render(self, task: Task) -> Text:
        rate = f"{task.speed:,.0f}/s" if task.speed else "…"
        return Text(f"{int(task.completed):,} · {rate}")


def progress_bar(screen: Console, *, has_end: bool) -> Progress:
    """A bar that goes when it is done."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=None if has_end else 20),
        _Rate(),
        TimeRemainingColumn() if has_end else TimeElapsedColumn(),
        console=screen,
        transient=True,
    )
