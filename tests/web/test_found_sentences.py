"""Why something was found is read in the reader's language, and kept as it was said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from tests.strategies.flow_findings import START, flow_finding
from tests.web.browsing import DEMO_ORIGIN, as_persona, page_in, post

from plainsight.app.casework.enqueue_alerts import sync_queue
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.trace.keep_flow_alerts import keep_flow_alerts
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post, Visibility
from plainsight.stores.records import SqlRecords
from plainsight.trace.flows.finding import FlowReason
from plainsight.web.i18n.found_sentences import found_sentence

TEXT = "车队接料 日结"
REASON = "a crew, beside words of the trade"
DOUBT = "reads as news"
SAID = {
    "zh": ("车队，并有行话", "像新闻报道", "谐音字 接→街"),
    "es": ("un equipo, junto a palabras del oficio", "parece una noticia", "homófonos 接→街"),
}


@pytest.fixture
def post_alert(web_records: SqlRecords, clock: Callable[[], datetime]) -> str:
    """A post with one reason of a typology, one of an operator's own, and a doubt."""
    now = clock()
    evidence: list[JsonValue] = [
        {"start": 0, "end": 4, "excerpt": "车队接料", "plain": "车队接料", "sense": "crew",
         "gloss": "a crew", "undone": ["homophones 接→街"]},
    ]  # fmt: skip
    campaign: dict[str, JsonValue] = {
        "campaign_key": "text:1",
        "kind": "posts",
        "score_permille": 930,
        "typology_ids": ["T04"],
        "account_ids": ["u_1"],
        "finding": {
            "post_count": 1, "account_count": 1, "post_ids": ["p1"], "contacts": [],
            "lead": {"surface": "forum", "post_id": "p1"},
            "strongest": {
                "typology": "T04", "title": "Point running", "score_permille": 930,
                "reasons": [
                    {"facet": "service", "weight_permille": 450, "says": REASON,
                     "evidence": evidence},
                    {"facet": "settlement", "weight_permille": 250, "says": "our own sentence",
                     "evidence": []},
                ],
                "doubts": [{"weight_permille": 100, "says": DOUBT, "evidence": []}],
            },
        },
    }  # fmt: skip
    posted = Post(
        post_id="p1", account_id="u_1", surface="forum", visibility=Visibility.PUBLIC,
        posted_at=now - timedelta(days=2), text=TEXT,
    )  # fmt: skip
    with web_records.begin() as unit:
        unit.posts.keep([posted], batch_id=unit.new_id("ba"), source="test", at=now)
        (raised,) = raise_alerts(unit, [campaign], now=now).raised
    sync_queue(web_records, policy=load_review_policy().queue, now=now)
    return raised.alert_id


@pytest.fixture
def flow_alert(web_records: SqlRecords, clock: Callable[[], datetime]) -> str:
    """A flow with a reason of a typology and one of an operator's own."""
    finding = replace(
        flow_finding([1, 2, 3]),
        reasons=(
            FlowReason(says="together 1,200.00 USD", grade=1000, weight=600),
            FlowReason(says="our own sentence", grade=1000, weight=600),
        ),
    )
    with web_records.begin() as unit:
        kept = keep_flow_alerts(
            unit,
            [finding],
            policy_digest="0" * 16,
            as_of=START + timedelta(days=1),
            now=clock(),
        )
    sync_queue(web_records, policy=load_review_policy().queue, now=clock())
    (alert_id,) = kept.alert_ids.values()
    return alert_id


@pytest.mark.parametrize("language", SAID)
def test_reasons_doubts_and_what_was_undone_are_read_in_the_readers_language(
    house: FastAPI, post_alert: str, language: str
) -> None:
    text = page_in(house, language, f"/console/alerts/{post_alert}")
    reason, doubt, undone = SAID[language]
    assert f'<span title="{REASON}">{reason}</span>' in text
    assert f'<span title="{DOUBT}">{doubt}</span>' in text
    assert f'<span title="homophones 接→街">{undone}</span>' in text
    assert f'<mark class="service" id="m1" title="{reason}">' in text


