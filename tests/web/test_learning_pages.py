"""Roll-outs and candidates in the console: one proposes, another answers."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.strategies.casework import campaign, decided, post_campaign, raised
from tests.web.browsing import DEMO_ORIGIN, as_persona, post
from tests.web.conftest import MovedClock

from plainsight.app.casework.take_alert import skip_alert
from plainsight.app.detect.obey_rollouts import steps_in_force
from plainsight.app.stored import PolicyVersion
from plainsight.casework.candidate import CandidateStand
from plainsight.casework.decision import Outcome
from plainsight.casework.rollout import RolloutStand, ShadowDay, Stage
from plainsight.demo.personas import ensure_personas, persona_id
from plainsight.detect.lexicon import Facet, Lexicon, Sense
from plainsight.detect.policy import Policy
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords
from plainsight.web.parts.rollout_view import PLOT_HEIGHT, PLOT_WIDTH, plot_days

CREW = Sense(sense_id="launder.crew", facet=Facet.SERVICE, gloss={"en": "a crew", "zh": "车队"})
LEXICON = Lexicon(terms=(), senses={"launder.crew": CREW})
OFFERS = {"T04": PolicyVersion(policy_id="T04", version="2", digest="d", text="version: 2")}
NO_POLICY = Policy(lexicon=LEXICON, typologies=(), digest="d", terms_digest="t")


@pytest.fixture
def house(
    make_app: Callable[..., FastAPI], web_records: SqlRecords, clock: Callable[[], datetime]
) -> FastAPI:
    ensure_personas(web_records, now=clock())
    services = {
        "reviews": load_review_policy(),
        "lexicon": LEXICON,
        "offers": OFFERS,
        "titles": {"T04": {"en": "Point running", "zh": "跑分", "es": "Pase"}},
    }
    return make_app(origin=DEMO_ORIGIN, is_demo=True, services=services)


def newest(records: SqlRecords) -> Any:
    with records.read() as view:
        return view.casework.learning.rollouts()[-1]


def propose(app: FastAPI, who: str = "quality", **fields: str) -> Any:
    asked = {"typology": "T04", "stage": "shadow", "permille": "100", **fields}
    return post(as_persona(app, who), "/console/rollouts", **asked)


def answer(app: FastAPI, who: str, step: str) -> Any:
    return post(as_persona(app, who), f"/console/rollouts/{step}")


def test_a_step_is_in_force_when_another_person_approved_it(
    house: FastAPI, web_records: SqlRecords
) -> None:
    assert propose(house).status_code == 303
    step = newest(web_records)
    assert (step.version, step.stage, step.permille) == (2, Stage.SHADOW, 0)
    mine = as_persona(house, "quality").get("/console/rollouts").text
    assert f"{step.rollout_id}/approve" not in mine
    own = answer(house, "quality", f"{step.rollout_id}/approve")
    assert own.status_code == 409
    assert "must be different people" in re.sub("<[^>]+>", " ", own.text)
    assert steps_in_force(web_records, NO_POLICY) == {}
    page = as_persona(house, "second-analyst").get("/console/rollouts").text
    assert f"{step.rollout_id}/approve" in page
    assert answer(house, "second-analyst", f"{step.rollout_id}/approve").status_code == 303
    assert set(steps_in_force(web_records, NO_POLICY)) == {"T04"}


def test_what_both_versions_found_stands_on_the_page(
    house: FastAPI, web_records: SqlRecords
) -> None:
    propose(house)
    day = ShadowDay(day="2026-11-03", seen_count=1200, present_count=9, new_count=12, both_count=7)
    with web_records.begin() as unit:
        unit.casework.learning.keep_shadow("T04", 2, [day])
    page = as_persona(house, "quality").get("/console/rollouts").text
    assert re.search(r"<td>2026-11-03</td><td class=\"n\">1,200</td>", page)
    assert "50 %" in page, "7 of 14 posts are found by both"
    assert "<title>2026-11-03: 9 / 12</title>" in page


def test_a_share_is_in_thousandths_and_a_rejected_step_changes_nothing(
    house: FastAPI, web_records: SqlRecords
) -> None:
    for wrong in ("", "0", "1001", "ten", "-1", "１０"):
        refused = propose(house, stage="share", permille=wrong)
        assert refused.status_code == 422, wrong
    assert propose(house, stage="share", permille="250").status_code == 303
    step = newest(web_records)
    assert (step.stage, step.permille) == (Stage.SHARE, 250)
    assert answer(house, "second-analyst", f"{step.rollout_id}/reject").status_code == 303
    assert newest(web_records).stand is RolloutStand.REFUSED
    assert steps_in_force(web_records, NO_POLICY) == {}


def test_only_what_the_proposed_folder_offers_is_rolled_out(house: FastAPI) -> None:
    assert propose(house, typology="T01").status_code == 409
    assert propose(house, stage="soon").status_code == 422
    assert propose(house, stage="stopped").status_code == 404
    assert answer(house, "second-analyst", "ro_none/approve").status_code == 404
    assert answer(house, "second-analyst", "ro_none/bless").status_code == 422


@pytest.mark.parametrize("language", ["zh", "es"])
def test_why_a_step_was_refused_is_said_in_the_readers_language(
    house: FastAPI, web_records: SqlRecords, language: str
) -> None:
    quality, senior = as_persona(house, "quality"), as_persona(house, "second-analyst")
    quality.headers["Accept-Language"] = senior.headers["Accept-Language"] = language
    asked = {"typology": "T04", "permille": "100"}

    def refused(client: Any, path: str = "", **fields: str) -> str:
        answer = post(client, f"/console/rollouts{path}", **fields)
        assert answer.status_code in (404, 409, 422)
        return str(answer.text).partition('role="alert"')[2].partition("</div>")[0]

    said = [
        refused(quality, **asked, stage="full"),
        refused(quality, **asked, stage="stopped"),
        refused(quality, **asked | {"typology": "T01"}, stage="shadow"),
        refused(quality, **asked | {"permille": ""}, stage="share"),
    ]
    post(quality, "/console/rollouts", **asked, stage="shadow")
    shadow = newest(web_records).rollout_id
    said += [
        refused(quality, **asked, stage="shadow"),
        refused(quality, f"/{shadow}/approve"),
    ]
    post(quality, "/console/rollouts", **asked, stage="share")
    share = newest(web_records).rollout_id
    post(senior, f"/console/rollouts/{share}/approve")
    said += [
        refused(senior, f"/{shadow}/approve"),
        refused(senior, f"/{share}/approve"),
        refused(quality, **asked, stage="share"),
    ]
    english = "nothing changed|first|folder|whole number|must be|possible|agreed|waits"
    assert [each for each in said if re.search(english, each) or not each] == []


def test_the_rooms_are_shown_to_whoever_may_enter(house: FastAPI) -> None:
    quality = as_persona(house, "quality").get("/console/quality").text
    assert 'href="/console/rollouts"' in quality
    assert 'href="/console/lexicon"' in quality
    analyst = as_persona(house, "analyst")
    assert 'href="/console/rollouts"' not in analyst.get("/console/lexicon").text
    assert analyst.get("/console/rollouts").status_code == 403
    assert as_persona(house, "desk").get("/console/lexicon").status_code == 403


def test_who_skipped_what_and_why_is_seen_by_whoever_sees_quality(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    quality = as_persona(house, "quality")
    assert "Skipped alerts" not in quality.get("/console/quality").text
    (alert,) = raised(web_records, campaign("s1"), at=clock())
    analyst = as_persona(house, "analyst")
    assert post(analyst, f"/console/alerts/{alert}/take").status_code == 303
    skip_alert(
        web_records,
        alert,
        reason_id="knows_person",
        note="my <b> cousin",
        actor=make_staff(persona_id("analyst"), Role.ANALYST),
        policy=load_review_policy(),
        now=clock(),
    )
    page = quality.get("/console/quality").text
    assert "Skipped alerts" in page
    assert alert[:14] in page
    assert "Ana Analyst" in page
    assert "my &lt;b&gt; cousin" in page
    assert "knows_person" not in page, "the reason is told in words"
    assert analyst.get("/console/quality").status_code == 403


@pytest.fixture
def mined(web_records: SqlRecords, clock: Callable[[], datetime]) -> str:
    """A phrase that eight confirmed alerts share."""
    now = clock()
    for number in range(8):
        text = f"招聘跑分车队 日结 {'甲乙丙丁戊己庚辛'[number]}"
        (alert,) = raised(web_records, post_campaign(web_records, f"c{number}", text=text), at=now)
        decided(web_records, alert, Outcome.CONFIRMED, at=now)
    for number in range(12):
        plain = post_campaign(web_records, f"b{number}", text=f"今天天气很好 {number}")
        (alert,) = raised(web_records, plain, at=now)
        decided(web_records, alert, Outcome.BENIGN, at=now)
    return "招聘跑分车队"


def candidate(records: SqlRecords) -> Any:
    with records.read() as view:
        return view.casework.learning.candidates()[0]


def test_a_phrase_is_proposed_by_one_and_approved_by_another(
    house: FastAPI, web_records: SqlRecords, mined: str
) -> None:
    analyst = as_persona(house, "analyst")
    assert mined not in analyst.get("/console/lexicon").text, "mining waits until it is asked for"
    assert mined in analyst.get("/console/lexicon?mined=yes").text
    fields = {"phrase": mined, "sense": "launder.crew", "language": "zh"}
    assert post(analyst, "/console/lexicon", **fields).status_code == 303
    again = post(analyst, "/console/lexicon", **fields)
    assert again.status_code == 422
    assert "proposed for this sense before" in again.text
    where = f"/console/lexicon/{candidate(web_records).candidate_id}/approve"
    assert where not in analyst.get("/console/lexicon").text
    assert post(analyst, where).status_code == 403
    assert where in as_persona(house, "quality").get("/console/lexicon").text
    assert post(as_persona(house, "quality"), where).status_code == 303
    assert candidate(web_records).stand is CandidateStand.APPROVED
    file = analyst.get("/console/lexicon/approved.csv")
    assert file.headers["content-disposition"] == 'attachment; filename="reviewed.csv"'
    assert file.text.splitlines()[1].startswith(f"{mined},zh,launder.crew,")


def test_only_mined_phrases_senses_and_languages_are_taken(
    house: FastAPI, web_records: SqlRecords, mined: str
) -> None:
    senior = as_persona(house, "second-analyst")
    good = {"phrase": mined, "sense": "launder.crew", "language": "zh"}
    for changed, status in (
        ({"phrase": "<script>alert(1)</script>"}, 404),
        ({"sense": "none.such"}, 422),
        ({"language": "xx"}, 422),
    ):
        refused = post(senior, "/console/lexicon", **{**good, **changed})
        assert refused.status_code == status
        assert "<script>alert" not in refused.text
    with web_records.read() as view:
        assert view.casework.learning.candidates() == ()
    assert post(senior, "/console/lexicon", **good).status_code == 303
    where = f"/console/lexicon/{candidate(web_records).candidate_id}/reject"
    assert post(senior, where).status_code == 409, "one's own"
    assert post(as_persona(house, "quality"), where).status_code == 303
    assert candidate(web_records).stand is CandidateStand.REJECTED


def test_what_waits_stands_among_the_approvals_of_whoever_may_answer(
    house: FastAPI, web_records: SqlRecords, mined: str
) -> None:
    propose(house)
    post(
        as_persona(house, "analyst"),
        "/console/lexicon",
        phrase=mined,
        sense="launder.crew",
        language="zh",
    )
    links = [
        f'href="/console/rollouts#{newest(web_records).rollout_id}"',
        f'href="/console/lexicon#{candidate(web_records).candidate_id}"',
    ]
    senior = as_persona(house, "second-analyst").get("/console/approvals").text
    assert all(link in senior for link in links)
    assert "Quin Quality" in senior
    quality = as_persona(house, "quality").get("/console/approvals").text
    assert [link in quality for link in links] == [False, True], "the step is their own"
    assert as_persona(house, "analyst").get("/console/approvals").status_code == 403
    assert mined not in as_persona(house, "desk").get("/console/approvals").text


def test_who_asks_is_marked_for_three_days_after_their_sign_in_was_drawn_anew(
    house: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    propose(house)

    def is_marked() -> list[bool]:
        senior = as_persona(house, "second-analyst")
        pages = ("/console/approvals", "/console/rollouts")
        return ["sign-in drawn anew on" in senior.get(page).text for page in pages]

    assert is_marked() == [False, False]
    with web_records.begin() as unit:
        quin = unit.identity.people.get(persona_id("quality"))
        unit.identity.people.save(replace(quin, renewed_at=clock()), at=clock())
    assert is_marked() == [True, True]
    clock.wait(timedelta(hours=73))
    assert is_marked() == [False, False]


def test_the_plot_stands_within_its_frame() -> None:
    days = [
        ShadowDay(day=f"d{n}", seen_count=9, present_count=n, new_count=2 * n, both_count=n)
        for n in range(28)
    ]
    drawn = plot_days(days)
    assert drawn.top == 54
    assert max(bar.new for bar in drawn.bars) == PLOT_HEIGHT
    assert max(bar.x + 2 * bar.width for bar in drawn.bars) <= PLOT_WIDTH
    few = plot_days(days[:2])
    assert few.top == 2
    assert few.bars[0].width < PLOT_WIDTH / 20, "two days do not fill the page"
