"""One alert about a crew, its post and its contact, for tests of the console's pages."""

from datetime import datetime, timedelta

from plainsight.app.casework.enqueue_alerts import sync_queue
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post, Visibility
from plainsight.stores.records import SqlRecords

HANDLE = "kunlun_fleet9"
TEXT = f"<script>alert(1)</script> 车队接料 飞机@{HANDLE}"
REVIEWS = load_review_policy()


def campaign() -> dict[str, JsonValue]:
    """One post with a service and a contact, as the search for campaigns stores it."""
    at = TEXT.index("@")
    evidence: list[JsonValue] = [
        {"start": 26, "end": 30, "excerpt": "车队接料", "plain": "车队接料", "sense": "crew",
         "gloss": "a crew", "undone": ["homophones 接→街"]},
    ]  # fmt: skip
    contact: list[JsonValue] = [
        {"start": at, "end": len(TEXT), "excerpt": TEXT[at:], "plain": f"@{HANDLE}",
         "sense": "handle.telegram", "gloss": "a handle", "undone": []},
    ]  # fmt: skip
    strongest: JsonValue = {
        "typology": "T04", "version": 1, "title": "Point running", "policy": "ab" * 8,
        "score_permille": 930, "threshold_permille": 500, "flags": ["FIN-2025-A003 A3-06"],
        "facets": ["service", "contact"], "raised_by": "typology",
        "reasons": [
            {"indicator": "i1", "facet": "service", "weight_permille": 450,
             "says": "offers a crew", "evidence": evidence},
            {"indicator": "i2", "facet": "contact", "weight_permille": 250,
             "says": "gives a contact", "evidence": contact},
        ],
        "doubts": [{"against": "d1", "weight_permille": 100, "says": "reads like news",
                    "evidence": []}],
    }  # fmt: skip
    return {
        "campaign_key": f"handle.telegram:@{HANDLE}",
        "kind": "posts",
        "score_permille": 930,
        "typology_ids": ["T04"],
        "account_ids": ["u_1"],
        "finding": {
            "post_count": 1, "account_count": 1, "post_ids": ["p1"],
            "contacts": [f"handle.telegram:@{HANDLE}"],
            "first_at": "2026-01-15T12:00:00Z", "last_at": "2026-01-15T12:00:00Z",
            "strongest": strongest, "lead": {"surface": "forum", "post_id": "p1"},
            "posts": [{"surface": "forum", "post_id": "p1", "revision": 1}],
        },
    }  # fmt: skip


def raise_crew(records: SqlRecords, now: datetime) -> str:
    """Keep the post, raise the alert and put it into the queue; its id."""
    keep_wording(records, TEXT, now)
    with records.begin() as unit:
        raised = raise_alerts(unit, [campaign()], now=now)
    sync_queue(records, policy=REVIEWS.queue, now=now)
    return raised.raised[0].alert_id


def keep_wording(records: SqlRecords, text: str, at: datetime, *, surface: str = "forum") -> None:
    """The post as its author wrote it, or what the author made of it since."""
    wording = Post(
        post_id="p1", account_id="u_1", surface=surface, visibility=Visibility.PUBLIC,
        posted_at=at - timedelta(days=2), text=text,
    )  # fmt: skip
    with records.begin() as unit:
        unit.posts.keep([wording], batch_id=unit.new_id("ba"), source="test", at=at)
