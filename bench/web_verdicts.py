"""Verdicts asked for one at a time, as a platform asks before a post or a payment goes out."""

import http.client
import json
import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from bench.row import Row
from bench.web_users import HOST
from plainsight import wiring
from plainsight.app.identity.issue_token import issue_token
from plainsight.feeds.attributions.categories import load_categories
from plainsight.feeds.attributions.pack import read_pack
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.posts.samples import sample_posts
from plainsight.model.role import Role
from plainsight.stores.chain.attributions_book import FolderBook
from plainsight.stores.records import SqlRecords
from plainsight.trace.chain.snapshot import diff_snapshot

CALLS = 1_000  # fewer than the limit on the calls of a token, together with those that warm up
WARM_CALLS = 100
PUBLISHED = date(2025, 6, 1)
SCOPES = ("posts:scan", "addresses:screen")
ADDRESSES = ("TWHtCVxre46H7ecpJt6cvJURV4Rzja6NNJ", "TWLts8HnwU9QbkxWmboL844G5vzHwmQ4h7", "nobody")


def verdicts(port: int, records: SqlRecords, *, area: str, while_: str = "") -> Iterator[Row]:
    """Ask about the sample posts one by one on one connection, then about addresses."""
    secret = _token(records)
    posts = [line for line in sample_posts().read_bytes().splitlines() if b'"public"' in line]
    asked = [json.dumps({"addresses": [address]}).encode() for address in ADDRESSES]
    for what, path, bodies in (
        ("a post judged", "/api/v1/scan", posts),
        ("an address screened", "/api/v1/screen", asked),
    ):
        taken = _ask(port, path, secret, bodies)
        at = statistics.quantiles(taken, n=100)
        yield Row(
            area=area,
            what=f"{what} through the API{while_}: p99",
            value=at[98] * 1000,
            unit="ms",
            note=f"median {at[49] * 1000:.1f} ms, {len(taken):,} calls one after the other",
        )


def take_book(folder: Path) -> Path:
    """A book with the sample list in it."""
    categories = load_categories(load_assets())
    pack = sample_posts().parent / "chain" / "claims.yaml"
    snapshot = read_pack(pack, categories, published_on=PUBLISHED)
    FolderBook(folder).take(diff_snapshot((), snapshot), file_name=pack.name)
    return folder


def _ask(port: int, path: str, secret: str, bodies: Sequence[bytes]) -> list[float]:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    headers = {"authorization": f"Bearer {secret}", "content-type": "application/json"}
    taken = []
    for body in islice(cycle(bodies), WARM_CALLS + CALLS):
        began = time.perf_counter()
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        taken.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {content[:200]!r}")
    connection.close()
    return taken[WARM_CALLS:]


def _token(records: SqlRecords) -> str:
    issued = issue_token(
        records,
        name="bench",
        roles=[Role.SYSTEM],
        scopes=SCOPES,
        valid_days=1,
        by="bench",
        salts=secrets.token_bytes,
        now=wiring.read_clock(),
    )
    return issued.secret
