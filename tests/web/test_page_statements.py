"""What a page asks of the database does not grow with what stands in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.strategies.casework import keep_post
from tests.web.browsing import DEMO_ORIGIN, as_persona

from plainsight.app.casework.work_case import open_case
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.demo.personas import ensure_personas, persona_id
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.fact import JsonValue
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords

# Every look-up of the session, the roles, the names, and what the page itself shows.
STATEMENTS_MAX = {
    "/console": 12,
    "/console/alerts": 9,
    "/console/alerts?q=post": 20,
    "/console/alerts/{alert_id}": 22,
    "/console/cases": 8,
    "/console/cases/{reference}": 24,
}
_OF_SQLITE = ("PRAGMA", "BEGIN")


@pytest.fixture
def console(
    make_app: Callable[..., FastAPI], web_records: SqlRecords, clock: Callable[[], datetime]
) -> FastAPI:
    ensure_personas(web_records, now=clock())
    return make_app(origin=DEMO_ORIGIN, is_demo=True, services={"reviews": load_review_policy()})


def fill(records: SqlRecords, start: int, count: int, *, now: datetime) -> dict[str, str]:
    """Alerts of one post each with copies, and cases; names of the last ones."""
    for number in range(start, start + count):
        keep_post(records, f"p{number}", text=f"post {number} 换汇 @kunlun_{number}")
    told = [
        _campaign(number, range(start, start + count)) for number in range(start, start + count)
    ]
    with records.begin() as unit:
        raised = raise_alerts(unit, told, now=now).raised
    staff = make_staff(persona_id("analyst"), Role.ANALYST)
    cases = [
        open_case(records, f"Case {a.alert_id}", alert_ids=[a.alert_id], actor=staff, now=now)
        for a in raised
    ]
    return {"alert_id": raised[-1].alert_id, "reference": cases[-1].reference}


def _campaign(number: int, posts: range) -> dict[str, JsonValue]:
    strongest: JsonValue = {
        "typology": "T04", "version": 1, "title": "Point running", "policy": "ab" * 8,
        "score_permille": 930, "threshold_permille": 500, "flags": ["FIN-2025-A003 A3-06"],
        "facets": ["service"], "raised_by": "typology", "doubts": [],
        "reasons": [
            {"indicator": "i1", "facet": "service", "weight_permille": 450, "says": "offers",
             "evidence": [{"start": 7, "end": 9, "excerpt": "换汇", "plain": "换汇",
                           "sense": "crew", "gloss": "a crew", "undone": []}]},
        ],
    }  # fmt: skip
    return {
        "campaign_key": f"k{number}",
        "kind": "posts",
        "score_permille": 930,
        "typology_ids": ["T04"],
        "account_ids": [f"u{number}"],
        "finding": {
            "post_count": len(posts), "account_count": 1, "contacts": [],
            "post_ids": [f"p{each}" for each in posts],
            "first_at": "2026-01-15T12:00:00Z", "last_at": "2026-01-15T12:00:00Z",
            "lead": {"surface": "group-1", "post_id": f"p{number}"}, "strongest": strongest,
        },
    }  # fmt: skip


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_OF_SQLITE):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_page_asks_as_much_of_many_alerts_as_of_few(
    console: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    analyst = as_persona(console, "analyst")

    def counted(names: dict[str, str]) -> dict[str, int]:
        found = {}
        for path in STATEMENTS_MAX:
            with statements() as seen:
                answer = analyst.get(path.format(**names))
            assert answer.status_code == 200, answer.text
            found[path] = len(seen)
        return found

    few = counted(fill(web_records, 0, 2, now=clock()))
    many = counted(fill(web_records, 2, 30, now=clock()))
    assert many == few
    assert {path: n for path, n in many.items() if n > STATEMENTS_MAX[path]} == {}
