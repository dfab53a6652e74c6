"""What decisions taught the live site: a version that watches, phrases that wait."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.strategies.casework import decided, post_campaign, raised

from plainsight import wiring
from plainsight.app.casework.learn_from_decisions import mine_terms, propose_term
from plainsight.app.casework.roll_out import approve_rollout, propose_step
from plainsight.app.stored import PolicyVersion
from plainsight.casework.decision import Outcome
from plainsight.casework.mining import Mined
from plainsight.casework.rollout import ShadowDay, Stage
from plainsight.model.role import Role, Staff, make_staff
from plainsight.web.given import WebServices

OFFERS = {"T04": PolicyVersion(policy_id="T04", version="2", digest="d", text="version: 2")}
DAYS = 26
SLANG = ("秒押", "收料", "押车手", "代实名", "giro exprés", "飘单", "过桥", "mulas verificadas")
ORDINARY = (
    "在线等",
    "今天有空",
    "老地方",
    "诚意来",
    "下午可聊",
    "周末也行",
    "第一次来",
    "谢谢大家",
)
PROPOSED = ("秒押", "飘单")


def add_learning(services: WebServices) -> None:
    """A roll-out with a month of counts and its next step proposed; two candidates."""
    quality = make_staff("demo-quality", Role.REVIEW_QUALITY)
    senior = make_staff("demo-second-analyst", Role.SENIOR_ANALYST)
    analyst = make_staff("demo-analyst", Role.ANALYST)
    records, now = services.records, services.clock()
    began = now - timedelta(days=DAYS)
    first = propose_step(records, "T04", Stage.SHADOW, offers=OFFERS, actor=quality, now=began)
    approve_rollout(
        records, first.rollout_id, is_approved=True, actor=senior, now=began + timedelta(hours=3)
    )
    with records.begin() as unit:
        days = [
            _day((began + timedelta(days=place)).date().isoformat(), place) for place in range(DAYS)
        ]
        unit.casework.learning.keep_shadow("T04", 2, days)
    propose_step(
        records,
        "T04",
        Stage.SHARE,
        permille=100,
        offers=OFFERS,
        actor=quality,
        now=now - timedelta(hours=5),
    )
    mined = {each.phrase: each for each in _mine(services, analyst)}
    for phrase in PROPOSED:
        propose_term(
            records,
            mined[phrase],
            language="zh",
            sense_id="launder.crew",
            senses={"launder.crew"},
            actor=analyst,
            now=now - timedelta(days=1),
        )


def _mine(services: WebServices, analyst: Staff) -> tuple[Mined, ...]:
    """The phrases of two dozen alerts, decided by now."""
    assert services.reviews is not None
    governing = replace(services.reviews, queue=replace(services.reviews.queue, blind_permille=0))
    now = services.clock() - timedelta(days=2)
    for place, (text, outcome) in enumerate(_decided_texts()):
        (alert_id,) = raised(
            services.records, post_campaign(services.records, f"learnt-{place}", text=text), at=now
        )
        decided(services.records, alert_id, outcome, by=analyst, at=now, under=governing)
    known = [term.text for term in wiring.load_policy().lexicon.terms]
    return mine_terms(services.records, known=known, actor=analyst, policy=governing)


def _decided_texts() -> list[tuple[str, Outcome]]:
    drawn = Random(7)
    texts = []
    for place in range(72):
        is_confirmed = place % 2 == 0
        phrases = (
            drawn.sample(SLANG, 3) if is_confirmed else drawn.sample(SLANG[4:], place % 3 // 2)
        )
        texts.append(
            (
                "，".join([*phrases, drawn.choice(ORDINARY), drawn.choice(ORDINARY)]),
                Outcome.CONFIRMED if is_confirmed else Outcome.BENIGN,
            )
        )
    return texts


def _day(day: str, place: int) -> ShadowDay:
    drawn = Random(place)  # the same month every time
    present = drawn.randint(14, 30) + (8 if place % 7 < 5 else 0)
    both = present - drawn.randint(0, 4)
    return ShadowDay(
        day=day,
        seen_count=drawn.randint(8_000, 14_000),
        present_count=present,
        new_count=both + drawn.randint(3, 11),
        both_count=both,
    )
