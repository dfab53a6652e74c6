"""plainsight scan: posts in, explained findings out, nothing stored."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from plainsight import wiring
from plainsight.app.scan_columns import StretchScanner, scan_feed
from plainsight.app.scan_posts import Flagged, PostScanner, ScanSummary, flagged_json
from plainsight.cli.feed_options import (
    AccountDefault,
    AssumeVisibility,
    FieldMap,
    FormOption,
    GivenFeed,
    LanguageDefault,
    Paths,
    PostedAtDefault,
    SurfaceDefault,
    TimesOption,
    declare,
    given_feeds,
)
from plainsight.cli.file_kind import Kind
from plainsight.cli.progress import counted_progress
from plainsight.cli.screen import console, counted, print_json, show_campaign
from plainsight.cli.unread import Unread
from plainsight.cli.write_file import require_writable, write_whole
from plainsight.detect.campaign import CAMPAIGNS_MAX
from plainsight.detect.policy import Policy
from plainsight.errors import BadValue
from plainsight.feeds.declaration import Times


def scan(
    paths: Paths,
    visibility: AssumeVisibility = None,
    form: FormOption = None,
    field: FieldMap = None,
    surface: SurfaceDefault = None,
    account: AccountDefault = None,
    posted_at: PostedAtDefault = None,
    times: TimesOption = Times.RFC3339,
    language: LanguageDefault = None,
    policy: Annotated[
        Path | None, typer.Option(help="A policy folder (default: the shipped one).")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="A model from `plainsight train`, to weigh and add.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Also write a report as one HTML file.", dir_okay=False)
    ] = None,
    jobs: Annotated[
        int, typer.Option(help="Processes to scan with; findings and order stay the same.", min=1)
    ] = 1,
    top: Annotated[int, typer.Option(help="Campaigns to print.", min=0, max=1000)] = 10,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON line per flagged post, for machines.")
    ] = False,
) -> None:
    """Scan posts from files, folders or standard input and explain what is found.

    Nothing is stored. Items not labelled public or semi_public are refused before their text is
    read; if your file holds public posts without labels, declare so with --visibility public.

    Examples:

      plainsight scan posts.jsonl

      plainsight scan export/ --visibility public --html report.html --jobs 4

      cat posts.jsonl | plainsight scan - --json | jq .findings[0].title
    """
    declaration = declare(
        fields=field,
        visibility=visibility,
        surface=surface,
        account=account,
        posted_at=posted_at,
        times=times,
        language=language,
    )
    loaded = wiring.load_policy(policy)
    if model is not None and jobs > 1:
        raise BadValue("--jobs", jobs, "a model reads in one process: leave one of both out")
    if html is not None:
        require_writable(html, kind=Kind.PAGE)  # not after the work
    feeds = given_feeds(paths, form=form, declaration=declaration)
    summary = ScanSummary()
    unread = Unread(feeds=feeds, is_declared=visibility is not None)
    with ExitStack() as opened, counted_progress("scanning") as advance:
        scanner = _scanner(loaded, model, jobs, opened)
        for given in feeds:
            with unread.reading(given):
                for flagged in _scan(given, scanner, summary, advance):
                    if as_json:
                        print_json(flagged_json(flagged))
            left = summary.quarantined[len(unread.places) :]
            unread.places += [(given.name, record) for record in left]
    unread.refused_by, unread.quarantined_count = summary.refused_by, summary.quarantined_count
    if html is not None:
        source = ", ".join(dict.fromkeys(Path(given.name).name for given in feeds))
        # Loaded here: templates are compiled for those who want a page.
        from plainsight.cli.report_page import render_report

        page = render_report(summary, policy=loaded, source=source, made_at=wiring.read_clock())
        write_whole(html, page)
    if as_json:
        _say_left(console(to_stderr=True), summary)
        _say_unread(console(to_stderr=True), unread)
    else:
        _print_summary(summary, unread, top=top, html=html)
    read_count = summary.post_count + summary.refused_count + summary.quarantined_count
    unread.end(read_count=read_count)


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


def _scanner(
    policy: Policy, model: Path | None, jobs: int, opened: ExitStack
) -> PostScanner | StretchScanner:
    if jobs > 1:
        return opened.enter_context(closing(wiring.make_scanners(policy, jobs=jobs)))
    scanner = wiring.make_scanner(wiring.make_detector(policy))
    return scanner if model is None else wiring.with_model(scanner, model)


def _print_summary(summary: ScanSummary, unread: Unread, *, top: int, html: Path | None) -> None:
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
    _say_left(screen, summary)
    _say_unread(screen, unread)
    if html is not None:
        screen.print(f"report: {html}")


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


def _say_unread(screen: Console, unread: Unread) -> None:
    for line in unread.lines():
        screen.print(Text(line))
