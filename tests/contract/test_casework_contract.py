"""The review queue on both databases: its order, one pair of hands, four eyes, secrets."""

import secrets
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.intact import assert_intact
from tests.strategies.casework import (
    ANN,
    BEN,
    CAI,
    DAY,
    HOUR,
    NOON,
    SOL,
    campaign,
    decided,
    policy,
    policy_with_sample,
    policy_without_sample,
    post_campaign,
    raised,
)

from plainsight.app.casework.decide_alert import ask_second_look, decide_alert
from plainsight.app.casework.list_queue import count_queue, list_queue, search_alerts
from plainsight.app.casework.stored import QueueFilter, QueueMark, Workload
from plainsight.app.casework.take_alert import (
    assign_alert,
    release_alert,
    set_workload,
    skip_alert,
    snooze_alert,
    take_alert,
    take_next,
)
from plainsight.casework.decision import Outcome
from plainsight.casework.review import Look, Review, Stand
from plainsight.errors import (
    AlertTaken,
    IllegalMove,
    NotAllowed,
    NotYourAlert,
    SamePerson,
    UnknownId,
    WorkloadFull,
)
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords, open_records


def ids(reviews: tuple[Review, ...]) -> list[str]:
    return [review.alert_id for review in reviews]


def test_posts_and_flows_stand_in_one_queue_by_what_is_due(records: SqlRecords) -> None:
    weak, flow, wide, strong = raised(
        records,
        campaign("weak", score=200),
        campaign("flow", kind="flow", score=600, worth_cents=100_000_00),
        campaign("wide", score=700, accounts=[f"a{n}" for n in range(64)], posts=500),
        campaign("strong", score=990),
    )
    page = list_queue(records, actor=ANN, now=NOON)
    assert ids(page.reviews) == [wide, strong, flow, weak]
    assert page.next_mark is None
    assert {review.kind for review in page.reviews} == {"posts", "flow"}


@settings(max_examples=15)
@given(
    campaigns=st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 40), st.integers(0, 300), st.integers(0, 3)),
        max_size=12,
    ),
    page_size=st.integers(1, 5),
)
def test_pages_by_key_are_the_pure_order(
    campaigns: list[tuple[int, int, int, int]],
    page_size: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('queue') / 'records.db'}"
    records = open_records(url, salts=secrets.token_bytes)
    assert_pages_in_order(records, campaigns, page_size)
    records.close()


def test_pages_by_key_are_the_pure_order_on_both_databases(records: SqlRecords) -> None:
    many = [(n * 37 % 1001, n % 30, n * 11 % 200, n % 4) for n in range(60)]
    assert_pages_in_order(records, many, 7)


def assert_pages_in_order(
    records: SqlRecords, campaigns: list[tuple[int, int, int, int]], page_size: int
) -> None:
    for number, (score, accounts, posts, days) in enumerate(campaigns):
        raised(
            records,
            campaign(
                f"k{number}", score=score, accounts=[f"a{n}" for n in range(accounts)], posts=posts
            ),
            at=NOON + days * DAY,
        )
    seen: list[Review] = []
    mark: QueueMark | None = None
    while True:
        page = list_queue(records, after=mark, count_max=page_size, actor=ANN, now=NOON + 5 * DAY)
        seen += page.reviews
        mark = page.next_mark
        if mark is None:
            break
    assert ids(tuple(seen)) == ids(tuple(sorted(seen, key=lambda r: (r.due_at, r.alert_id))))
    assert len(seen) == len(campaigns)


