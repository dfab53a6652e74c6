"""Progress of long work: on the terminal only, so that pipes and files stay clean."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

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

from plainsight.cli.screen import console


class _Rate(ProgressColumn):
    """Posts so far and per second."""

    def render(self, task: Task) -> Text:
        rate = f"{task.speed:,.0f}/s" if task.speed else "…"
        return Text(f"{int(task.completed):,} · {rate}")


@contextmanager
def counted_progress(what: str, *, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar while the block runs; call the yielded function with how many more are done."""
    screen = console(to_stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=None if total else 20),
        _Rate(),
        TimeElapsedColumn() if total is None else TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    ) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.update(task, advance=count)
