"""Quality, learning and cases on both databases."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.intact import assert_intact
from tests.strategies.casework import (
    ANN,
    AUD,
    BEN,
    DAY,
    HOUR,
    NOON,
    QUI,
    SOL,
    campaign,
    decided,
    policy,
    policy_with_sample,
    policy_without_sample,
    post_campaign,
    raised,
)

from plainsight.app.casework.enqueue_alerts import sync_queue
from plainsight.app.casework.learn_from_decisions import (
    answer_term,
    approved_terms,
    export_labels,
    list_terms,
    mine_terms,
    propose_term,
    watch_typologies,
)
from plainsight.app.casework.list_queue import list_queue, list_skips, search_alerts
from plainsight.app.casework.review_quality import (
    GoldenShare,
    measure_quality,
    plant_golden,
    watch_reviewers,
)
from plainsight.app.casework.stored import QueueFilter
from plainsight.app.casework.view_alert import unmask_contacts, view_alert
from plainsight.app.casework.view_case import view_case
from plainsight.app.casework.work_case import note_case, open_case
from plainsight.app.stored import RaisedAlert
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.decision import Outcome
from plainsight.errors import BadValue, NotAllowed, UnknownId
from plainsight.feeds.posts.labelled import read_labelled
from plainsight.stores.records import SqlRecords


def test_a_golden_item_cannot_be_told_from_an_alert(records: SqlRecords) -> None:
    (source,) = raised(records, post_campaign(records, "k1"))
    decided(records, source, Outcome.BENIGN, at=NOON)
    planted = plant_golden(
        records, source, Outcome.BENIGN, actor=QUI, policy=policy(), now=NOON + HOUR
    )
    (plain,) = raised(records, post_campaign(records, "k2"), at=NOON + HOUR)
    shown = {
        alert: view_alert(records, alert, actor=ANN, now=NOON + HOUR) for alert in (planted, plain)
    }
    golden, other = shown[planted], shown[plain]
    assert set(golden.alert.finding) == set(other.alert.finding)
    assert golden.review.due_at == other.review.due_at
    assert golden.account_ids == other.account_ids
    assert golden.text == other.text
    assert len(golden.alert.campaign_key) == 16
    with records.read() as view:
        tags = {alert: [e.tag for e in view.audit.about(alert)] for alert in shown}
        assert tags[planted] == tags[plain]
        (entry,) = [e for e in view.audit.entries() if e.tag == "golden:planted"]
        assert planted.encode() not in entry.canonical
        assert_intact(view)


def test_golden_answers_are_not_taken_twice_and_teach_nothing(records: SqlRecords) -> None:
    (source,) = raised(records, post_campaign(records, "k1"))
    decided(records, source, Outcome.CONFIRMED, at=NOON)
    planted = plant_golden(records, source, Outcome.CONFIRMED, actor=QUI, policy=policy(), now=NOON)
    decided(records, planted, Outcome.BENIGN, by=BEN, at=NOON, under=policy_with_sample())
    with records.read() as view:
        assert view.casework.queue.get(planted).is_held_by("x", now=NOON) is False
        assert view.casework.queue.get(planted).stand.value == "decided"
    labels = export_labels(records, actor=QUI, policy=policy(), now=NOON)
    assert [label.label for label in labels] == ["ml"]
    period = {"since": NOON, "before": NOON + DAY, "queue": policy().queue}
    found = measure_quality(records, actor=QUI, **period)
    assert (found.golden.count, found.golden.observed) == (1, 0.0)
    assert [each.staff_id for each in found.reviewers] == ["ben"]
    assert measure_quality(records, actor=AUD, **period).reviewers == ()


def test_the_share_of_golden_items_that_the_policy_asks_for_is_held_to(records: SqlRecords) -> None:
    alerts = raised(records, *map(campaign, "abcde"))
    decided(records, alerts[0], Outcome.BENIGN, at=NOON)

    def share(permille: int) -> GoldenShare:
        queue = replace(policy().queue, golden_permille=permille)
        return measure_quality(
            records, since=NOON - DAY, before=NOON + DAY, actor=AUD, queue=queue
        ).share

    asked = [share(permille).asked_count for permille in (0, 1, 200, 201, 1000)]
    assert asked == [0, 1, 1, 2, 5]
    assert (share(300).planted_count, share(300).missing_count) == (0, 2)
    plant_golden(records, alerts[0], Outcome.BENIGN, actor=QUI, policy=policy(), now=NOON)
    after = share(300)
    assert (after.planted_count, after.alert_count, after.missing_count) == (1, 5, 1)
    assert share(0).missing_count == 0


def test_a_reviewer_whose_golden_answers_worsen_raises_an_alarm(records: SqlRecords) -> None:
    (source,) = raised(records, campaign("k"))
    decided(records, source, Outcome.BENIGN, at=NOON - 100 * DAY)
    for number in range(60):
        is_recent = number >= 30
        at = NOON - DAY if is_recent else NOON - 20 * DAY
        planted = plant_golden(records, source, Outcome.BENIGN, actor=QUI, policy=policy(), now=at)
        wrong = Outcome.CONFIRMED if is_recent and number % 2 else Outcome.BENIGN
        decided(records, planted, wrong, by=BEN, at=at)
    shifts = watch_reviewers(
        records, since=NOON - 30 * DAY, recent=NOON - 7 * DAY, before=NOON, actor=QUI,
        policy=policy(), now=NOON,
    )  # fmt: skip
    assert {shift.measure for shift in shifts if shift.is_alarm} == {
        "golden_accuracy", "confirming",
    }  # fmt: skip
    with records.read() as view:
        alarms = [e for e in view.audit.entries() if e.tag == "reviewer:alarmed"]
    assert len(alarms) == 2
    assert all(b"ben" not in alarm.canonical for alarm in alarms)


def test_decisions_become_rows_that_training_reads(records: SqlRecords, tmp_path: Path) -> None:
    alerts = raised(
        records,
        post_campaign(records, "k1", text="招聘跑分车队"),
        post_campaign(records, "k2", text="今天天气很好"),
        post_campaign(records, "k3", text="看不清楚"),
        post_campaign(records, "k4", text="没有决定"),
        campaign("f1", kind="flow"),
    )
    answers = [Outcome.SUSPICIOUS, Outcome.BENIGN, Outcome.INCONCLUSIVE]
    for alert, outcome in zip(alerts, answers, strict=False):
        decided(records, alert, outcome)
    decided(records, alerts[4], Outcome.CONFIRMED)
    rows = export_labels(records, actor=QUI, policy=policy(), now=NOON)
    file = tmp_path / "labels.jsonl"
    file.write_text("".join(json.dumps(row.to_json()) + "\n" for row in rows), encoding="utf-8")
    read = read_labelled(file).posts
    assert {(row.text, row.label) for row in read} == {
        ("招聘跑分车队", "ml"), ("今天天气很好", "benign"),
    }  # fmt: skip
    assert len({row.cluster for row in read}) == 2
    assert not any("k1" in row.cluster for row in read)


def test_a_settled_disagreement_teaches_the_last_word(records: SqlRecords) -> None:
    (alert,) = raised(records, post_campaign(records, "k1"))
    decided(records, alert, Outcome.CONFIRMED, at=NOON, under=policy_with_sample())
    assert export_labels(records, actor=QUI, policy=policy(), now=NOON) == ()
    decided(records, alert, Outcome.BENIGN, by=BEN, at=NOON + HOUR)
    decided(records, alert, Outcome.BENIGN, by=SOL, at=NOON + 2 * HOUR)
    (row,) = export_labels(records, actor=QUI, policy=policy(), now=NOON + DAY)
    assert row.label == "benign"


def test_a_typology_whose_precision_falls_raises_an_alarm(records: SqlRecords) -> None:
    for number in range(100):
        at = NOON - 20 * DAY if number < 60 else NOON - DAY
        (alert,) = raised(records, campaign(f"k{number}", typologies=("T01",)), at=at)
        is_right = number < 60 or number % 8 == 0
        outcome = Outcome.CONFIRMED if is_right else Outcome.BENIGN
        decided(records, alert, outcome, at=at)
    eager = policy_without_sample()
    shifts = watch_typologies(
        records, since=NOON - 30 * DAY, recent=NOON - 7 * DAY, before=NOON, actor=SOL,
        policy=type(eager)(
            queue=type(eager.queue)(alarm_count_min=30), reasons=eager.reasons
        ),
        now=NOON,
    )  # fmt: skip
    assert [(shift.subject, shift.measure) for shift in shifts if shift.is_alarm] == [
        ("T01", "precision")
    ]
    with records.read() as view:
        (alarm,) = [e for e in view.audit.entries() if e.tag == "typology:alarmed"]
    assert alarm.subject == "T01"


def test_terms_are_mined_proposed_and_approved_by_two(records: SqlRecords) -> None:
    for number in range(8):
        text = f"招聘跑分车队 日结 {'甲乙丙丁戊己庚辛'[number]}"
        (alert,) = raised(records, post_campaign(records, f"c{number}", text=text))
        decided(records, alert, Outcome.CONFIRMED)
    for number in range(12):
        (alert,) = raised(
            records, post_campaign(records, f"b{number}", text=f"今天天气很好 {number}")
        )
        decided(records, alert, Outcome.BENIGN)
    mined = mine_terms(records, known=["日结"], actor=ANN, policy=policy())
    crew = next(each for each in mined if "跑分车队" in each.phrase)
    with pytest.raises(BadValue, match="sense"):
        propose_term(
            records, crew, language="zh", sense_id="none.such", senses={"launder.crew"},
            actor=ANN, now=NOON,
        )  # fmt: skip
    candidate = propose_term(
        records, crew, language="zh", sense_id="launder.crew", senses={"launder.crew"},
        actor=ANN, now=NOON,
    )  # fmt: skip
    with pytest.raises(BadValue, match="before"):
        propose_term(
            records, crew, language="zh", sense_id="launder.crew", senses={"launder.crew"},
            actor=BEN, now=NOON,
        )  # fmt: skip
    assert approved_terms(records, actor=ANN).count("\n") == 1
    answer_term(records, candidate.candidate_id, is_approved=True, actor=SOL, now=NOON)
    assert list_terms(records, actor=ANN)[0].approved_by == "sol"
    row = approved_terms(records, actor=ANN).splitlines()[1]
    assert row.startswith(f"{crew.phrase},zh,launder.crew,")


def test_contacts_are_shown_for_a_reason_that_is_on_the_list_and_logged(
    records: SqlRecords,
) -> None:
    (alert,) = raised(records, post_campaign(records, "k1"))
    masked = view_alert(records, alert, actor=ANN, now=NOON)
    assert "wxid_abc123" not in masked.text + str(masked.alert.finding)
    with pytest.raises(BadValue):
        unmask_contacts(records, alert, reason_id="curious", actor=ANN, policy=policy(), now=NOON)
    plain = unmask_contacts(
        records, alert, reason_id="tie_accounts", actor=ANN, policy=policy(), now=NOON
    )
    assert "wxid_abc123" in plain.text
    with records.read() as view:
        tags = [entry.tag for entry in view.audit.about(alert)]
    assert tags == ["alert:raised", "alert:viewed", "contacts:unmasked"]


def test_alerts_from_before_the_queue_are_placed_once(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.alerts.put(
            [
                RaisedAlert(
                    kind="posts", campaign_key=f"k{number}", score_permille=500,
                    typology_ids=("T01",), finding={"account_count": 2},
                )
                for number in range(3)
            ],
            new_ids=[f"al_{number}" for number in range(3)],
            at=NOON,
        )  # fmt: skip
    assert sync_queue(records, policy=policy().queue, now=NOON) == 3
    assert sync_queue(records, policy=policy().queue, now=NOON) == 0
    assert len(list_queue(records, actor=ANN, now=NOON).reviews) == 3


def test_the_log_of_skips_is_ones_own_or_for_who_sees_quality(records: SqlRecords) -> None:
    assert list_skips(records, staff_id="ann", actor=ANN) == ()
    assert list_skips(records, actor=QUI) == ()
    with pytest.raises(NotAllowed):
        list_skips(records, staff_id="ben", actor=ANN)


def test_hostile_characters_break_nothing(records: SqlRecords) -> None:
    odd = "\x00\ud800换汇"
    (alert,) = raised(records, campaign("k", contacts=[odd], strongest={"title": odd}))
    case = open_case(
        records, f"A{odd}", alert_ids=[alert],
        items=[CaseItem(kind=ItemKind.CONTACT, ref=odd, data={"says": odd})],
        actor=ANN, now=NOON,
    )  # fmt: skip
    note_case(records, case.case_id, odd, actor=ANN, now=NOON)
    assert search_alerts(records, odd, actor=ANN, now=NOON).reviews
    for missing in (odd, "\x00"):
        with pytest.raises(UnknownId):
            view_case(records, missing, actor=ANN, now=NOON)
        with pytest.raises(UnknownId):
            view_alert(records, missing, actor=ANN, now=NOON)
        wanted = QueueFilter(account_id=missing, kind=missing)
        assert list_queue(records, wanted=wanted, actor=ANN, now=NOON).reviews == ()
    assert view_case(records, case.case_id, actor=ANN, now=NOON).graph.nodes
    assert case.title.startswith("A")
