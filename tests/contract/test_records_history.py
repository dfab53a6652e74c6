"""Any history of ingests, alerts, failures, erasures and restarts leaves records that agree."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.conftest import BACKENDS
from tests.contract.intact import assert_intact
from tests.contract.postgres_server import PostgresServer
from tests.strategies.posts import NOON, colliding_posts

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem, RefusedLabel
from plainsight.app.detect.ingest_posts import ingest_posts
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.stored import StoredCheckpoint
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post
from plainsight.prove.proof import prove_consistency, verify_consistency
from plainsight.stores.records import SqlRecords, open_records

Opened = Callable[[], AbstractContextManager[str]]

item_lists = st.lists(
    colliding_posts()
    | st.just(RefusedItem(record="line 1", label=RefusedLabel.PRIVATE))
    | st.just(QuarantinedRecord(record="line 2", field="text", mend="mend it")),
    max_size=8,
)
keys = st.sampled_from(["a", "b", "c"])


class Crash(Exception):
    """Stands for whatever may go wrong in the middle of a unit."""


class Feed:
    """A feed that may break after some items."""

    source = "f"
    assumed: dict[str, bool] = {}  # noqa: RUF012

    def __init__(self, items: list[FeedItem], *, is_breaking: bool) -> None:
        self._items = items
        self._is_breaking = is_breaking

    def __iter__(self) -> Iterator[FeedItem]:
        yield from self._items
        if self._is_breaking:
            raise Crash


class History(RuleBasedStateMachine):
    """Does things to records, and keeps the simplest account of what must be there."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._database = opened()
        self._url = self._database.__enter__()
        self._records = self._open()
        self._contents: set[Post] = set()
        self._campaigns: dict[str, int] = {}
        self._checkpoints: list[tuple[int, bytes]] = [(0, b"")]

    def _open(self) -> SqlRecords:
        return open_records(self._url, salts=secrets.token_bytes)

    @initialize()
    def start_empty(self) -> None:
        with self._records.read() as view:
            assert view.audit.size() == 0

    @rule(items=item_lists, batch=st.integers(1, 4), is_breaking=st.booleans())
    def ingest(self, items: list[FeedItem], batch: int, is_breaking: bool) -> None:
        feed = Feed(items, is_breaking=is_breaking)
        try:
            ingest_posts(self._records, feed, clock=lambda: NOON, batch_items_max=batch)
        except Crash:
            items = items[: len(items) // batch * batch]  # the open batch was never stored
        self._contents |= {item for item in items if isinstance(item, Post)}

    @rule(given_keys=st.sets(keys), score=st.integers(0, 2))
    def raise_campaigns(self, given_keys: set[str], score: int) -> None:
        with self._records.begin() as unit:
            raise_alerts(unit, [self._campaign(key, score) for key in given_keys], now=NOON)
        self._campaigns |= dict.fromkeys(given_keys, score)

    @rule(key=keys, posts=st.lists(colliding_posts(), max_size=3))
    def fail_in_the_middle(self, key: str, posts: list[Post]) -> None:
        def fail() -> None:
            with self._records.begin() as unit:
                unit.posts.keep(posts, batch_id="ba_lost", source="f", at=NOON)
                raise_alerts(unit, [self._campaign(key, 9)], now=NOON)
                raise Crash

        with pytest.raises(Crash):
            fail()

    @rule()
    def close_and_open(self) -> None:
        self._records.close()
        self._records = self._open()

    @rule(key=keys)
    def erase_a_person(self, key: str) -> None:
        with self._records.begin() as unit:
            unit.audit.erase_openings(f"account of {key}")
            assert unit.audit.opened_by(f"account of {key}") == ()

    @rule()
    def publish_a_checkpoint(self) -> None:
        with self._records.begin() as unit:
            size, root = unit.audit.size(), unit.audit.root()
            unit.checkpoints.add(StoredCheckpoint(size=size, root=root, note="n", at=NOON))
        self._checkpoints.append((size, root))

    @invariant()
    def all_of_it_is_there_and_the_log_agrees(self) -> None:
        with self._records.read() as view:
            assert_intact(view)
            stored = [each.post for each in view.posts.after()]
            assert len(stored) == len(self._contents)
            assert set(stored) == self._contents
            alerts = {alert.campaign_key: alert.score_permille for alert in view.alerts.queue()}
            assert alerts == self._campaigns

    @invariant()
    def the_log_only_grew(self) -> None:
        with self._records.read() as view:
            size, root = view.audit.size(), view.audit.root()
            for old_size, old_root in self._checkpoints:
                proof = prove_consistency(old_size=old_size, size=size, node=view.audit.node)
                verify_consistency(
                    proof, old_size=old_size, old_root=old_root, size=size, root=root
                )

    def _campaign(self, key: str, score: int) -> dict[str, JsonValue]:
        return {
            "campaign_key": key,
            "kind": "posts",
            "score_permille": score,
            "account_ids": [f"account of {key}"],
            "finding": {},
        }

    def teardown(self) -> None:
        self._records.close()
        self._database.__exit__(None, None, None)


@pytest.mark.parametrize("backend", BACKENDS)
def test_any_history_leaves_records_that_agree(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @contextmanager
    def fresh() -> Iterator[str]:
        if backend == "sqlite":
            folder: Path = tmp_path_factory.mktemp("history")
            yield f"sqlite:///{folder / 'records.db'}"
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            with server.database() as name:
                yield server.url(name)

    run_state_machine_as_test(
        lambda: History(fresh),  # type: ignore[arg-type]
        settings=settings(max_examples=12, stateful_step_count=12, deadline=None),
    )
