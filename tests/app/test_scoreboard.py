"""The scoreboard over logs that the program itself wrote, not over entries made for the test."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.app.test_ingest_posts import ingest, refused
from tests.strategies.posts import post
from tests.strategies.respond import NOON, Seal, instruments, make_desk, make_seal

from plainsight.app.oversight.make_statement import state_period
from plainsight.app.oversight.scoreboard import read_scoreboard
from plainsight.app.oversight.statement_files import STATEMENT_FILE
from plainsight.app.respond.approve_scope import triage_request
from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.respond.contest_request import withdraw_request
from plainsight.app.respond.extend_hold import ask_reviews, confirm_hold
from plainsight.app.respond.follow_gap import (
    measure_gaps,
    note_mla_answer,
    note_mla_reference,
    note_no_answer,
    route_request,
)
from plainsight.app.respond.mark_duplicate import mark_duplicate, unmark_duplicate
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import lapse_holds, prepare_release_of_hold, release_hold
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.scenes import run_respond_demo
from plainsight.demo.staff import COUNSEL, CUSTODIAN, INTAKE
from plainsight.model.fact import AuditTag
from plainsight.oversight.measures import MEASURES_VERSION
from plainsight.oversight.statement import Statement
from plainsight.oversight.verify import StatementFiles
from plainsight.prove.entry import Entry
from plainsight.respond.states import Role
from plainsight.stores.records import SqlRecords

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BORDER = Actor(actor_id="xenia", role=Role.CROSS_BORDER)
OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


def values(records: SqlRecords, now: datetime) -> dict[str, int | None]:
    board = read_scoreboard(records, None, now=now)
    return {line.measure.measure_id: line.since.value for line in board.lines}


def emergency(desk: DemoDesk, now: datetime) -> str:
    received = receive_request(
        desk.records, emergency_request(), instruments=instruments(), actor=INTAKE, now=now
    )
    return received.stored.request_id


def sent_twice(desk: DemoDesk, now: datetime) -> None:
    paper = AttachedDocument(
        name="a.pdf", media_type="application/pdf", fingerprint="f" * 64, content=b"one"
    )
    for _ in range(2):
        repeated = receive_request(
            desk.records, emergency_request(), instruments=instruments(), actor=INTAKE, now=now,
            documents=[paper],
        ).stored.request_id  # fmt: skip
    triage_request(desk.records, repeated, actor=INTAKE, now=now)
    mark_duplicate(desk.records, repeated, "we answer the first", actor=INTAKE, now=now)
    unmark_duplicate(desk.records, repeated, "another person", actor=INTAKE, now=now)


def released_by_two(desk: DemoDesk, now: datetime) -> None:
    judged = receive_and_verify(
        desk, demo_request("us-preservation-2703f"), checks=good_checks(now), now=now
    )
    told = {"instruments": instruments()}
    request_id = judged.stored.request_id
    confirm_hold(desk.records, request_id, actor=CUSTODIAN, now=now + HOUR, **told)
    ask_reviews(desk.records, now=now + 61 * DAY, **told)
    people = {"custodian": CUSTODIAN, "second": COUNSEL}
    prepare_release_of_hold(
        desk.records, request_id, now=now + 300 * DAY, is_written_release=True, **people, **told
    )
    release_hold(desk.records, request_id, now=now + 400 * DAY, **people, **told)


def gaps_answered_and_given_up(desk: DemoDesk, now: datetime) -> None:
    """The demo's one-sided production is answered by treaty; a routing letter never is."""
    with desk.records.read() as view:
        (gap,) = view.desk.gaps.between(since=now - 3_000 * DAY, until=now)
    first, told = gap.request_id, {"actor": BORDER, "now": now}
    note_mla_reference(desk.records, first, "OIA-7", **told)
    note_mla_answer(desk.records, first, "documents came", **told)
    judged = receive_and_verify(desk, demo_request("us-subpoena"), checks=good_checks(now), now=now)
    second = judged.stored.request_id
    route_request(desk.records, second, letter="treaty", **told)
    note_no_answer(desk.records, second, "a year is over", **told)


