"""The demo's money scene: an advert, a mirror and a wallet end in one case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from rich.console import Console

from plainsight import wiring
from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.detect.ingest_posts import ingest_posts
from plainsight.app.ports import Records
from plainsight.casework.case import Case, CaseItem, ItemKind
from plainsight.cli.casework.rollout_options import judge_by
from plainsight.cli.demo.money import run_money
from plainsight.cli.demo.samples import demo_posts
from plainsight.cli.detect.ingest import find_campaigns
from plainsight.cli.records_option import opened_records
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.model.role import Role, make_staff

ANALYST = make_staff("demo-analyst", Role.ANALYST)
BROKER, PARTNER = "u_97643", "mx_40215"


@dataclass(frozen=True)
class Joined:
    """What the scene leaves behind."""

    store: Records
    case: Case
    items: tuple[CaseItem, ...]
    shown: str

    @property
    def alert_ids(self) -> list[str]:
        return [item.ref for item in self.items if item.kind is ItemKind.ALERT]


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joined]:
    """The scene on the broker's own posts."""
    folder = tmp_path_factory.mktemp("money")
    adverts = [
        line
        for path in demo_posts()
        for line in path.read_bytes().splitlines(keepends=True)
        if BROKER.encode() in line
    ]
    posts = folder / "posts.jsonl"
    posts.write_bytes(b"".join(adverts))
    screen = Console(record=True, width=200)
    with opened_records(f"sqlite:///{folder}/records.db", may_create=True) as store:
        with posts.open("rb") as stream:
            feed = PostsJsonl(stream, source=posts.name, declaration=FeedDeclaration())
            ingest_posts(store, feed, clock=wiring.read_clock)
        run_money(screen, store, folder, find_campaigns(store, judge_by(store)))
        with store.read() as reading:
            (case,) = reading.casework.cases.holding(ItemKind.ACCOUNT, BROKER)
            items = reading.casework.cases.items(case.case_id)
        yield Joined(store=store, case=case, items=items, shown=screen.export_text())


def test_the_broker_of_a_post_is_the_account_in_the_mirror_and_one_case_joins_them(
    joined: Joined,
) -> None:
    shown, items = joined.shown, joined.items
    assert f"{BROKER} posts, is paid, and names a wallet" in shown
    assert "F17 Mirror transfers" in shown
    held = {(item.kind, item.ref) for item in items}
    assert {(ItemKind.ACCOUNT, BROKER), (ItemKind.ACCOUNT, PARTNER)} <= held
    kinds = {kind for kind, _ in held}
    assert {ItemKind.ALERT, ItemKind.POST, ItemKind.TRANSFER, ItemKind.WALLET} <= kinds
    # 26 of the mirror, and 17 of what reached the account before its wallet paid.
    assert sum(kind is ItemKind.TRANSFER for kind, _ in held) == 43
    (wallet,) = (item for item in items if item.kind is ItemKind.WALLET)
    assert wallet.ref == "wallet.tron:TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe"
    assert wallet.at == datetime(2026, 2, 1, 15, tzinfo=UTC), "when its own post named it"
    assert all(item.at is not None for item in items if item.kind is ItemKind.TRANSFER)
    assert (ItemKind.POST, "channel_espejo/p90001") in held


def test_nothing_of_the_case_is_confirmed_that_nobody_looked_at(joined: Joined) -> None:
    with joined.store.read() as reading:
        facts = gather_facts(reading, joined.case.case_id, actor=ANALYST, now=wiring.read_clock())
        told = [reading.casework.decisions.of_alert(alert_id) for alert_id in joined.alert_ids]
    assert all(decisions[-1].decided_by == ANALYST.staff_id for decisions in told)
    assert all(finding.is_confirmed for finding in facts.findings)
