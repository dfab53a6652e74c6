"""What the web is loaded with: alerts as the scanner raises them, cases, and signed-in people."""

import hashlib
import secrets
from collections.abc import Sequence

from plainsight import wiring
from plainsight.app.casework.work_case import open_case
from plainsight.app.detect.find_in_posts import find_in_posts
from plainsight.app.detect.ingest_posts import ingest_posts
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.identity.stored import StoredSession
from plainsight.app.stored import StoredAlert
from plainsight.demo.personas import ensure_personas, persona_id
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.posts.samples import sample_posts
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords

BATCH = 2_000
SHOWN = 40  # different alerts and cases that people look at
# What people search for: an account, a word, two words that nearly every alert holds.
SEARCHED = ("account-4711", "usdt", "account+posts")
PEOPLE = ("analyst", "second-analyst")


def fill(records: SqlRecords, *, alerts: int, cases: int) -> list[tuple[str, str]]:
    """Store alerts copied from what is found in the sample posts, and cases.

    Returns a round of pages to open, (kind, path).
    """
    found = _find(records)
    copies = [_copy(found[number % len(found)], number) for number in range(alerts)]
    alert_ids: list[str] = []
    for start in range(0, alerts, BATCH):
        with records.begin() as unit:
            batch = copies[start : start + BATCH]
            raised = raise_alerts(unit, batch, now=wiring.read_clock())
        alert_ids += [alert.alert_id for alert in raised.raised]
    references = _open_cases(records, cases, alert_ids)
    return [
        page
        for place, (alert_id, reference) in enumerate(
            zip(alert_ids[:SHOWN], references[:SHOWN], strict=True)
        )
        for page in (
            ("home", "/console"),
            ("queue", "/console/alerts"),
            ("alert", f"/console/alerts/{alert_id}"),
            ("search", f"/console/alerts?q={SEARCHED[place % len(SEARCHED)]}"),
            ("alert", f"/console/alerts/{alert_ids[-1 - place]}"),
            ("cases", "/console/cases"),
            ("case", f"/console/cases/{reference}"),
        )
    ]


def sign_in(records: SqlRecords, *, users: int, agent: str) -> list[str]:
    """Begin a session for each user; the cookies."""
    now = wiring.read_clock()
    ensure_personas(records, now=now)
    tokens = [secrets.token_hex(32) for _ in range(users)]
    with records.begin() as unit:
        for place, token in enumerate(tokens):
            unit.identity.sign_ins.begin(
                StoredSession(
                    digest=hashlib.sha256(token.encode()).hexdigest(),
                    person_id=persona_id(PEOPLE[place % len(PEOPLE)]),
                    binding=hashlib.sha256(agent.encode()).hexdigest(),
                    method="bench",
                    started_at=now,
                    seen_at=now,
                )
            )
    return [f"plainsight-local={token}" for token in tokens]


def _find(records: SqlRecords) -> Sequence[StoredAlert]:
    with sample_posts().open("rb") as stream:
        feed = PostsJsonl(stream, source="samples", declaration=FeedDeclaration())
        ingest_posts(records, feed, clock=wiring.read_clock)
    policy = wiring.load_policy()
    scanner = wiring.make_scanner(wiring.make_detector(policy))
    find_in_posts(records, scanner, policy=policy, versions=(), clock=wiring.read_clock)
    with records.read() as view:
        return view.alerts.queue(count_max=SHOWN)


def _copy(alert: StoredAlert, number: int) -> dict[str, object]:
    return {
        "kind": alert.kind,
        "campaign_key": f"bench:{number}",
        "score_permille": (alert.score_permille + number) % 1000,
        "typology_ids": list(alert.typology_ids),
        "account_ids": [f"account-{number}"],
        "finding": dict(alert.finding),
    }


def _open_cases(records: SqlRecords, count: int, alert_ids: Sequence[str]) -> list[str]:
    staff = make_staff(persona_id("analyst"), Role.ANALYST)
    return [
        open_case(
            records,
            f"Case {number}",
            alert_ids=[alert_ids[number % len(alert_ids)]],
            actor=staff,
            now=wiring.read_clock(),
        ).reference
        for number in range(count)
    ]