def test_every_measure_hears_what_the_program_writes(records: SqlRecords, seal: Seal) -> None:
    desk = make_desk(records, seal, is_prepared=False)
    run_respond_demo(desk, tell=lambda _: None)
    ingest(records, post(1), refused())
    withdraw_request(
        records, emergency(desk, NOON), authenticated_by="passkey", actor=OFFICER, now=NOON + HOUR
    )
    emergency(desk, NOON)
    sent_twice(desk, NOON)
    check_clocks(records, now=NOON + 49 * HOUR)
    verify_holds(records, now=NOON + 50 * HOUR)
    released_by_two(desk, NOON)
    gaps_answered_and_given_up(desk, NOON + 51 * HOUR)
    lapse_holds(records, instruments=instruments(), now=NOON + 2_000 * DAY)
    board = read_scoreboard(records, None, now=NOON)
    silent = [line.measure for line in board.lines if not line.since.entries]
    for measure in silent:
        # What this story leaves out must count entries of a tag that exists, and read no field.
        bare = (Entry(index=0, tag=tag.value, subject="x", at=NOON) for tag in AuditTag)
        assert [measure.says(entry) for entry in bare].count(1) >= 1, measure.measure_id
    assert len(silent) <= 6


def test_the_gap_is_told_as_the_desk_counts_it(records: SqlRecords, seal: Seal) -> None:
    run_respond_demo(make_desk(records, seal, is_prepared=False), tell=lambda _: None)
    told = values(records, NOON)
    years = timedelta(days=3_000)
    desk = measure_gaps(records, since=NOON - years, until=NOON + years, now=NOON + years).whole
    assert told["GAP.transfers"] == desk.one_sided_transfers > 0
    assert told["GAP.parties"] == 2


def test_a_withdrawal_answers_nothing_and_is_told_apart(records: SqlRecords, seal: Seal) -> None:
    desk = make_desk(records, seal)
    before = values(records, NOON)
    withdraw_request(
        records, emergency(desk, NOON), authenticated_by="passkey", actor=OFFICER, now=NOON + HOUR
    )
    after = values(records, NOON + HOUR)
    changed = {name for name in after if after[name] != before[name]}
    # Nobody looked in the hour before; an emergency must be picked up within 15 minutes.
    assert changed == {"C2.received", "C2.withdrawn", "C4.placed", "C5.received", "C5.breached"}


def test_a_subpoena_whose_return_date_is_near_is_no_emergency(
    records: SqlRecords, seal: Seal
) -> None:
    desk = make_desk(records, seal)
    for days in (2, 365):
        request = replace(demo_request("us-subpoena"), return_on=(NOON + days * DAY).date())
        judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
        route_request(
            records, judged.stored.request_id, letter="treaty", actor=BORDER, now=NOON + 3 * HOUR
        )
    told = values(records, NOON)
    assert (told["C2.answered"], told["C3.answered"]) == (2, 0)


def test_holds_that_lapsed_are_not_told_as_released_by_two(records: SqlRecords, seal: Seal) -> None:
    desk = make_desk(records, seal)
    emergency(desk, NOON)
    released_by_two(desk, NOON)
    lapse_holds(records, instruments=instruments(), now=NOON + 2_000 * DAY)
    told = values(records, NOON)
    assert (told["C4.released"], told["C4.lapsed"]) == (1, 1)


def test_a_clock_that_ran_out_is_told_though_nobody_looked(records: SqlRecords, seal: Seal) -> None:
    emergency(make_desk(records, seal), NOON)
    assert values(records, NOON + 48 * HOUR)["C3.breached"] == 0
    assert values(records, NOON + 49 * HOUR)["C3.breached"] == 1
    check_clocks(records, now=NOON + 50 * HOUR)
    assert values(records, NOON + 51 * HOUR)["C3.breached"] == 1


def test_a_clock_that_ran_out_unseen_is_told_before_its_late_answer(
    records: SqlRecords, seal: Seal
) -> None:
    desk = make_desk(records, seal)
    request_id = emergency(desk, NOON)
    withdraw_request(
        records, request_id, authenticated_by="passkey", actor=OFFICER, now=NOON + 49 * HOUR
    )
    with records.read() as view:
        tags = [each.tag for each in view.audit.about(request_id)]
    breached, answered = AuditTag.CLOCK_BREACHED, AuditTag.CLOCK_ANSWERED
    assert tags.count(breached) == tags.count(answered) == 3
    assert max(i for i, tag in enumerate(tags) if tag == breached) < tags.index(answered)
    told = values(records, NOON + 50 * HOUR)
    assert (told["C3.breached"], told["C5.breached"]) == (1, 1)


def test_a_pick_up_that_nobody_made_is_told_though_nobody_looked(
    records: SqlRecords, seal: Seal
) -> None:
    emergency(make_desk(records, seal), NOON)
    told = values(records, NOON + timedelta(minutes=15))
    assert (told["C5.received"], told["C5.breached"]) == (1, 0)
    assert values(records, NOON + timedelta(minutes=16))["C5.breached"] == 1
    check_clocks(records, now=NOON + HOUR)
    assert values(records, NOON + 2 * HOUR)["C5.breached"] == 1


