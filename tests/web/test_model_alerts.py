"""What a trained model raises says that it is the model's, and what weighed most for it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from tests.web.browsing import page_in

from plainsight import wiring
from plainsight.app.casework.enqueue_alerts import sync_queue
from plainsight.app.detect.keep_campaigns import campaign_data
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.cli.run.serve_app import titles_of
from plainsight.detect.campaign import Campaign
from plainsight.detect.finding import Evidence, Finding, Reason
from plainsight.detect.lexicon import Facet
from plainsight.detect.with_model import ALONE_ID, ALONE_TITLE
from plainsight.engines.text_reasons import SAYS, WORDING
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.post import Post, Visibility
from plainsight.stores.records import SqlRecords
from plainsight.web.app import create_app

TEXT = "接料 车队 <b>"
SENSE = "launder.crew"
WORDED = {"en": SAYS, "zh": "模型学到的措辞", "es": "una redacción que el modelo ha aprendido"}
LIKELY = {
    "en": "87 % likely an advert",
    "zh": "87 % 可能是广告",
    "es": "87 % de probabilidad de ser un anuncio",
}


def found(post: Post, *, score: float, likelihood: float, reasons: Sequence[Reason]) -> Finding:
    return Finding(
        typology_id=ALONE_ID if reasons else "T04",
        typology_version=1,
        typology_title=ALONE_TITLE["en"] if reasons else "Point running",
        policy_digest="d" * 16,
        score=score,
        likelihood=likelihood,
        threshold=0.5,
        flags=(),
        reasons=tuple(reasons),
        raised_by="model" if reasons else "typology",
    ).on(post)


def because(start: int, end: int, *, sense: str, says: str, facet: Facet, weight: float) -> Reason:
    quoted = Evidence(
        start=start,
        end=end,
        excerpt=TEXT[start:end],
        plain=TEXT[start:end],
        sense=sense,
        gloss=says,
    )
    return Reason(indicator_id=sense, facet=facet, weight=weight, says=says, evidence=(quoted,))


@pytest.fixture
def raise_found(
    web_records: SqlRecords, clock: Callable[[], datetime]
) -> Callable[[Sequence[Reason]], str]:
    def raise_one(reasons: Sequence[Reason]) -> str:
        now = clock()
        post = Post(
            post_id="p1",
            account_id="u_1",
            surface="forum",
            visibility=Visibility.PUBLIC,
            posted_at=now - timedelta(days=2),
            text=TEXT,
        )
        campaign = Campaign(
            key="text:1",
            strongest=found(post, score=0.6, likelihood=0.87, reasons=reasons),
            lead=post,
            typologies={ALONE_ID: 1},
        )
        with web_records.begin() as unit:
            unit.posts.keep([post], batch_id=unit.new_id("ba"), source="test", at=now)
            (raised,) = raise_alerts(unit, [campaign_data(campaign)], now=now).raised
        sync_queue(web_records, policy=load_review_policy().queue, now=now)
        return raised.alert_id

    return raise_one


@pytest.fixture
def named_house(house: FastAPI) -> FastAPI:
    """With the shipped policy's titles and senses."""
    policy = wiring.load_policy()
    services = replace(house.state.services, titles=titles_of(policy), lexicon=policy.lexicon)
    return create_app(services)


@pytest.mark.parametrize("language", WORDED)
def test_a_models_alert_names_what_weighed_most_in_the_readers_language(
    named_house: FastAPI, raise_found: Callable[[Sequence[Reason]], str], language: str
) -> None:
    gloss = wiring.load_policy().lexicon.senses[SENSE].gloss
    alert_id = raise_found(
        [
            because(3, 5, sense=SENSE, says=gloss["en"], facet=Facet.SERVICE, weight=0.7),
            because(0, 2, sense=WORDING, says=SAYS, facet=Facet.WORDING, weight=0.3),
        ]
    )
    text = page_in(named_house, language, f"/console/alerts/{alert_id}")
    assert ALONE_TITLE[language] in text
    assert f'<mark class="wording" id="m1" title="{WORDED[language]}">接料' in text
    assert f'<mark class="service" id="m2" title="{gloss[language]}">车队' in text
    assert LIKELY[language] in text
    assert "&lt;b&gt;" in text


def test_an_alert_is_ordered_by_the_likelihood_and_keeps_the_score_of_its_reasons(
    named_house: FastAPI, raise_found: Callable[[Sequence[Reason]], str], web_records: SqlRecords
) -> None:
    alert_id = raise_found([])
    with web_records.read() as view:
        alert = view.alerts.find([alert_id])[alert_id]
    assert alert.score_permille == 870
    assert alert.finding["strongest"]["score_permille"] == 600  # type: ignore[index, call-overload]
    assert LIKELY["en"] in page_in(named_house, "en", f"/console/alerts/{alert_id}")