def test_the_queue_is_narrowed_by_kind_typology_account_and_hands(records: SqlRecords) -> None:
    post, flow = raised(
        records,
        campaign("p", accounts=("acc-1", "acc-2")),
        campaign("f", kind="flow", accounts=("acc-2",), typologies=("F03", "F05")),
    )
    take_alert(records, flow, actor=BEN, policy=policy(), now=NOON)

    def found(**wanted: object) -> list[str]:
        page = list_queue(records, wanted=QueueFilter(**wanted), actor=ANN, now=NOON)  # type: ignore[arg-type]
        return ids(page.reviews)

    assert found(kind="flow") == [flow]
    assert found(typology_id="F05") == [flow]
    assert found(account_id="acc-1") == [post]
    assert set(found(account_id="acc-2")) == {post, flow}
    assert found(holder_id="ben") == [flow]
    assert found(belongs_to="ben") == [flow]
    assert found(belongs_to="ann") == []
    assert found(is_available=True) == [post]
    assert found(is_decided=True) == []


def test_search_finds_what_holds_every_word_in_any_spelling(records: SqlRecords) -> None:
    broker, drugs = raised(
        records,
        post_campaign(records, "k1", text="专业换汇，美金换人民币 ＵＳＤＴ low rate"),
        post_campaign(records, "k2", text="venta de cristal, envío rápido, USDT", account="acc-9"),
    )

    def found(query: str) -> set[str]:
        return set(ids(search_alerts(records, query, actor=ANN, now=NOON).reviews))

    assert found("usdt") == {broker, drugs}
    assert found("换汇") == {broker}
    assert found("换人民币 usdt") == {broker}
    assert found("汇换") == set()
    assert found("ENVIO usdt") == {drugs}
    assert found("acc-9") == {drugs}
    assert found("low cristal") == set()
    with records.read() as view:
        logged = [entry for entry in view.audit.entries() if entry.tag == "alerts:searched"]
        assert len(logged) == 7
        assert all(b"usdt" not in entry.canonical.lower() for entry in logged)


