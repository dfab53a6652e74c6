"""plainsight ingest: store posts, find campaigns among them, raise alerts."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from plainsight import wiring
from plainsight.app.detect.change_policy import change_policy
from plainsight.app.detect.feed_item import FeedItem
from plainsight.app.detect.find_in_posts import Found, find_in_posts
from plainsight.app.detect.ingest_posts import IngestCount, ingest_posts
from plainsight.app.detect.is_scanned import is_scanned
from plainsight.app.ports import PostsFeed, Records
from plainsight.cli.casework.rollout_options import Judge, JudgingModel, Proposed, judge_by
from plainsight.cli.detect.feed_options import (
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
from plainsight.cli.detect.unread import Unread
from plainsight.cli.json_option import AsJson
from plainsight.cli.progress import counted_progress
from plainsight.cli.records_option import RecordsUrl, opened_records, say_waiting
from plainsight.cli.screen import console, counted, print_json
from plainsight.feeds.posts.declaration import Times


def ingest(
    paths: Paths,
    records: RecordsUrl = None,
    visibility: AssumeVisibility = None,
    form: FormOption = None,
    field: FieldMap = None,
    surface: SurfaceDefault = None,
    account: AccountDefault = None,
    posted_at: PostedAtDefault = None,
    times: TimesOption = Times.RFC3339,
    language: LanguageDefault = None,
    policy: Annotated[Path | None, typer.Option(help="A policy folder.")] = None,
    proposed: Proposed = None,
    model: JudgingModel = None,
    find: Annotated[
        bool, typer.Option("--find/--store-only", help="Also scan the store and raise alerts.")
    ] = True,
    only_new: Annotated[
        bool,
        typer.Option(
            "--only-new",
            help="Scan only when posts, policy, roll-outs or model changed since the last.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Store posts with their entries in the audit log, then raise one alert per campaign.

    Safe to repeat and to interrupt: the same post twice is one post, and a batch is stored with
    its entry or not at all.

    Examples:

      plainsight ingest posts.jsonl

      plainsight ingest export/ --records postgresql://plainsight@localhost/plainsight

      plainsight ingest posts.jsonl --proposed ./my-policy

      plainsight ingest posts.jsonl --model ours.model

      plainsight ingest - --only-new < /dev/null
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
    feeds = given_feeds(paths, form=form, declaration=declaration)
    unread = Unread(feeds=feeds, is_declared=visibility is not None)
    with opened_records(records, may_create=True) as store:
        judge = judge_by(store, policy, proposed, model) if find else None
        if judge is not None:
            # Before posts are stored: a policy that is refused would leave them unscanned.
            with store.begin() as unit:
                change_policy(unit, judge.versions, now=wiring.read_clock())
        total = IngestCount()
        with counted_progress("storing") as advance:
            for given in feeds:
                total += _store(given, store, unread, advance)
        if (
            judge is not None
            and only_new
            and is_scanned(store, policy=judge.policy, steps=judge.steps, model=judge.model)
        ):
            judge = None
        found = None if judge is None else find_campaigns(store, judge)
    _print(total, found, unread, as_json=as_json)
    unread.end(read_count=total.read)


def _store(
    given: GivenFeed, store: Records, unread: Unread, advance: Callable[[int], None]
) -> IngestCount:
    """Store one feed, or what of it was read before it broke off."""
    stored = IngestCount()

    def on_batch(count: IngestCount) -> None:
        nonlocal stored
        advance(count.read - stored.read)
        stored = count

    with unread.reading(given), given.opened() as feed:
        noted = _Noted(feed, given, unread)
        ingest_posts(store, noted, clock=wiring.read_clock, on_batch=on_batch)
    return stored


class _Noted:
    """A feed whose items are noted as they pass."""

    def __init__(self, feed: PostsFeed, given: GivenFeed, unread: Unread) -> None:
        self._feed, self._given, self._unread = feed, given, unread
        self.source, self.assumed = feed.source, feed.assumed

    def __iter__(self) -> Iterator[FeedItem]:
        return self._unread.note(self._given, self._feed)


def find_campaigns(store: Records, judge: Judge) -> Found:
    """Scan the store, raise its alerts and keep what both versions found, with progress."""
    with store.read() as reading:
        total = reading.posts.count_revisions()
    with counted_progress("scanning", total=total) as advance:
        found = find_in_posts(
            store,
            judge.scanner,
            policy=judge.policy,
            versions=judge.versions,
            steps=judge.steps,
            model=judge.model,
            clock=wiring.read_clock,
            on_progress=advance,
            on_wait=say_waiting,
        )
    judge.rollouts.keep_counts(store)
    return found


def _print(total: IngestCount, found: Found | None, unread: Unread, *, as_json: bool) -> None:
    if as_json:
        alerts = (
            None
            if found is None
            else {
                "raised": found.raised,
                "revised": found.revised,
                "unchanged": found.unchanged,
                "absorbed": found.absorbed,
                "posts_flagged": found.summary.flagged_count,
            }
        )
        posts = asdict(total) | {"read": total.read}
        print_json({"posts": posts, "alerts": alerts, "unread": unread.to_json()})
        return
    screen = console()
    screen.print(
        f"{counted(total.read, 'record')} read: {total.ingested:,} stored "
        f"({total.revised:,} of them revisions), {total.duplicates:,} known before, "
        f"{total.refused:,} refused unread, {total.quarantined:,} in quarantine"
    )
    for line in unread.lines():
        screen.print(Text(line))
    if found is not None:
        absorbed = f"{found.absorbed:,} absorbed by others, " if found.absorbed else ""
        screen.print(
            f"alerts: {found.raised:,} raised, {found.revised:,} revised, "
            f"{found.unchanged:,} unchanged, {absorbed}from "
            f"{counted(found.summary.flagged_count, 'post')}",
            style="bold",
        )
        screen.print("next: plainsight alerts")
