"""Progress of long work: on the terminal only, so that pipes and files stay clean."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from plainsight.cli.screen import console


@contextmanager
def counted_progress(what: str, *, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar while the block runs; call the yielded function with how many more are done."""
    screen = console(to_stderr=True)
    if not screen.is_terminal:
        yield lambda _count: None
        return
    from plainsight.cli.progress_bar import progress_bar

    with progress_bar(screen, has_end=total is not None) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.update(task, advance=count)
