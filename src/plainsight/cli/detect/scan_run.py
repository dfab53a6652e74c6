"""How `plainsight scan` runs: one feed after another, findings as they come."""

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from plainsight import wiring
from plainsight.app.detect.scan_columns import StretchScanner, scan_feed
from plainsight.app.detect.scan_posts import Flagged, PostScanner, ScanSummary
from plainsight.cli.detect.feed_options import GivenFeed
from plainsight.cli.detect.unread import Unread
from plainsight.cli.progress import counted_progress
from plainsight.detect.policy import Policy
from plainsight.errors import BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What posts are judged by, and in how many processes.

    Raises BadValue for a model in more than one.
    """

    policy: Policy
    model: Path | None
    jobs: int

    def __post_init__(self) -> None:
        if self.model is not None and self.jobs > 1:
            mend = "a model reads in one process: leave one of both out"
            raise BadValue("--jobs", self.jobs, mend)

    def scanner(self, opened: ExitStack) -> PostScanner | StretchScanner:
        """What judges; its processes, if any, end with `opened`."""
        if self.jobs > 1:
            return opened.enter_context(closing(wiring.make_scanners(self.policy, jobs=self.jobs)))
        scanner = wiring.make_scanner(wiring.make_detector(self.policy))
        return scanner if self.model is None else wiring.with_model(scanner, self.model)


def scan_feeds(
    judging: Judging, summary: ScanSummary, unread: Unread
) -> Generator[Flagged, None, None]:
    """What is flagged in the feeds of `unread`; both count as it goes. To be closed."""
    with ExitStack() as opened, counted_progress("scanning") as advance:
        scanner = judging.scanner(opened)
        for given in unread.feeds:
            with unread.reading(given):
                yield from _scan(given, scanner, summary, advance)
            left = summary.quarantined[len(unread.places) :]
            unread.places += [(given.name, record) for record in left]
    unread.refused_by, unread.quarantined_count = summary.refused_by, summary.quarantined_count


def _scan(
    given: GivenFeed,
    scanner: PostScanner | StretchScanner,
    summary: ScanSummary,
    advance: Callable[[int], None],
) -> Iterator[Flagged]:
    def on_progress(count: int) -> None:
        advance(count)
        # Who waits for the findings of a feed that goes on and on gets them as they are found.
        sys.stdout.flush()

    with given.opened() as feed:
        yield from scan_feed(feed, scanner, summary=summary, on_progress=on_progress)
