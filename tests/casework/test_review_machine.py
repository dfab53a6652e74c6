"""Any history of reviews keeps one pair of hands, and never asks the same person twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.strategies.casework import DAY, HOUR, NOON

from plainsight.casework.decision import Outcome
from plainsight.casework.priority import Risk
from plainsight.casework.review import (
    MOVES,
    SENIOR_LOOKS,
    Command,
    Look,
    Review,
    Stand,
    absorb,
    as_shown,
    assign,
    decide,
    escalate,
    release,
    reopen,
    skip,
    snooze,
    take,
)
from plainsight.errors import AlertTaken, BadValue, IllegalMove, NotYourAlert, SamePerson

PEOPLE = st.sampled_from(["ann", "ben", "cai", "dee"])
LEASE = timedelta(minutes=30)
REFUSED = (AlertTaken, IllegalMove, NotYourAlert, SamePerson)


def fresh() -> Review:
    return Review(
        alert_id="al_1",
        alert_version=1,
        kind="posts",
        typology_ids=("T01",),
        risk=Risk(score_permille=500, account_count=1),
        raised_at=NOON,
        due_at=NOON + DAY,
        available_at=NOON,
    )


class Floor(RuleBasedStateMachine):
    """Four people, one alert, a clock that only moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.review = fresh()
        self.now = NOON
        self.answered: list[tuple[int, str]] = []  # (round, who)
        self.asked: set[tuple[int, str]] = set()
        self.lease: tuple[str, datetime] | None = None

    def attempt(self, step: Callable[[], Review]) -> bool:
        before = self.review
        try:
            self.review = step()
        except REFUSED:
            assert self.review == before
            return False
        return True

    @rule(minutes=st.sampled_from([1, 29, 31, 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=PEOPLE)
    def take(self, who: str) -> None:
        others_hold = self.lease is not None and self.lease[0] != who and self.lease[1] > self.now
        done = self.attempt(lambda: take(self.review, staff_id=who, now=self.now, lease=LEASE))
        assert not (done and others_hold)
        assert not (done and (self.review.round, who) in {*self.answered, *self.asked})
        if done:
            self.lease = (who, self.now + LEASE)

    @rule(who=PEOPLE)
    def release(self, who: str) -> None:
        if self.attempt(lambda: release(self.review, staff_id=who, now=self.now)):
            self.end_lease(who)

    @rule(who=PEOPLE)
    def skip(self, who: str) -> None:
        if self.attempt(lambda: skip(self.review, staff_id=who, now=self.now)):
            self.end_lease(who)

    @rule(who=PEOPLE, hours=st.integers(1, 48))
    def snooze(self, who: str, hours: int) -> None:
        def step() -> Review:
            return snooze(
                self.review, staff_id=who, now=self.now, until=self.now + hours * HOUR,
                snooze_max=14 * DAY,
            )  # fmt: skip

        if self.attempt(step):
            self.end_lease(who)
            assert self.review.stand_at(self.now + hours * HOUR) is Stand.WAITING

    @rule(who=PEOPLE)
    def escalate(self, who: str) -> None:
        if self.attempt(lambda: escalate(self.review, staff_id=who, now=self.now)):
            self.end_lease(who)
            self.asked.add((self.review.round, who))
            assert self.review.look in SENIOR_LOOKS

    @rule(who=PEOPLE, outcome=st.sampled_from(Outcome), is_sampled=st.booleans())
    def decide(self, who: str, outcome: Outcome, is_sampled: bool) -> None:
        look, stood = self.review.look, self.review.outcome

        def step() -> Review:
            return decide(self.review, outcome, staff_id=who, now=self.now, is_sampled=is_sampled)

        if not self.attempt(step):
            return
        self.end_lease(who)
        self.answered.append((self.review.round, who))
        if look is Look.BLIND:
            assert self.review.outcome is stood
            agreed = outcome is stood
            assert self.review.stand is (Stand.DECIDED if agreed else Stand.WAITING)
        else:
            assert self.review.outcome is outcome

    @rule(to=PEOPLE | st.none())
    def assign(self, to: str | None) -> None:
        if self.attempt(lambda: assign(self.review, to=to, now=self.now)):
            assert self.review.assigned_to == to

    @precondition(lambda self: self.review.stand is Stand.DECIDED)
    @rule()
    def reopen(self) -> None:
        before = self.review.round
        assert self.attempt(lambda: reopen(self.review, now=self.now))
        assert (self.review.round, self.review.outcome) == (before + 1, None)

    def end_lease(self, who: str) -> None:
        assert self.lease is not None
        assert self.lease[0] == who
        assert self.lease[1] > self.now
        self.lease = None

    @invariant()
    def hands_and_stand_agree(self) -> None:
        assert (self.review.stand is Stand.TAKEN) is (self.review.holder_id is not None)
        if self.review.stand_at(self.now) is Stand.TAKEN:
            assert self.lease is not None
            assert self.review.holder_id == self.lease[0]

    @invariant()
    def nobody_answers_twice_in_a_round(self) -> None:
        assert len(self.answered) == len(set(self.answered))
        assert not self.asked & set(self.answered)

    @invariant()
    def a_decided_alert_has_an_outcome(self) -> None:
        assert self.review.stand is not Stand.DECIDED or self.review.outcome is not None

    @invariant()
    def a_blind_look_shows_to_nobody(self) -> None:
        for who in ("ann", "ben", "cai", "dee"):
            shown = as_shown(self.review, to=who, now=self.now)
            if self.review.stand is not Stand.DECIDED and self.review.look is Look.BLIND:
                assert shown.look is Look.FIRST
                assert (shown.outcome is None) is (shown.stand is not Stand.DECIDED)
                assert shown.barred <= {who}


TestFloor = Floor.TestCase
TestFloor.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize(("stand", "command"), list(product(Stand, Command)))
def test_every_pair_of_stand_and_command_is_a_move_or_refused(
    stand: Stand, command: Command
) -> None:
    held = {"holder_id": "ann", "taken_at": NOON, "available_at": NOON + HOUR}
    plain = {field: getattr(fresh(), field) for field in Review.__dataclass_fields__}
    review = Review(**plain | {"stand": stand} | (held if stand is Stand.TAKEN else {}))
    if stand is Stand.SNOOZED:
        review = Review(**plain | {"stand": stand, "available_at": NOON + HOUR})
    steps: dict[Command, Callable[[], Review]] = {
        Command.TAKE: lambda: take(review, staff_id="ann", now=NOON, lease=LEASE),
        Command.RELEASE: lambda: release(review, staff_id="ann", now=NOON),
        Command.SNOOZE: lambda: snooze(
            review, staff_id="ann", now=NOON, until=NOON + HOUR, snooze_max=DAY
        ),
        Command.SKIP: lambda: skip(review, staff_id="ann", now=NOON),
        Command.ESCALATE: lambda: escalate(review, staff_id="ann", now=NOON),
        Command.DECIDE: lambda: decide(
            review, Outcome.BENIGN, staff_id="ann", now=NOON, is_sampled=False
        ),
        Command.REOPEN: lambda: reopen(review, now=NOON),
        Command.ABSORB: lambda: absorb(review, now=NOON),
    }
    if (stand, command) in MOVES:
        assert steps[command]().stand is MOVES[stand, command]
    else:
        with pytest.raises(IllegalMove):
            steps[command]()


def test_a_snooze_has_bounds() -> None:
    held = take(fresh(), staff_id="ann", now=NOON, lease=LEASE)
    for until in (NOON, NOON - HOUR, NOON + 15 * DAY):
        with pytest.raises(BadValue):
            snooze(held, staff_id="ann", now=NOON, until=until, snooze_max=14 * DAY)


def test_asking_a_second_time_does_not_make_the_look_of_a_third_a_lesser_one() -> None:
    first = take(fresh(), staff_id="ann", now=NOON, lease=LEASE)
    sampled = decide(first, Outcome.BENIGN, staff_id="ann", now=NOON, is_sampled=True)
    blind = take(sampled, staff_id="ben", now=NOON, lease=LEASE)
    differs = decide(blind, Outcome.CONFIRMED, staff_id="ben", now=NOON, is_sampled=True)
    third = take(differs, staff_id="cai", now=NOON, lease=LEASE)
    assert escalate(third, staff_id="cai", now=NOON).look is Look.SETTLING
    asked = escalate(take(fresh(), staff_id="ann", now=NOON, lease=LEASE), staff_id="ann", now=NOON)
    again = take(asked, staff_id="ben", now=NOON, lease=LEASE)
    assert escalate(again, staff_id="ben", now=NOON).look is Look.SECOND
