"""Random commands at random times, with a crash between any two writes: nothing half-done."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import event
from tests.contract.intact import assert_intact
from tests.strategies.desk_commands import RandomDesk
from tests.strategies.desk_tour import WAYS
from tests.strategies.respond import NOON, Seal, make_desk

from plainsight.app.ports import Reading
from plainsight.app.respond.stored import StoredRequest
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.demo.accounts import ACCOUNT, PRESERVED
from plainsight.errors import PlainsightError
from plainsight.respond.states import Authenticity, Command, Production
from plainsight.stores.records import SqlRecords

SEEDS, STEPS = range(3, 7), 300
ATTEMPTS = 40  # where an argument is drawn, such as who approves
# The way from receipt to a package that was opened, and what lies beside it. The rest of the
# table is reached now and then.
REACHED = {
    *("T01", "T02", "T03", "T04", "T06", "T07", "T08", "T09", "T10", "T11", "T12"),
    *("T13", "T14", "T14a", "T15", "T15a", "T16", "T18", "T19", "T20", "T21", "T22", "T23"),
    *("T24", "T25", "T27", "T28", "T29a", "T30", "T31", "T32b", "T32c", "T32d"),
}
_LEFT = {Production.RELEASED, Production.ACKED}
_PERSONAL = (ACCOUNT.encode(), PRESERVED.encode(), b"a.reyes@", b"+1603555")


class Crash(Exception):
    """The process ends here."""


@dataclass
class Crasher:
    """Ends the process before a chosen statement."""

    left: int = -1

    def before(self, *_: Any) -> None:
        if self.left == 0:
            self.left = -1
            raise Crash
        self.left -= 1


@contextmanager
def crashing(records: SqlRecords) -> Iterator[Crasher]:
    crasher = Crasher()
    event.listen(records._engine, "before_cursor_execute", crasher.before)
    yield crasher
    event.remove(records._engine, "before_cursor_execute", crasher.before)


def test_after_any_crash_at_any_write_everything_holds(records: SqlRecords, seal: Seal) -> None:
    watch = Watch(records)
    desk = make_desk(records, seal)
    with crashing(records) as crasher:
        for seed in SEEDS:
            dice = random.Random(seed)
            drawn = RandomDesk(desk, seal, dice)
            now = NOON + seed * timedelta(days=2_000)
            for _ in range(STEPS):
                now += _pause(dice)
                # Now and then the host's clock is set back for one command.
                at = now - timedelta(minutes=dice.randrange(120)) * (dice.random() < 0.1)
                crash_at = dice.randrange(60) if dice.random() < 0.3 else -1
                watch.one(drawn, crasher, crash_at, at)
            watch.all(drawn.known)
            assert verify_holds(records, now=now).corrupted == ()
    assert watch.crashed > 50
    assert watch.done > watch.refused  # most draws are steps; a fifth is drawn to be refused


def test_each_verb_is_crashed_and_then_done_and_everything_holds(
    records: SqlRecords, seal: Seal
) -> None:
    """By design: on a way of its own, each verb ends before some write, and is then taken whole."""
    watch = Watch(records)
    drawn = RandomDesk(make_desk(records, seal), seal, random.Random(7))
    now, done = NOON, set[Command | str]()
    with crashing(records) as crasher:
        for way in WAYS:
            # Days apart, so that no agency is over its share of emergencies; a freeze still holds.
            now += timedelta(days=29)
            drawn.take_in(way.request(now), now, letter=way.letter)
            for place, stop in enumerate(way.stops):
                if isinstance(stop, timedelta):
                    now += stop
                    continue
                now += timedelta(minutes=7)
                crash_at = (0, 1 + place % 12)  # at its first statement, and somewhere in it
                taken = watch.taken(drawn, stop, crasher, crash_at=crash_at, now=now)
                assert taken, f"{way.name}: {stop} was never done; last refused: {watch.said}"
                done.add(stop)
            watch.all(drawn.known)
    assert done == watch.ended_in == {each.command for each in drawn.verbs()}
    assert watch.reached >= REACHED, f"not reached: {sorted(REACHED - watch.reached)}"


def _pause(dice: random.Random) -> timedelta:
    """Mostly minutes and hours; now and then weeks, in which holds and orders run out."""
    if dice.random() < 0.04:
        return timedelta(days=dice.randrange(5, 70))
    return timedelta(minutes=dice.randrange(0, 240))


@dataclass
class Watch:
    """Looks after every command at whatever it touched, and now and then at everything."""

    records: SqlRecords
    size: int = 0  # of the log at the last look
    known: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    clocks: dict[tuple[str, str], tuple[datetime, datetime]] = field(default_factory=dict)
    two_departments: set[str] = field(default_factory=set)
    done: int = 0
    refused: int = 0
    crashed: int = 0
    said: str = ""  # by the last refusal
    ended_in: set[Command | str] = field(default_factory=set)  # verbs of the tour that crashed

    def one(self, drawn: RandomDesk, crasher: Crasher, crash_at: int, now: datetime) -> None:
        """One command, with a crash before its statement `crash_at`, and the look after it."""
        self._act(drawn.draw(), crasher, crash_at, now)

    def taken(
        self,
        drawn: RandomDesk,
        stop: Command | str,
        crasher: Crasher,
        *,
        crash_at: tuple[int, ...],
        now: datetime,
    ) -> bool:
        """This verb on the last legal request: crashed first, then done; its arguments are drawn.

        False when it was refused each time.
        """
        one = drawn.known[-1]
        for attempt in range(ATTEMPTS):
            verb = next(each for each in drawn.verbs() if each.command == stop)
            done, crashed = self.done, self.crashed
            at = crash_at[attempt] if attempt < len(crash_at) else -1
            self._act(partial(verb.run, one), crasher, at, now)
            if self.crashed > crashed:
                self.ended_in.add(stop)
            if self.done > done:
                return True
        return False

    def _act(
        self, act: Callable[[datetime], object], crasher: Crasher, crash_at: int, now: datetime
    ) -> None:
        crasher.left = crash_at
        try:
            act(now)
            self.done += 1
        except Crash:
            self.crashed += 1
        except PlainsightError as refused:
            self.refused += 1  # in words
            self.said = str(refused)
        crasher.left = -1
        with self.records.read() as view:
            fresh = list(view.audit.entries(first=self.size))
            self.size += len(fresh)
            for entry in fresh:
                assert not any(each in entry.canonical for each in _PERSONAL)  # I12
                if entry.tag == "request:received":
                    self.known.add(entry.subject)
            for request_id in {entry.subject for entry in fresh} & self.known:
                self.request(view, request_id)

    def all(self, confirmed: list[str]) -> None:
        """The whole records: the log proves, and every legal request tells one story."""
        with self.records.read() as view:
            assert_intact(view)
            assert set(confirmed) <= self.known  # what was confirmed to a caller is there
            for request_id in self.known:
                self.request(view, request_id)

    def request(self, view: Reading, request_id: str) -> None:
        """State, custody, clocks, holds and log of one legal request tell one story."""
        stored = view.desk.requests.get(request_id)
        moves = view.desk.requests.moves(request_id)
        told = [e for e in view.audit.about(request_id) if e.tag == "request:moved"]
        assert len(moves) == len(told) > 0  # I7
        numbers = [each.number for each in moves]
        self.reached.update(numbers)
        if "T02" in numbers and "T06" in numbers:
            assert numbers.index("T02") < numbers.index("T06")  # I4
        self._clocks(view, stored)
        self._holds(view, stored, numbers)
        self._release(view, stored)
        if stored.two_departments:
            self.two_departments.add(request_id)
        assert stored.two_departments == (request_id in self.two_departments)  # I3: it stays
        if stored.state.production is Production.CLOSED and stored.request.is_emergency:
            assert stored.reviewed_at is not None  # I10

    def _clocks(self, view: Reading, stored: StoredRequest) -> None:
        """I8: none is rewritten, and none ends without an answer."""
        clocks = view.desk.clocks.of_request(stored.request_id)
        assert clocks
        for clock in clocks:
            begun = (clock.started_at, clock.due_at)
            key = (stored.request_id, f"{clock.kind.value}/{clock.run_number}")
            assert self.clocks.setdefault(key, begun) == begun
        *_, response = (c for c in clocks if c.kind.value == "response")
        assert (response.answered_at is None) == (stored.answered_at is None)

    def _holds(self, view: Reading, stored: StoredRequest, numbers: list[str]) -> None:
        for hold in view.desk.holds.of_request(stored.request_id):
            assert hold.state.value == stored.state.holding.value
            if hold.released_at is not None:  # I5: by two after the grace period, or lapsed
                assert {"T30", "T31"} & set(numbers)
                assert "T31" not in numbers or "T24" not in numbers

    def _release(self, view: Reading, stored: StoredRequest) -> None:
        """I1, I2, I3: what has left was sure, in scope, and of different people."""
        left = view.desk.requests.disclosures(stored.request_id)
        assert bool(left) or stored.state.production not in _LEFT
        if stored.state.production not in _LEFT:
            return
        assert len(left) == 1
        assert stored.state.authenticity is Authenticity.VERIFIED
        assert stored.token_id is not None
        assert stored.recipient_key is not None
        duties = stored.duties
        people = [duties.collector_id, duties.quality_id, duties.approver_id]
        departments = {duties.approver_department}
        if stored.two_departments:
            people.append(duties.second_approver_id)
            departments.add(duties.second_approver_department)
        assert None not in people
        assert len(set(people)) == len(people)
        upstream = {duties.intake_id, duties.verifier_id, duties.counsel_id}
        assert None not in upstream
        assert upstream.isdisjoint(people[2:])
        others = {*upstream, *people[:2], duties.notice_waived_by}
        assert duties.released_by is not None
        assert duties.released_by not in others
        assert len(departments) == len(people) - 2