def test_a_lease_keeps_everybody_else_away_until_it_ends(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    taken = take_alert(records, alert, actor=ANN, policy=policy(), now=NOON)
    assert taken.available_at == NOON + policy().queue.lease
    with pytest.raises(AlertTaken):
        take_alert(records, alert, actor=BEN, policy=policy(), now=NOON + HOUR / 4)
    renewed = take_alert(records, alert, actor=ANN, policy=policy(), now=NOON + HOUR / 4)
    assert renewed.available_at == NOON + HOUR / 4 + policy().queue.lease
    late = NOON + HOUR
    assert take_next(records, actor=BEN, policy=policy(), now=late) is not None
    with pytest.raises(NotYourAlert):
        release_alert(records, alert, actor=ANN, now=late)
    with pytest.raises(NotYourAlert):
        decide_alert(
            records, alert, Outcome.BENIGN, reason_ids=["ordinary_trade"], actor=ANN,
            policy=policy(), now=late,
        )  # fmt: skip


def test_a_decision_after_the_lease_is_refused(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    take_alert(records, alert, actor=ANN, policy=policy(), now=NOON)
    with pytest.raises(IllegalMove):
        decide_alert(
            records, alert, Outcome.BENIGN, reason_ids=["ordinary_trade"], actor=ANN,
            policy=policy(), now=NOON + HOUR,
        )  # fmt: skip


def test_caps_limit_what_one_person_holds_and_decides(records: SqlRecords) -> None:
    alerts = raised(records, *(campaign(f"k{n}") for n in range(5)))
    set_workload(
        records, Workload(staff_id="ann", held_max=2, decided_daily_max=2), actor=SOL, now=NOON
    )
    for alert in alerts[:2]:
        take_alert(records, alert, actor=ANN, policy=policy(), now=NOON)
    with pytest.raises(WorkloadFull):
        take_alert(records, alerts[2], actor=ANN, policy=policy(), now=NOON)
    with pytest.raises(WorkloadFull):
        assign_alert(records, alerts[2], to=ANN, actor=SOL, policy=policy(), now=NOON)
    for alert in alerts[:2]:
        decided(records, alert, Outcome.BENIGN, at=NOON)
    with pytest.raises(WorkloadFull, match="24 hours"):
        take_next(records, actor=ANN, policy=policy(), now=NOON + HOUR)
    assert take_next(records, actor=ANN, policy=policy(), now=NOON + 25 * HOUR) is not None


def test_what_is_assigned_is_offered_to_its_person_first_and_to_nobody_else(
    records: SqlRecords,
) -> None:
    late, soon = raised(records, campaign("late", score=100), campaign("soon", score=900))
    assign_alert(records, late, to=BEN, actor=SOL, policy=policy(), now=NOON)
    with pytest.raises(AlertTaken):
        take_alert(records, late, actor=ANN, policy=policy(), now=NOON)
    first = take_next(records, actor=BEN, policy=policy(), now=NOON)
    assert first is not None
    assert first.alert_id == late
    other = take_next(records, actor=ANN, policy=policy(), now=NOON)
    assert other is not None
    assert other.alert_id == soon
    assert take_next(records, actor=CAI, policy=policy(), now=NOON) is None


def test_a_snoozed_alert_wakes_by_itself_for_the_same_person(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    take_alert(records, alert, actor=ANN, policy=policy(), now=NOON)
    snooze_alert(
        records, alert, until=NOON + DAY, reason_id="awaits_records", actor=ANN, policy=policy(),
        now=NOON,
    )  # fmt: skip
    assert take_next(records, actor=ANN, policy=policy(), now=NOON + HOUR) is None
    theirs = QueueFilter(belongs_to="ann")
    assert ids(list_queue(records, wanted=theirs, actor=ANN, now=NOON).reviews) == [alert]
    assert take_next(records, actor=BEN, policy=policy(), now=NOON + DAY) is None
    woken = take_next(records, actor=ANN, policy=policy(), now=NOON + DAY)
    assert woken is not None
    assert woken.alert_id == alert


def test_a_skipped_alert_goes_to_others_and_returns_after_a_while(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    take_next(records, actor=ANN, policy=policy(), now=NOON)
    skip_alert(records, alert, reason_id="knows_person", actor=ANN, policy=policy(), now=NOON)
    assert take_next(records, actor=ANN, policy=policy(), now=NOON + HOUR) is None
    after = NOON + policy().queue.skip_for
    assert take_next(records, actor=ANN, policy=policy(), now=after) is not None
    release_alert(records, alert, actor=ANN, now=after)
    assert take_next(records, actor=BEN, policy=policy(), now=after) is not None
    with records.read() as view:
        (skip,) = view.casework.queue.skips(staff_id="ann")
    assert (skip.alert_id, skip.reason_id, skip.skipped_at) == (alert, "knows_person", NOON)


def test_a_second_look_is_for_a_senior_who_did_not_ask(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    take_alert(records, alert, actor=SOL, policy=policy(), now=NOON)
    ask_second_look(records, alert, actor=SOL, now=NOON)
    with pytest.raises(SamePerson):
        take_alert(records, alert, actor=SOL, policy=policy(), now=NOON)
    with pytest.raises(NotAllowed):
        take_alert(records, alert, actor=ANN, policy=policy(), now=NOON)
    assert take_next(records, actor=ANN, policy=policy(), now=NOON) is None
    other = make_staff("sue", Role.SENIOR_ANALYST)
    decided(records, alert, Outcome.SUSPICIOUS, by=other, under=policy_with_sample())
    with records.read() as view:
        review = view.casework.queue.get(alert)
        (decision,) = view.casework.decisions.of_alert(alert)
    assert (review.stand, review.outcome) == (Stand.DECIDED, Outcome.SUSPICIOUS)
    assert (decision.look, decision.asked_by) == ("second", "sol")


def test_a_sampled_decision_is_taken_again_by_somebody_who_cannot_tell(records: SqlRecords) -> None:
    again, fresh = raised(records, campaign("a", score=900), campaign("b", score=800))
    decided(records, again, Outcome.CONFIRMED, at=NOON, under=policy_with_sample())
    own = list_queue(records, actor=ANN, now=NOON)
    assert ids(own.reviews) == [fresh]
    theirs = list_queue(records, actor=BEN, now=NOON)
    assert ids(theirs.reviews) == [again, fresh]
    blind, plain = (
        replace(r, alert_id="", due_at=NOON, risk=plain_risk(theirs.reviews), available_at=NOON)
        for r in theirs.reviews
    )
    assert blind == plain
    with pytest.raises(SamePerson):
        take_alert(records, again, actor=ANN, policy=policy(), now=NOON)
    decided(records, again, Outcome.BENIGN, by=BEN, at=NOON + HOUR)
    with records.read() as view:
        review = view.casework.queue.get(again)
        assert (review.look, review.outcome) == (Look.SETTLING, Outcome.CONFIRMED)
        (pair,) = view.casework.quality.double_pairs(since=NOON, before=NOON + DAY)
        assert (pair.staff_id, pair.answer, pair.other_id, pair.other) == (
            "ben", Outcome.BENIGN, "ann", Outcome.CONFIRMED,
        )  # fmt: skip
    decided(records, again, Outcome.BENIGN, by=SOL, at=NOON + 2 * HOUR)
    with records.read() as view:
        review = view.casework.queue.get(again)
    assert (review.stand, review.outcome) == (Stand.DECIDED, Outcome.BENIGN)


def plain_risk(reviews: tuple[Review, ...]) -> object:
    return reviews[0].risk


def test_two_who_agree_end_it(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    decided(records, alert, Outcome.BENIGN, at=NOON, under=policy_with_sample())
    decided(records, alert, Outcome.BENIGN, by=BEN, at=NOON, under=policy_with_sample())
    with records.read() as view:
        assert view.casework.queue.get(alert).stand is Stand.DECIDED


def test_a_decided_campaign_that_grew_comes_back_for_anybody(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k", score=500))
    decided(records, alert, Outcome.BENIGN)
    raised(records, campaign("k", score=550))
    assert count_queue(records, actor=ANN, now=NOON).open_count == 0
    raised(records, campaign("k", score=700))
    again = take_next(records, actor=ANN, policy=policy_without_sample(), now=NOON + DAY)
    assert again is not None
    assert (again.alert_id, again.round, again.outcome) == (alert, 2, None)
    with records.read() as view:
        tags = [entry.tag for entry in view.audit.about(alert)]
        assert tags.count("alert:reopened") == 1


def test_every_step_on_an_alert_is_an_entry_and_names_nobody(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    take_alert(records, alert, actor=ANN, policy=policy(), now=NOON)
    release_alert(records, alert, actor=ANN, now=NOON)
    decided(records, alert, Outcome.BENIGN, by=BEN)
    with records.read() as view:
        lines = view.audit.about(alert)
        assert [line.tag for line in lines] == [
            "alert:raised", "alert:taken", "alert:released", "alert:taken", "alert:decided",
        ]  # fmt: skip
        assert not any(b'"ann"' in line.canonical or b'"ben"' in line.canonical for line in lines)
        assert_intact(view)


def test_a_step_that_fails_leaves_neither_change_nor_entry(records: SqlRecords) -> None:
    (alert,) = raised(records, campaign("k"))
    with records.read() as view:
        size = view.audit.size()
    take_alert(records, alert, actor=ANN, policy=policy(), now=NOON)
    with pytest.raises(NotYourAlert):
        release_alert(records, alert, actor=BEN, now=NOON)
    with records.read() as view:
        assert view.audit.size() == size + 1
        assert view.casework.queue.get(alert).holder_id == "ann"


def test_an_alert_that_is_not_there_is_unknown(records: SqlRecords) -> None:
    with pytest.raises(UnknownId):
        take_alert(records, "al_none", actor=ANN, policy=policy(), now=NOON)
