"""A process that ingests until it is killed. Run by test_kill_nine, never collected itself.

It reads lines "URL RUN MODE" from its input. For each it forks a child, prints the child's pid,
and waits for its end. The child prints one line before and after every statement and commit; in
mode "step" it waits for a line after each, so that the killer chooses the exact moment.
"""

import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import Engine, event

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem, RefusedLabel
from plainsight.app.detect.ingest_posts import ingest_posts
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post, Visibility
from plainsight.stores.records import SqlRecords, open_records

NOW = datetime(2026, 3, 1, tzinfo=UTC)
POSTS = 6
BATCH = 5


class Feed:
    """A few posts of this run, some seen in every run, and one of each other kind of record."""

    source = "crash"
    assumed: Mapping[str, JsonValue] = {}

    def __init__(self, run: str) -> None:
        self._run = run

    def __iter__(self) -> Iterator[FeedItem]:
        for number in range(POSTS):
            yield self._post(f"{self._run}-{number}", "new")
        yield self._post("always", "the same")
        yield self._post("edited", self._run)
        yield RefusedItem(record="line 1", label=RefusedLabel.PRIVATE)
        yield QuarantinedRecord(record=f"run {self._run}", field="text", mend="mend it")

    def _post(self, post_id: str, text: str) -> Post:
        return Post(
            post_id=post_id,
            account_id="acc",
            surface="g",
            visibility=Visibility.PUBLIC,
            posted_at=NOW,
            text=text,
        )


def main() -> None:
    """Serve runs until the input ends."""
    for line in iter(sys.stdin.readline, ""):
        # A child killed before it took its step has left the step's mark in the pipe.
        url, run, mode = line.lstrip(".").split()
        child = os.fork()
        if child == 0:
            work(url, run, is_stepping=mode == "step")
            os._exit(0)
        os.waitpid(child, 0)
        say("over")


def work(url: str, run: str, *, is_stepping: bool) -> None:
    """Ingest, and raise alerts, telling each step."""
    say(f"pid {os.getpid()}")
    records = open_records(url, salts=secrets.token_bytes)
    tell_steps(records._engine, is_stepping=is_stepping)
    ingest_posts(records, Feed(run), clock=lambda: NOW, batch_items_max=BATCH)
    raise_campaigns(records, run)
    say("finished")


def raise_campaigns(records: SqlRecords, run: str) -> None:
    """One new campaign, and one that every run revises."""
    with records.begin() as unit:
        campaigns: list[dict[str, JsonValue]] = [
            {
                "campaign_key": key,
                "kind": "posts",
                "score_permille": 500,
                "account_ids": ["acc"],
                "finding": {"run": run},
            }
            for key in ("always", f"only {run}")
        ]
        raise_alerts(unit, campaigns, now=NOW)


def tell_steps(engine: Engine, *, is_stepping: bool) -> None:
    """Print a line at each point where being killed could leave a half."""

    def step(*_: object, **__: object) -> None:
        say("step")
        if is_stepping:
            os.read(0, 1)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(engine, name, step)


def say(line: str) -> None:
    """Write at once: a killed process flushes nothing."""
    os.write(1, line.encode() + b"\n")


if __name__ == "__main__":
    main()
