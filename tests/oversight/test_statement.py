from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.oversight import Said, answered, received, state, tellings
from tests.strategies.prove import LOG, ORIGIN, WITNESS, SeedSigner

from plainsight.errors import BadStatement, PlainsightError
from plainsight.oversight.measures import MEASURES_VERSION
from plainsight.oversight.signing import sign_statement
from plainsight.oversight.statement import (
    Statement,
    indices_of,
    read_statement,
    spans_of,
    statement_bytes,
)
from plainsight.oversight.verify import StatementFiles, verify_statement
from plainsight.prove.checkpoint import parse_checkpoint, sign_checkpoint
from plainsight.prove.witness import cosign

JULY: list[Said] = [received("re_1"), answered("re_1", 5), received("re_2"), answered("re_2", 60)]
AUGUST: list[Said] = [received("re_3"), answered("re_3", 7), ("posts:refused", "ba", {"count": 4})]


def _resigned(files: StatementFiles, old: bytes, new: bytes) -> StatementFiles:
    """What an operator with the key could try: other numbers, well signed."""
    assert files.statement.count(old) == 1
    content = files.statement.replace(old, new)
    signed = sign_statement(content, log=ORIGIN, period="2026-07", signer=LOG)
    return replace(files, statement=content, signature=bytes(signed))


def _signed_as(files: StatementFiles, statement: Statement) -> StatementFiles:
    """The bundle of an operator's release that wrote this statement over the same entries."""
    content = statement_bytes(statement)
    note = sign_statement(content, log=ORIGIN, period=statement.period, signer=LOG)
    return replace(files, statement=content, signature=bytes(note))


@given(tellings)
def test_a_statement_reads_back_as_it_was_written_and_verifies(told: list[Said]) -> None:
    statement, files, _ = state(told)
    assert read_statement(files.statement) == statement
    assert statement_bytes(read_statement(files.statement)) == files.statement
    verdict = verify_statement(files, key=LOG.key)
    assert verdict.reasons == ()
    assert verdict.statement == statement


@given(st.sets(st.integers(0, 60)))
def test_indices_are_told_as_spans_and_read_back(indices: set[int]) -> None:
    ordered = tuple(sorted(indices))
    assert indices_of(spans_of(ordered), count_max=61) == ordered


@pytest.mark.parametrize("text", ["3,2", "1-1", "2-3,4", "1,1", "0-99999999999", "x", "-"])
def test_spans_that_nobody_would_write_are_refused(text: str) -> None:
    with pytest.raises((BadStatement, ValueError)):
        indices_of(text, count_max=100)


def test_months_follow_each_other_without_a_gap_and_remember_their_numbers() -> None:
    july, july_files, held = state(JULY)
    august, files, _ = state(AUGUST, period="2026-08", held=held, before=july)
    assert (august.first, august.before[0].values["C3.answered"]) == (4, 2)
    verdict = verify_statement(files, key=LOG.key, previous=july_files)
    assert verdict.reasons == ()
    with pytest.raises(BadStatement, match="ends at entry 4"):
        state(AUGUST, period="2026-08", before=july)


def test_a_statement_made_before_its_period_was_over_says_so() -> None:
    statement, files, _ = state(JULY, period="2026-H2")
    verdict = verify_statement(files, key=LOG.key)
    assert verdict.is_verified
    (note,) = verdict.notes
    assert note.startswith(f"2026-H2 was not over on {statement.made_on}, when this was made")
    assert verify_statement(state(JULY)[1], key=LOG.key).notes == ()


def test_an_embellished_number_is_caught_although_it_is_signed() -> None:
    _, files, _ = state(JULY)
    old = b'"C3.in_time":{"entries":"1","value":1}'
    new = b'"C3.in_time":{"entries":"1,3","value":2}'
    verdict = verify_statement(_resigned(files, old, new), key=LOG.key)
    assert verdict.reasons == (
        "C3.in_time: the statement says 2 from 2 entries, the entries say 1 from 1 entries",
    )


def test_a_number_left_out_is_caught() -> None:
    _, files, _ = state(JULY)
    bare = _resigned(files, b'"C3.breached":{"entries":"","value":0},', b"")
    assert (
        "C3.breached: the statement says nothing" in verify_statement(bare, key=LOG.key).reasons[0]
    )


def test_an_entry_left_out_changed_or_added_is_caught() -> None:
    _, files, _ = state(JULY)
    dropped = replace(files, lines=files.lines[:-1])
    assert "3 entries came along, the stretch has 4" in _why(dropped)
    late, early = files.lines[3], files.lines[3].replace(b"216000", b"160000")
    assert "not those that were signed" in _why(replace(files, lines=(*files.lines[:3], early)))
    swapped = (files.lines[0], files.lines[2], files.lines[1], late)
    assert "not those that were signed" in _why(replace(files, lines=swapped))
    assert "5 entries came along" in _why(replace(files, lines=(*files.lines, late)))


