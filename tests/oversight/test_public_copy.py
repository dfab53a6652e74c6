"""What everybody may read of a statement: nothing that the transparency report hides."""

import re
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from tests.strategies.oversight import Said, answered, received, state, tellings
from tests.strategies.prove import LOG
from tests.strategies.respond import make_desk, make_seal

from plainsight.demo.scenes import run_respond_demo
from plainsight.model.fact import AuditTag
from plainsight.oversight.measure import measure_entries
from plainsight.oversight.measures import BY_ID, MEASURES
from plainsight.oversight.public_copy import (
    HIDDEN_TAGS,
    LEFT_TO_OVERSEERS,
    hide,
    is_hidden,
    public_lines,
)
from plainsight.oversight.transparency import report_transparency
from plainsight.oversight.verify import StatementFiles, verify_statement
from plainsight.prove.entry import parse_entry
from plainsight.stores.records import open_records

JULY: list[Said] = [
    received("re_1"),
    answered("re_1", 5),
    ("posts:refused", "ba_1", {"count": 4, "tag": "request:received"}),
    received("re_2", country="SG"),
    ("alert:decided", "al_1", {"said": '"tag":"request:moved"'}),
]


def published(files: StatementFiles) -> StatementFiles:
    return replace(files, lines=tuple(public_lines(files.lines)))


def test_entries_about_a_legal_request_are_hidden_and_the_root_still_holds() -> None:
    _, files, _ = state(JULY)
    copy = published(files)
    assert [is_hidden(line) for line in copy.lines] == [True, True, False, True, False]
    assert copy.lines[2] == files.lines[2]
    verdict = verify_statement(copy, key=LOG.key)
    assert verdict.is_verified
    assert "C2.received" in verdict.left
    assert {"C1.decided", "PRIVACY.refused", "C4.checked"}.isdisjoint(verdict.left)
    (note,) = verdict.notes
    assert "were not counted again; whoever holds the whole statement counts them" in note


@given(tellings)
def test_the_copy_verifies_wherever_the_whole_does_and_is_its_own_copy(told: list[Said]) -> None:
    _, files, _ = state(told)
    copy = published(files)
    assert verify_statement(copy, key=LOG.key).is_verified
    assert published(copy) == copy


@given(tellings)
def test_what_the_copy_counts_rests_on_no_hidden_entry(told: list[Said]) -> None:
    _, files, _ = state(told)
    entries = [parse_entry(line) for line in files.lines]
    whole = measure_entries(MEASURES, entries)
    shown = measure_entries(MEASURES, [each for each in entries if each.tag not in HIDDEN_TAGS])
    differ = {
        before.measure_id for before, after in zip(whole, shown, strict=True) if before != after
    }
    assert differ <= LEFT_TO_OVERSEERS


def test_a_month_after_a_copy_is_held_to_it() -> None:
    july, july_files, held = state(JULY)
    _, files, _ = state(
        [received("re_3"), ("alert:decided", "al_2", {})], period="2026-08", held=held, before=july
    )
    for previous in (july_files, published(july_files)):
        verdict = verify_statement(published(files), key=LOG.key, previous=previous)
        assert verdict.reasons == ()


def test_no_other_entry_passes_for_a_hidden_one() -> None:
    """Whoever hides what everybody may count is found by the count."""
    _, files, _ = state(JULY)
    lines = published(files).lines
    hidden = replace(files, lines=(*lines[:4], hide(lines[4])))
    (reason,) = verify_statement(hidden, key=LOG.key).reasons
    assert reason.startswith("C1.decided: the statement says 1 from 1 entries, the entries say 0")


@pytest.mark.parametrize(
    "line",
    [
        hide(b"another entry"),
        b'{"leaf":"00"}',
        b'{"leaf": "' + b"0" * 64 + b'"}',
        b'{"leaf":"' + b"A" * 64 + b'"}',
        b"",
    ],
)
def test_a_line_that_stands_for_another_entry_is_found(line: bytes) -> None:
    _, files, _ = state(JULY)
    touched = replace(files, lines=(line, *files.lines[1:]))
    assert not verify_statement(touched, key=LOG.key).is_verified


def test_a_number_may_not_name_shown_entries_that_say_nothing_of_it() -> None:
    statement, _, _ = state(JULY)
    figures = tuple(
        replace(each, entries=(2,)) if each.measure_id == "C2.received" else each
        for each in statement.figures
    )
    _, touched, _ = state(JULY, figures=figures)
    (reason,) = verify_statement(published(touched), key=LOG.key).reasons
    assert reason.startswith("C2.received: the statement names entries for it that are shown")


def test_nothing_that_the_report_suppresses_can_be_counted_from_the_copy(tmp_path: Path) -> None:
    """The demo's log: every cell of its report is small, and its entries tell of each."""
    records = open_records(f"sqlite:///{tmp_path / 'r.db'}", salts=secrets.token_bytes)
    desk = make_desk(records, make_seal(tmp_path), is_prepared=False)
    run_respond_demo(desk, tell=lambda _: None)
    with records.read() as view:
        lines = [each.canonical for each in view.audit.entries()]
        requests = [each.request_id for each in view.desk.requests.newest()]
        holds = [each.hold_id for name in requests for each in view.desk.holds.of_request(name)]
    records.close()
    year = str(desk.started_at.year)
    whole = [parse_entry(line) for line in lines]
    assert any(None in row.cells.values() for row in report_transparency(whole, period=year))
    copy = list(public_lines(lines))
    shown = [line for line in copy if not is_hidden(line)]
    assert len(copy) == len(lines) > len(shown) > 0
    told = b"\n".join(shown).decode()
    assert [name for name in (*requests, *holds) if name in told] == []
    counted = report_transparency([parse_entry(line) for line in shown], period=year)
    assert [(row.country, row.instrument) for row in counted] == [("all", "all")]
    assert set(counted[0].cells.values()) == {0}


def test_every_tag_of_a_legal_request_is_hidden() -> None:
    """A tag made tomorrow is looked at here before it is shown to everybody."""
    about = re.compile(r"request|requester|clock|hold|scope|package|gap|honey")
    of_all = {AuditTag.HOLDS_CHECKED, AuditTag.REQUEST_UNREADABLE}  # of no request in particular
    named = {tag for tag in AuditTag if about.fullmatch(tag.value.partition(":")[0])}
    assert named - of_all <= HIDDEN_TAGS


def test_each_number_left_to_overseers_is_a_measure() -> None:
    assert BY_ID.keys() > LEFT_TO_OVERSEERS