@pytest.mark.parametrize("language", ["en", *SAID])
def test_a_sentence_of_an_operators_own_stays_as_it_was_written(
    house: FastAPI, post_alert: str, flow_alert: str, language: str
) -> None:
    for alert_id in (post_alert, flow_alert):
        text = page_in(house, language, f"/console/alerts/{alert_id}")
        assert "<span>our own sentence</span>" in text


def test_english_pages_say_what_is_stored(house: FastAPI, post_alert: str) -> None:
    text = page_in(house, "en", f"/console/alerts/{post_alert}")
    assert f"<span>{REASON}</span>" in text
    assert f"<span>{DOUBT}</span>" in text


@pytest.mark.parametrize(
    ("language", "dates", "reason"),
    [
        ("zh", "2026-01-01 至 2026-01-01", "合计 1,200.00 USD"),
        ("es", "del 2026-01-01 al 2026-01-01", "en total 1,200.00 USD"),
    ],
)
def test_the_reasons_of_a_flow_are_said_with_their_figures(
    house: FastAPI, flow_alert: str, language: str, dates: str, reason: str
) -> None:
    text = page_in(house, language, f"/console/alerts/{flow_alert}")
    assert f'<span title="together 1,200.00 USD">{reason}</span>' in text
    assert post(as_persona(house, "analyst"), f"/console/alerts/{flow_alert}/take").is_redirect
    for path in ("/console/alerts?whose=all", "/console"):
        listed = page_in(house, language, path)
        assert 'title="F03 Fan-in (0.60) at c, 2026-01-01 to 2026-01-01: together' in listed
        assert dates in listed
        assert f"{reason}；our" in listed or f"{reason}; our own sentence.</span>" in listed


def test_each_flow_of_an_alert_has_its_title_in_the_readers_language(
    make_app: Callable[..., FastAPI], house: FastAPI, flow_alert: str
) -> None:
    assert "<h2>F03 Fan-in</h2>" in page_in(house, "es", f"/console/alerts/{flow_alert}")
    titles = {"F03": {"en": "Fan-in", "es": "Concentración de fondos"}}
    services = {"reviews": load_review_policy(), "titles": titles}
    named = make_app(origin=DEMO_ORIGIN, is_demo=True, services=services)
    text = page_in(named, "es", f"/console/alerts/{flow_alert}")
    assert "<h2>F03 Concentración de fondos</h2>" in text


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "已不再查出；无须处理"), ("es", "ya no se encuentra; nada que hacer")],
)
def test_an_alert_that_later_transfers_ended_says_so_in_the_readers_language(
    house: FastAPI,
    flow_alert: str,
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    language: str,
    said: str,
) -> None:
    with web_records.begin() as unit:
        as_of = START + timedelta(days=2)
        keep_flow_alerts(unit, [], policy_digest="0" * 16, as_of=as_of, now=clock())
    assert said in page_in(house, language, f"/console/alerts/{flow_alert}")


def test_a_queue_quotes_posts_in_their_own_words(house: FastAPI, post_alert: str) -> None:
    assert '<div class="snip" lang="und">车队接料</div>' in page_in(house, "es", "/console/alerts")


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("a post named 5,000 USD, and 4,990.00 USD was paid in (p7)",
         "una publicación mencionaba 5,000 USD y se depositaron 4,990.00 USD (p7)"),
        ("3 deposits at 2 places in one day", "3 depósitos en 2 lugares en un solo día"),
        ("together with his brother", "together with his brother"),
        ("joined to flow:a:t1 by later transfers",
         "unida a flow:a:t1 por transferencias posteriores"),
        ("digits of a card", "digits of a card"),
        ("a note (of ours)", "a note (of ours)"),
        ("", ""),
    ],
)  # fmt: skip
def test_figures_are_filled_in_and_nothing_else_is_taken_for_one(stored: str, said: str) -> None:
    assert found_sentence(stored, "es") == said
    assert found_sentence(stored, "en") == stored