def test_a_statement_over_another_log_than_last_month_is_caught() -> None:
    july, july_files, _ = state(JULY)
    _, _, other = state([*JULY[:3], answered("re_2", 30)])
    _, files, _ = state(AUGUST, period="2026-08", held=other, before=july)
    assert verify_statement(files, key=LOG.key).is_verified
    verdict = verify_statement(files, key=LOG.key, previous=july_files)
    assert "history was rewritten" in verdict.reasons[0]


def test_a_month_before_told_otherwise_than_it_was_stated_is_caught() -> None:
    july, july_files, held = state(JULY)
    told = replace(july, made_on=july.made_on.replace(day=2))
    _, files, _ = state(AUGUST, period="2026-08", held=held, before=told)
    verdict = verify_statement(files, key=LOG.key, previous=july_files)
    assert verdict.reasons == (
        "repeats other numbers for the month before than that month's statement",
    )


def test_the_month_after_a_change_of_measures_is_held_to_the_month_before_it() -> None:
    july, files, held = state(JULY)
    older = replace(july, measures_version="2026.1")
    july_files = _signed_as(files, older)
    _, august, _ = state(AUGUST, period="2026-08", held=held, before=older)
    verdict = verify_statement(august, key=LOG.key, previous=july_files)
    assert verdict.reasons == ()
    note = verdict.notes[0]  # the other: these entries are of July
    assert note.startswith("the figures of 2026-07 were not computed again: version 2026.1")
    # By itself it is still not verified: nobody here can say whether its numbers are right.
    assert "verify with the release that made it" in _why(july_files)


def test_of_a_month_measured_otherwise_everything_but_its_figures_is_judged() -> None:
    july, files, held = state(JULY)
    older = replace(july, measures_version="2026.1")
    july_files = _signed_as(files, older)
    _, august, _ = state(AUGUST, period="2026-08", held=held, before=older)

    def why(previous: StatementFiles, key: SeedSigner = LOG) -> str:
        verdict = verify_statement(august, key=key.key, previous=previous)
        assert verdict.notes == () or verdict.reasons
        return "; ".join(verdict.reasons)

    assert "3 entries came along" in why(replace(july_files, lines=july_files.lines[:-1]))
    assert "does not verify" in why(replace(july_files, signature=files.signature))
    bettered = replace(older, made_on=older.made_on.replace(day=2))
    assert "repeats other numbers" in why(_signed_as(files, bettered))
    _, other, _ = state([*JULY[:3], answered("re_2", 30)])
    strangers = replace(
        read_statement(other.statement), measures_version="2026.1", period=older.period
    )
    assert "history was rewritten" in why(_signed_as(other, strangers))


def test_a_statement_signed_by_another_key_or_changed_after_is_refused() -> None:
    _, files, _ = state(JULY)
    stranger = SeedSigner(seed="stranger")
    assert not verify_statement(files, key=stranger.key).is_verified
    changed = replace(
        files, statement=files.statement.replace(MEASURES_VERSION.encode(), b"2099.1")
    )
    assert "the numbers were changed" in _why(changed)


def test_a_checkpoint_of_another_size_does_not_carry_the_statement() -> None:
    _, files, _ = state(JULY)
    checkpoint = parse_checkpoint(files.checkpoint).checkpoint
    longer = sign_checkpoint(replace(checkpoint, size=5), signer=LOG)
    assert "covers entries to 4, the checkpoint 5" in _why(
        replace(files, checkpoint=bytes(longer.note))
    )


def test_a_witness_is_counted_and_missed() -> None:
    _, files, _ = state(JULY)
    at = datetime(2026, 8, 1, tzinfo=UTC)
    cosigned = cosign(parse_checkpoint(files.checkpoint), signer=WITNESS, at=at)
    seen = replace(files, checkpoint=bytes(cosigned.note))
    asked = {"witnesses": [WITNESS.key], "witness_count_min": 1}
    assert verify_statement(seen, key=LOG.key, **asked).is_verified  # type: ignore[arg-type]
    verdict = verify_statement(files, key=LOG.key, **asked)  # type: ignore[arg-type]
    assert verdict.reasons == ("0 of the known witnesses signed, 1 are asked",)


@given(st.binary(max_size=200))
def test_any_bytes_for_a_statement_are_refused_with_a_reason(content: bytes) -> None:
    _, files, _ = state(JULY)
    assert verify_statement(replace(files, statement=content), key=LOG.key).reasons


@given(st.data())
def test_no_flipped_byte_of_a_bundle_passes(data: st.DataObject) -> None:
    _, files, _ = state(JULY)
    name = data.draw(st.sampled_from(["statement", "checkpoint", "lines"]))
    content = b"\n".join(files.lines) if name == "lines" else getattr(files, name)
    place = data.draw(st.integers(0, len(content) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    flipped = content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
    changed = tuple(flipped.split(b"\n")) if name == "lines" else flipped
    try:
        assert not verify_statement(replace(files, **{name: changed}), key=LOG.key).is_verified
    except PlainsightError as escaped:
        pytest.fail(f"a verdict, not an error: {escaped}")


def _why(files: StatementFiles) -> str:
    return "; ".join(verify_statement(files, key=LOG.key).reasons)
