"""Random commands at random times, with a crash between any two writes: nothing half-done."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from tests.contract.intact import assert_intact
from tests.strategies.respond import NOON, Seal, instruments, make_desk

from plainsight.app.approve_scope import (
    approve_scope,
    grant_scope,
    refuse_request,
    triage_request,
)
from plainsight.app.check_clocks import check_clocks
from plainsight.app.clarify_request import ask_clarification, clarify_request
from plainsight.app.collect_records import collect_records, pass_quality
from plainsight.app.contest_request import refuse_part, send_back, withdraw_request
from plainsight.app.delete_account import delete_account, expire_records
from plainsight.app.disclose import package_disclosure, release_package
from plainsight.app.extend_hold import ask_reviews, confirm_hold, extend_hold
from plainsight.app.follow_gap import note_mla_reference, route_request
from plainsight.app.honey_case import open_request
from plainsight.app.receive_request import receive_request
from plainsight.app.release_hold import lapse_holds
from plainsight.app.respond_demo import (
    ACCOUNT,
    APPROVER,
    COLLECTOR,
    COUNSEL,
    CUSTODIAN,
    INTAKE,
    OFFICER_ID,
    QUALITY,
    SECOND_APPROVER,
    VERIFIER,
    DemoDesk,
    demo_request,
    good_checks,
)
from plainsight.app.respond_stored import Actor
from plainsight.app.settle_request import close_request, settle_notice
from plainsight.app.verify_holds import verify_holds
from plainsight.app.verify_requester import start_verifying, verify_requester
from plainsight.app.watch_desk import watch_desk
from plainsight.errors import PlainsightError
from plainsight.respond.data_class import DataClass
from plainsight.respond.reason import Reason
from plainsight.respond.states import Role
from plainsight.stores.records import SqlRecords

STEPS = 200
OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
BORDER = Actor(actor_id="staff-xenia", role=Role.CROSS_BORDER)


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


def commands(desk: DemoDesk, known: list[str], dice: random.Random) -> list[Callable[..., Any]]:
    """Every verb of the desk, on a legal request drawn at random."""
    r, i, key, signer = desk.records, instruments(), desk.seals.signer.key, desk.seals.signer
    one = dice.choice(known) if known else "lr_none"
    request = demo_request(
        dice.choice(["us-subpoena", "us-preservation-2703f", "us-court-order-2703d"]),
        *dice.sample(list(DataClass), 3),
    )

    def receive(now: Any) -> None:
        known.append(
            receive_request(r, request, instruments=i, actor=INTAKE, now=now).stored.request_id
        )

    def leave(now: Any) -> None:
        package = package_disclosure(
            r, one, instruments=i, officer_id=OFFICER_ID, seals=desk.seals, now=now
        )
        release_package(r, one, package, actor=APPROVER, now=now)

    return [
        receive,
        lambda now: start_verifying(r, one, actor=INTAKE, now=now),
        lambda now: verify_requester(r, one, good_checks(now), actor=VERIFIER, now=now),
        lambda now: triage_request(r, one, actor=INTAKE, now=now),
        lambda now: grant_scope(r, one, instruments=i, signer=signer, actor=COUNSEL, now=now),
        lambda now: approve_scope(r, one, actor=dice.choice([APPROVER, SECOND_APPROVER]), now=now),
        lambda now: collect_records(r, one, key=key, actor=COLLECTOR, now=now),
        lambda now: pass_quality(r, one, key=key, actor=QUALITY, now=now),
        leave,
        lambda now: refuse_request(r, one, [Reason.OVERBROAD], actor=COUNSEL, now=now),
        lambda now: confirm_hold(r, one, instruments=i, actor=CUSTODIAN, now=now),
        lambda now: extend_hold(r, one, instruments=i, actor=CUSTODIAN, now=now, basis="renewal"),
        lambda now: ask_reviews(r, instruments=i, now=now),
        lambda now: lapse_holds(r, instruments=i, now=now),
        lambda now: check_clocks(r, now=now),
        lambda now: watch_desk(r, now=now),
        lambda now: ask_clarification(r, one, [Reason.INCOMPLETE], "?", actor=INTAKE, now=now),
        lambda now: clarify_request(r, one, "!", actor=OFFICER, now=now),
        lambda now: refuse_part(r, one, [Reason.OVERBROAD], "a part", actor=COUNSEL, now=now),
        lambda now: send_back(r, one, "again", actor=QUALITY, now=now),
        lambda now: withdraw_request(r, one, authenticated_by="key", actor=OFFICER, now=now),
        lambda now: route_request(r, one, actor=BORDER, now=now, letter="treaty"),
        lambda now: note_mla_reference(r, one, "OIA-7", actor=BORDER, now=now),
        lambda now: open_request(r, one, actor=QUALITY, now=now),
        lambda now: settle_notice(r, one, instruments=i, now=now),
        lambda now: close_request(r, one, actor=INTAKE, now=now),
        lambda now: delete_account(r, ACCOUNT, now=now),
        lambda now: expire_records(r, before=NOON, now=now),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_crash_at_any_write_everything_holds(
    records: SqlRecords, seal: Seal, seed: int
) -> None:
    desk, dice, known = make_desk(records, seal), random.Random(seed), list[str]()
    now, crashed, done = NOON, 0, 0
    with crashing(records) as crasher:
        for _ in range(STEPS):
            now += timedelta(minutes=dice.randrange(0, 300))
            act = dice.choice(commands(desk, known, dice))
            crasher.left = dice.randrange(0, 25) if dice.random() < 0.4 else -1
            try:
                act(now)
                done += 1
            except Crash:
                crashed += 1
            except PlainsightError:
                pass  # refused, in words
            crasher.left = -1
            assert_desk_intact(records, known)
    assert crashed > 0
    assert done > 10
    assert verify_holds(records, now=now).corrupted == ()


def assert_desk_intact(records: SqlRecords, known: list[str]) -> None:
    """State, custody, clocks, holds and log tell one story."""
    with records.read() as view:
        assert_intact(view)
        received = [e.subject for e in view.audit.entries() if e.tag == "request:received"]
        assert set(known) <= set(received)  # what was confirmed to a caller is there
        for request_id in received:
            stored = view.desk.requests.get(request_id)
            moves = view.desk.requests.moves(request_id)
            told = [e for e in view.audit.about(request_id) if e.tag == "request:moved"]
            assert len(moves) == len(told) > 0
            clocks = view.desk.clocks.of_request(request_id)
            assert clocks
            response = next(c for c in clocks if c.kind.value == "response")
            assert (response.answered_at is None) == (stored.answered_at is None)
            for hold in view.desk.holds.of_request(request_id):
                assert hold.state.value == stored.state.holding.value
            if stored.state.production.value == "released":
                assert len(view.desk.requests.disclosures(request_id)) == 1
                assert stored.state.authenticity.value == "verified"
                duties = stored.duties
                people = [duties.collector_id, duties.quality_id, duties.approver_id]
                assert len(set(people)) == 3
