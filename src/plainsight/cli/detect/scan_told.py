"""What a scan says at its end: campaigns, counts, and what was left out of either."""

import hashlib
from pathlib import Path

from rich.console import Console
from rich.text import Text

from plainsight import wiring
from plainsight.app.detect.scan_posts import ScanSummary
from plainsight.cli.detect.unread import Unread
from plainsight.cli.screen import console, counted, show_campaign
from plainsight.cli.write_file import write_whole
from plainsight.detect.campaign import CAMPAIGNS_MAX
from plainsight.detect.policy import Policy


def write_page(html: Path, summary: ScanSummary, *, policy: Policy, unread: Unread) -> None:
    """Write the report as one file, which names the feeds it is about."""
    # Loaded here: templates are compiled for those who want a page.
    from plainsight.cli.detect.report_page import ScannedFile, render_report

    paths = [Path(given.name) for given in unread.feeds]
    files = []
    for path in filter(Path.is_file, paths):  # a pipe is read once, and gone
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        files.append(ScannedFile(name=path.name, size=path.stat().st_size, sha256=sha256))
    page = render_report(
        summary,
        policy=policy,
        source=", ".join(dict.fromkeys(path.name for path in paths)),
        made_at=wiring.read_clock(),
        files=files,
    )
    write_whole(html, page)


def print_summary(summary: ScanSummary, unread: Unread, *, top: int, html: Path | None) -> None:
    """Campaigns and counts for a reader, and where the page is."""
    screen = console()
    ranked = summary.campaigns.ranked()
    for place, campaign in enumerate(ranked[:top], start=1):
        show_campaign(screen, place, campaign)
    screen.print(
        f"{counted(summary.post_count, 'post')} scanned, {summary.flagged_count:,} with findings "
        f"in {counted(summary.campaigns.found_count, 'campaign')}"
        + (f" (first {top} shown)" if len(ranked) > top else ""),
        style="bold",
    )
    say_left_out(screen, summary, unread)
    if html is not None:
        screen.print(f"report: {html}")


def say_left_out(screen: Console, summary: ScanSummary, unread: Unread) -> None:
    """Say what was not ranked and what was not read."""
    _say_left(screen, summary)
    for line in unread.lines():
        screen.print(Text(line))


def _say_left(screen: Console, summary: ScanSummary) -> None:
    """No count is cut in silence: a scan keeps nothing, so these are not among those shown."""
    left_count = summary.campaigns.left_count
    if left_count:
        screen.print(
            f"{counted(left_count, 'campaign')} seen longest ago left memory, which holds "
            f"{CAMPAIGNS_MAX:,}: not ranked, and one that came back is counted again; --json lists "
            "every post, and plainsight ingest keeps every campaign",
            soft_wrap=True,
        )
