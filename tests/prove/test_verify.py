"""Random logs, each attacked in one way; the verifier names the attack and its place."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.prove import LOG, ORIGIN, WITNESS, SeedSigner, checkpoint_over, file_of, logs

from plainsight.errors import BadNote
from plainsight.prove.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from plainsight.prove.entry import entry_bytes, parse_entry
from plainsight.prove.proof import prove_consistency, prove_inclusion
from plainsight.prove.proof_file import EntryProof
from plainsight.prove.tree import leaf_hash, node_lookup, root_of
from plainsight.prove.verdict import Flaw, Reason, Verdict
from plainsight.prove.verify import verify_entry, verify_growth, verify_log
from plainsight.prove.walk import GAPS_MAX, MENDS_MAX, REASONS_MAX
from plainsight.prove.witness import cosign

brisk = settings(max_examples=40, deadline=None)
AT = datetime(2026, 1, 31, 11, tzinfo=UTC)


def judge(
    found: list[bytes],
    *,
    signed: list[bytes],
    with_leaves: bool = False,
    since: bytes | None = None,
) -> Verdict:
    leaves = b"".join(leaf_hash(line) for line in signed) if with_leaves else None
    return verify_log(
        file_of(found), checkpoint=checkpoint_over(signed), key=LOG.key, since=since, leaves=leaves
    )


def told(verdict: Verdict) -> list[tuple[Flaw, int | None, int]]:
    return [(reason.flaw, reason.index, reason.count) for reason in verdict.reasons]


def plain_log(size: int) -> list[bytes]:
    return [
        b'{"at":"2026-01-31T08:00:00Z","body":{},"commitments":{},"index":%d,'
        b'"subject":"s_%d","tag":"test:made","v":1}' % (index, index)
        for index in range(size)
    ]


@brisk
@given(logs(size_min=0), st.booleans(), st.data())
def test_an_honest_log_is_verified(
    log: list[bytes], with_leaves: bool, data: st.DataObject
) -> None:
    held = data.draw(st.integers(0, len(log)))
    verdict = judge(log, signed=log, with_leaves=with_leaves, since=checkpoint_over(log[:held]))
    assert verdict.is_verified
    assert (verdict.origin, verdict.size, verdict.entry_count) == (ORIGIN, len(log), len(log))
    if log:
        assert verdict.first_at == parse_entry(log[0]).at
        assert verdict.last_at == parse_entry(log[-1]).at


@brisk
@given(logs(), st.data())
def test_a_flipped_byte_is_named_with_its_place_when_leaf_hashes_are_at_hand(
    log: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(log) - 1))
    place = data.draw(st.integers(0, min(len(log[index]), 60) - 1))
    changed = bytearray(log[index])
    changed[place] ^= data.draw(
        st.integers(1, 255).filter(lambda bits: changed[place] ^ bits != 10)
    )
    found = [*log[:index], bytes(changed), *log[index + 1 :]]
    verdict = judge(found, signed=log, with_leaves=True)
    assert told(verdict) == [(Flaw.FLIPPED_BYTE, index, 1)]
    assert f"byte {place} is" in str(verdict.reasons[0])
    assert not judge(found, signed=log).is_verified


@brisk
@given(logs(size_min=2), st.data())
def test_a_dropped_entry_is_named(log: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(log) - 2))
    found = [*log[:index], *log[index + 1 :]]
    for with_leaves in (False, True):
        verdict = judge(found, signed=log, with_leaves=with_leaves)
        assert told(verdict) == [(Flaw.DROPPED_ENTRY, index, 1)]


@brisk
@given(logs(size_min=2), st.data())
def test_a_truncated_log_is_named_with_what_is_missing(
    log: list[bytes], data: st.DataObject
) -> None:
    kept = data.draw(st.integers(0, len(log) - 1))
    verdict = judge(log[:kept], signed=log)
    assert told(verdict) == [(Flaw.TRUNCATED_LOG, kept, len(log) - kept)]


@brisk
@given(logs(size_min=3), st.data())
def test_a_reordered_entry_is_named(log: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(log) - 2))
    later = data.draw(st.integers(index + 1, len(log) - 1))
    found = [*log[:index], *log[index + 1 : later + 1], log[index], *log[later + 1 :]]
    assert told(judge(found, signed=log)) == [(Flaw.REORDERED_ENTRY, index, 1)]


@brisk
@given(logs(size_min=2))
def test_a_log_turned_round_is_reordered(log: list[bytes]) -> None:
    verdict = judge(log[::-1], signed=log)
    assert {reason.flaw for reason in verdict.reasons} == {Flaw.REORDERED_ENTRY}


@brisk
@given(logs(), st.data())
def test_an_entry_told_twice_is_an_inserted_one(log: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(log) - 1))
    place = data.draw(st.integers(index, len(log)))
    found = [*log[:place], log[index], *log[place:]]
    verdict = judge(found, signed=log)
    if len(log) in (place, index + 1):  # the first lines fit: the copy stands after them
        flaws = {Flaw.DUPLICATE_INDEX, Flaw.UNSIGNED_ENTRIES}
    else:
        flaws = {Flaw.INSERTED_ENTRY}
    assert {reason.flaw for reason in verdict.reasons} == flaws


@brisk
@given(logs(), st.data())
def test_an_entry_put_in_with_all_later_ones_renumbered_is_an_inserted_one(
    log: list[bytes], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(log) - 1))
    told_again = [*log[:place], log[place], *log[place:]]
    found = [
        entry_bytes(replace(parse_entry(line), index=index))
        for index, line in enumerate(told_again)
    ]
    changed = [*found[:place], entry_bytes(replace(parse_entry(found[place]), subject="forged"))]
    found = [*changed, *found[place + 1 :]]
    assert Flaw.INSERTED_ENTRY in {reason.flaw for reason in judge(found, signed=log).reasons}


@brisk
@given(logs(), st.data())
def test_a_rewritten_entry_is_named_and_placed_by_the_leaf_hashes(
    log: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(log) - 1))
    entry = replace(parse_entry(log[index]), subject="rewritten subject", body={"new": True})
    found = [*log[:index], entry_bytes(entry), *log[index + 1 :]]
    assert told(judge(found, signed=log)) == [(Flaw.REWRITTEN_ENTRY, None, 1)]
    placed = judge(found, signed=log, with_leaves=True)
    assert told(placed) == [(Flaw.REWRITTEN_ENTRY, index, 1)]


@brisk
@given(logs(), logs())
def test_entries_after_the_checkpoint_are_signed_by_nobody(
    log: list[bytes], more: list[bytes]
) -> None:
    tail = [
        entry_bytes(replace(parse_entry(line), index=len(log) + index))
        for index, line in enumerate(more)
    ]
    verdict = judge([*log, *tail], signed=log)
    assert told(verdict) == [(Flaw.UNSIGNED_ENTRIES, len(log), len(tail))]


@brisk
@given(logs(size_min=2), st.data())
def test_a_rewritten_history_is_named_although_the_log_is_signed(
    log: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(log) - 1))
    held = data.draw(st.integers(index + 1, len(log)))
    entry = replace(parse_entry(log[index]), subject="rewritten subject")
    rewritten = [*log[:index], entry_bytes(entry), *log[index + 1 :]]
    verdict = judge(rewritten, signed=rewritten, since=checkpoint_over(log[:held]))
    assert told(verdict) == [(Flaw.FORKED_HISTORY, None, 1)]


@brisk
@given(logs(size_min=2), st.data())
def test_an_older_state_than_the_one_held_is_a_rollback(
    log: list[bytes], data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, len(log) - 1))
    verdict = judge(log[:size], signed=log[:size], since=checkpoint_over(log))
    assert told(verdict) == [(Flaw.ROLLBACK, None, 1)]


def test_a_checkpoint_held_from_another_log_is_told_as_such() -> None:
    log = plain_log(3)
    other = checkpoint_over(log, signer=SeedSigner(seed="other"))
    verdict = judge(log, signed=log, since=other)
    assert told(verdict) == [(Flaw.WRONG_KEY, None, 1)]
    assert "held from before" in verdict.reasons[0].detail


def test_nothing_is_said_about_entries_under_a_checkpoint_nobody_signed() -> None:
    log = plain_log(3)
    verdict = verify_log(
        file_of(log[:1]), checkpoint=checkpoint_over(log), key=SeedSigner(seed="other").key
    )
    assert told(verdict) == [(Flaw.WRONG_KEY, None, 1)]
    assert (verdict.size, verdict.entry_count) == (None, 0)


def test_a_key_may_sign_for_an_origin_of_another_name() -> None:
    signer = SeedSigner(name="keys.example.com/2026")
    log = plain_log(3)
    note = checkpoint_over(log, signer=signer)
    assert verify_log(file_of(log), checkpoint=note, key=signer.key, origin=ORIGIN).is_verified
    refused = verify_log(file_of(log), checkpoint=note, key=signer.key)
    assert told(refused) == [(Flaw.WRONG_ORIGIN, None, 1)]


def test_a_key_of_the_wrong_kind_is_the_caller_s_mistake() -> None:
    log = plain_log(3)
    with pytest.raises(BadNote, match="kind 04"):
        verify_log(file_of(log), checkpoint=checkpoint_over(log), key=WITNESS.key)
    with pytest.raises(BadNote, match="needs 04"):
        verify_log(file_of(log), checkpoint=checkpoint_over(log), key=LOG.key, witnesses=[LOG.key])


def test_leaf_hashes_of_another_log_do_not_help_and_are_told_of() -> None:
    log = plain_log(3)
    verdict = verify_log(
        file_of(log), checkpoint=checkpoint_over(log), key=LOG.key, leaves=b"x" * 96
    )
    assert told(verdict) == [(Flaw.ALTERED_LEAF_HASHES, None, 1)]
    short = verify_log(file_of(log), checkpoint=checkpoint_over(log), key=LOG.key, leaves=b"x")
    assert told(short) == [(Flaw.ALTERED_LEAF_HASHES, None, 1)]


def test_a_last_line_without_its_newline_is_cut_off() -> None:
    log = plain_log(3)
    lines = [*file_of(log[:2]), log[2]]
    verdict = verify_log(lines, checkpoint=checkpoint_over(log), key=LOG.key)
    assert told(verdict) == [(Flaw.UNREADABLE_ENTRY, 2, 1)]


def test_an_empty_line_is_no_entry() -> None:
    log = plain_log(3)
    verdict = judge([*log[:1], b"", *log[1:]], signed=log)
    assert Flaw.UNREADABLE_ENTRY in {reason.flaw for reason in verdict.reasons}


def test_neighbours_with_one_flaw_are_told_as_one() -> None:
    log = plain_log(40)
    verdict = judge([*log[:5], *log[9:]], signed=log)
    assert [str(reason) for reason in verdict.reasons] == [
        "dropped_entry: entries 5 to 8: signed, but absent here"
    ]


def test_an_entry_that_claims_an_index_far_away_is_inserted_and_its_own_is_missing() -> None:
    log = plain_log(9)
    far = log[4].replace(b'"index":4', b'"index":9007199254740991')
    verdict = judge([*log[:4], far, *log[5:]], signed=log)
    assert told(verdict) == [(Flaw.INSERTED_ENTRY, 2**53 - 1, 1), (Flaw.DROPPED_ENTRY, 4, 1)]


def test_a_log_in_ruins_is_told_in_a_bounded_number_of_reasons() -> None:
    log = plain_log(4 * GAPS_MAX)
    odd_then_even = log[1::2] + log[0::2][::-1]
    verdict = judge(odd_then_even, signed=log)
    assert {reason.flaw for reason in verdict.reasons} == {Flaw.REORDERED_ENTRY}
    assert len(verdict.reasons) <= 2 * REASONS_MAX
    assert verdict.withheld_count > 0


def test_only_so_many_flipped_bytes_are_looked_for() -> None:
    log = plain_log(MENDS_MAX + 2)
    found = [line.replace(b'"subject":"s_', b'"subject":"t_') for line in log]
    assert told(judge(found, signed=log, with_leaves=True)) == [
        (Flaw.FLIPPED_BYTE, 0, MENDS_MAX),
        (Flaw.REWRITTEN_ENTRY, MENDS_MAX, 2),
    ]


def test_an_honest_log_of_an_operator_who_misnumbered_it_is_told_to_the_operator() -> None:
    log = plain_log(6)
    skipped = [*log[:3], *plain_log(7)[4:]]
    for with_leaves in (False, True):
        verdict = judge(skipped, signed=skipped, with_leaves=with_leaves)
        assert told(verdict) == [(Flaw.INDEX_GAP, 3, 3)]


def test_a_signed_size_that_the_root_does_not_have_is_told_to_the_operator() -> None:
    log = plain_log(6)
    root = root_of(leaf_hash(line) for line in log)
    for size in (5, 7):
        checkpoint = Checkpoint(origin=ORIGIN, size=size, root=root)
        note = bytes(sign_checkpoint(checkpoint, signer=LOG).note)
        verdict = verify_log(file_of(log), checkpoint=note, key=LOG.key)
        assert told(verdict) == [(Flaw.MISMATCHED_SIZE, None, 1)]


def test_witnesses_are_counted_and_named() -> None:
    log = plain_log(3)
    signed = parse_checkpoint(checkpoint_over(log))
    note = bytes(cosign(signed, signer=WITNESS, at=AT).note)
    second = replace(WITNESS, seed="second", name="second.example.org")
    for least, is_verified in ((0, True), (1, True), (2, False)):
        verdict = verify_log(
            file_of(log),
            checkpoint=note,
            key=LOG.key,
            witnesses=[WITNESS.key, second.key],
            witness_count_min=least,
        )
        assert verdict.is_verified is is_verified
        assert [seen.witness for seen in verdict.cosignatures] == [WITNESS.name]


@brisk
@given(logs(), st.data())
def test_one_entry_is_proven_by_its_file_alone_and_no_other(
    log: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(log) - 1))
    node = node_lookup([leaf_hash(line) for line in log])
    proof = EntryProof(
        line=log[index],
        index=index,
        hashes=prove_inclusion(index=index, size=len(log), node=node),
        checkpoint=checkpoint_over(log),
    )
    verdict = verify_entry(bytes(proof), key=LOG.key)
    assert verdict.is_verified
    assert verdict.first_at == parse_entry(log[index]).at
    forged = entry_bytes(replace(parse_entry(log[index]), subject="forged subject"))
    refused = verify_entry(bytes(replace(proof, line=forged)), key=LOG.key)
    assert told(refused) == [(Flaw.UNPROVEN_ENTRY, index, 1)]


def test_a_proof_file_of_a_line_that_is_no_entry_is_refused_although_it_is_in_the_tree() -> None:
    for line, flaw in (
        (b"{}", Flaw.UNREADABLE_ENTRY),
        (b"{ }", Flaw.NON_CANONICAL_ENTRY),
        (plain_log(6)[5], Flaw.INDEX_GAP),
    ):
        proof = EntryProof(line=line, index=0, hashes=(), checkpoint=checkpoint_over([line]))
        assert told(verify_entry(bytes(proof), key=LOG.key)) == [(flaw, 0, 1)]


def test_a_proof_file_needs_its_witnesses_too() -> None:
    (line,) = plain_log(1)
    proof = EntryProof(line=line, index=0, hashes=(), checkpoint=checkpoint_over([line]))
    verdict = verify_entry(bytes(proof), key=LOG.key, witnesses=[WITNESS.key], witness_count_min=1)
    assert told(verdict) == [(Flaw.MISSING_WITNESS, None, 1)]


@brisk
@given(logs(size_min=2), st.data())
def test_growth_is_verified_between_checkpoints_alone(
    log: list[bytes], data: st.DataObject
) -> None:
    held = data.draw(st.integers(0, len(log)))
    node = node_lookup([leaf_hash(line) for line in log])
    proof = prove_consistency(old_size=held, size=len(log), node=node)
    current, since = checkpoint_over(log), checkpoint_over(log[:held])
    assert verify_growth(proof, checkpoint=current, since=since, key=LOG.key).is_verified
    other = checkpoint_over([b"other", *log[1:held]])
    if held:
        verdict = verify_growth(proof, checkpoint=current, since=other, key=LOG.key)
        assert told(verdict) == [(Flaw.FORKED_HISTORY, None, 1)]


def test_growth_under_a_forged_checkpoint_is_not_looked_at() -> None:
    log = plain_log(3)
    forged = checkpoint_over(log).replace(b"\n3\n", b"\n4\n")
    verdict = verify_growth((), checkpoint=forged, since=checkpoint_over(log), key=LOG.key)
    assert told(verdict) == [(Flaw.FORGED_CHECKPOINT, None, 1)]


@pytest.mark.parametrize("flaw", Flaw)
def test_a_reason_is_told_with_its_name_and_place(flaw: Flaw) -> None:
    assert str(Reason(flaw=flaw, detail="why")) == f"{flaw.value}: why"
    assert str(Reason(flaw=flaw, detail="why", index=3)) == f"{flaw.value}: entry 3: why"