def test_a_pick_up_missed_in_a_stated_period_is_not_told_again_by_a_late_answer(
    records: SqlRecords, seal: Seal
) -> None:
    emergency(make_desk(records, seal), NOON)
    kept = Kept()
    state_period(
        records, period="2026-01", before=None, signer=seal.seals.signer, write=kept.write,
        draw=lambda _: "", now=NOON + HOUR,
    )  # fmt: skip
    board = read_scoreboard(records, kept, now=NOON + 49 * HOUR)
    lines = {line.measure.measure_id: line for line in board.lines}
    assert (lines["C5.breached"].number.value, lines["C5.breached"].since.value) == (1, 0)
    assert lines["C3.breached"].since.value == 1


class Kept:
    """One statement, kept as a folder would."""

    def __init__(self) -> None:
        self.written: dict[str, bytes] = {}

    def write(self, files: dict[str, list[bytes]]) -> None:
        self.written = {name: b"".join(lines) for name, lines in files.items()}

    def periods(self) -> tuple[str, ...]:
        return ("2026-01",)

    def files(self, period: str) -> StatementFiles:
        return StatementFiles(
            statement=self.written[STATEMENT_FILE], signature=b"", checkpoint=b"", lines=()
        )


def test_the_number_is_of_the_stated_period_and_what_came_since_stands_beside_it(
    records: SqlRecords, seal: Seal
) -> None:
    emergency(make_desk(records, seal), NOON)
    kept = Kept()
    stated = state_period(
        records, period="2026-01", before=None, signer=seal.seals.signer, write=kept.write,
        draw=lambda _: "", now=NOON + HOUR,
    )  # fmt: skip
    board = read_scoreboard(records, kept, now=NOON + 2 * HOUR)
    lines = {line.measure.measure_id: line for line in board.lines}
    assert (board.stated, board.first) == ("2026-01", stated.end)
    assert {name: line.number.value for name, line in lines.items()} == stated.values()
    received, breached = lines["C2.received"], lines["C3.breached"]
    assert (received.number.value, received.since.value) == (1, 0)
    assert all(index < board.first for index in received.number.entries)
    assert breached.is_kept is True
    late = read_scoreboard(records, kept, now=NOON + 49 * HOUR)
    missed = {line.measure.measure_id: line for line in late.lines}["C3.breached"]
    assert (missed.number.value, missed.since.value, missed.is_kept) == (0, 1, False)


def test_a_period_that_another_version_measured_is_named_with_it(
    records: SqlRecords, seal: Seal
) -> None:
    emergency(make_desk(records, seal), NOON)
    kept = Kept()
    state_period(
        records, period="2026-01", before=None, signer=seal.seals.signer, write=kept.write,
        draw=lambda _: "", now=NOON + HOUR,
    )  # fmt: skip
    board = read_scoreboard(records, kept, now=NOON + 2 * HOUR)
    assert (board.stated_by, board.is_stated_otherwise) == (MEASURES_VERSION, False)
    ours = f'"{MEASURES_VERSION}"'.encode()
    kept.written[STATEMENT_FILE] = kept.written[STATEMENT_FILE].replace(ours, b'"2026.1"')
    older = read_scoreboard(records, kept, now=NOON + 2 * HOUR)
    assert (older.stated_by, older.measures) == ("2026.1", MEASURES_VERSION)
    assert older.is_stated_otherwise


def test_before_the_first_statement_the_number_is_since_the_log_began(
    records: SqlRecords, seal: Seal
) -> None:
    emergency(make_desk(records, seal), NOON)
    board = read_scoreboard(records, None, now=NOON)
    assert board.stated == ""
    assert all(line.stated is None and line.number is line.since for line in board.lines)


def test_a_breach_is_told_once_in_the_period_in_which_it_happened(
    records: SqlRecords, seal: Seal, tmp_path: Path
) -> None:
    desk = make_desk(records, seal)
    emergency(desk, NOON)
    told: list[dict[str, int | None]] = []
    before: Statement | None = None
    for hours, period in ((47, "2025-12"), (49, "2026-01"), (60, "2026-02")):
        before = state_period(
            records,
            period=period,
            before=before,
            signer=seal.seals.signer,
            write=Kept().write,  # type: ignore[arg-type]
            draw=lambda _: "",
            now=NOON + hours * HOUR,
        )
        told.append(before.values())
    assert [each["C3.breached"] for each in told] == [0, 1, 0]
