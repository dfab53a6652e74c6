"""The demo's money scene: an advert, a mirror and a wallet end in one case."""

from pathlib import Path

from rich.console import Console

from plainsight import wiring
from plainsight.app.ingest_posts import ingest_posts
from plainsight.casework.case import ItemKind
from plainsight.cli.demo_money import run_money
from plainsight.cli.ingest import find_campaigns
from plainsight.cli.records_option import opened_records
from plainsight.cli.rollout_options import judge_by
from plainsight.feeds.declaration import FeedDeclaration
from plainsight.feeds.posts_jsonl import PostsJsonl
from plainsight.feeds.samples import sample_posts

BROKER, PARTNER = "u_97643", "mx_40215"


def test_the_broker_of_a_post_is_the_account_in_the_mirror_and_one_case_joins_them(
    tmp_path: Path,
) -> None:
    adverts = [
        line
        for line in sample_posts().read_bytes().splitlines(keepends=True)
        if BROKER.encode() in line
    ]
    posts = tmp_path / "posts.jsonl"
    posts.write_bytes(b"".join(adverts))
    screen = Console(record=True, width=200)
    with opened_records(f"sqlite:///{tmp_path}/records.db", may_create=True) as store:
        with posts.open("rb") as stream:
            feed = PostsJsonl(stream, source=posts.name, declaration=FeedDeclaration())
            ingest_posts(store, feed, clock=wiring.read_clock)
        run_money(screen, store, tmp_path, find_campaigns(store, judge_by(store)))
        with store.read() as reading:
            (case,) = reading.casework.cases.holding(ItemKind.ACCOUNT, BROKER)
            items = reading.casework.cases.items(case.case_id)
    shown = screen.export_text()
    assert f"{BROKER} posts, is paid, and names a wallet" in shown
    assert "F17 Mirror transfers" in shown
    held = {(item.kind, item.ref) for item in items}
    assert {(ItemKind.ACCOUNT, BROKER), (ItemKind.ACCOUNT, PARTNER)} <= held
    kinds = {kind for kind, _ in held}
    assert {ItemKind.ALERT, ItemKind.POST, ItemKind.TRANSFER, ItemKind.WALLET} <= kinds
    assert sum(kind is ItemKind.TRANSFER for kind, _ in held) == 32
