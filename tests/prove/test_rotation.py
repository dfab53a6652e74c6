"""A log whose key gave way to another verifies from every key it had, and from no other."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.prove import (
    LOG,
    ORIGIN,
    RotatedLog,
    SeedSigner,
    checkpoint_over,
    file_of,
    rotated_logs,
    rotation_line,
)

from plainsight.errors import BadNote, BrokenRotation, UnsignedRotation
from plainsight.model.fact import JsonValue
from plainsight.prove.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from plainsight.prove.entry import Entry, entry_bytes, parse_entry
from plainsight.prove.note import KeyKind, SignedNote
from plainsight.prove.proof import prove_consistency, prove_inclusion
from plainsight.prove.proof_file import EntryProof
from plainsight.prove.rotation import (
    ROTATIONS_MAX,
    Rotation,
    own_rotation,
    read_rotation,
    read_rotations,
)
from plainsight.prove.tree import leaf_hash, node_lookup, root_of
from plainsight.prove.verdict import Flaw, Verdict
from plainsight.prove.verify import verify_entry, verify_growth, verify_log

brisk = settings(max_examples=40, deadline=None)
SECOND = SeedSigner(seed="the second")
STRANGER = SeedSigner(seed="somebody else")


def judge(
    log: RotatedLog, key: SeedSigner, *, lines: list[bytes] | None = None, **more: bytes
) -> Verdict:
    return verify_log(
        file_of(log.lines if lines is None else lines),
        checkpoint=more.pop("checkpoint", log.checkpoint()),
        key=key.key,
        **more,  # type: ignore[arg-type]
    )


def flaws_of(verdict: Verdict) -> set[Flaw]:
    return {reason.flaw for reason in verdict.reasons}


@brisk
@given(rotated_logs(), st.data())
def test_it_verifies_from_every_key_it_had_and_tells_the_changes(
    log: RotatedLog, data: st.DataObject
) -> None:
    held = data.draw(st.integers(0, len(log.lines)))
    for key in log.keys:
        verdict = judge(log, key, since=log.checkpoint(size=held))
        assert verdict.is_verified, verdict.reasons
        assert tuple(each.index for each in verdict.rotations) == log.places
        assert verdict.signer == log.keys[-1].key
    assert flaws_of(judge(log, STRANGER)) == {Flaw.WRONG_KEY}


@brisk
@given(rotated_logs(), st.data())
def test_a_flipped_byte_of_a_rotation_is_rejected_from_every_key(
    log: RotatedLog, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(log.places))
    changed = bytearray(log.lines[place])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    lines = [*log.lines[:place], bytes(changed), *log.lines[place + 1 :]]
    for key in log.keys:
        assert not judge(log, key, lines=lines).is_verified


@brisk
@given(rotated_logs(), st.data())
def test_a_rotation_cut_out_leaves_only_later_keys_any_hold_and_these_miss_it(
    log: RotatedLog, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(log.places) - 1))
    place = log.places[number]
    lines = [*log.lines[:place], *log.lines[place + 1 :]]
    for at, key in enumerate(log.keys):
        found = flaws_of(judge(log, key, lines=lines))
        assert found
        if at <= number:
            assert Flaw.WRONG_KEY in found


@brisk
@given(rotated_logs(), st.data())
def test_no_key_signs_after_it_gave_way(log: RotatedLog, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(log.places) - 1))
    size = data.draw(st.integers(log.places[number] + 1, len(log.lines)))
    part = replace(log, lines=log.lines[:size])
    by_old = checkpoint_over(part.lines, signer=log.keys[number])
    verdict = judge(part, log.keys[number], checkpoint=by_old)
    if size == log.places[number] + 1:  # the checkpoint over the rotation itself: both sign it
        assert verdict.is_verified
    else:
        assert flaws_of(verdict) == {Flaw.RETIRED_KEY}


def test_the_checkpoint_over_a_rotation_signed_by_both_opens_with_either() -> None:
    line = rotation_line([], old=LOG, new=SECOND)
    checkpoint = Checkpoint(origin=ORIGIN, size=1, root=root_of([leaf_hash(line)]))
    old, new = (sign_checkpoint(checkpoint, signer=key).note for key in (LOG, SECOND))
    both = SignedNote(text=old.text, signatures=(*old.signatures, *new.signatures))
    for key in (LOG, SECOND):
        verdict = verify_log(file_of([line]), checkpoint=bytes(both), key=key.key)
        assert verdict.is_verified
    forged = replace(new.signatures[0], signature=old.signatures[0].signature)
    halved = SignedNote(text=old.text, signatures=(*old.signatures, forged))
    for key in (LOG, SECOND):
        verdict = verify_log(file_of([line]), checkpoint=bytes(halved), key=key.key)
        assert flaws_of(verdict) == {Flaw.FORGED_CHECKPOINT}


def test_one_signature_suffices_no_rotation_and_its_absence_is_named() -> None:
    told = dict(parse_entry(rotation_line([], old=LOG, new=SECOND)).body)
    text = str(read_rotation(entry_with(told))).encode()
    false = base64.b64encode(STRANGER.sign(text)).decode()
    for name, whose in (("old_signature", "the key that gives way"), ("new_signature", "new key")):
        for wrong in (false, "", "no base64"):
            with pytest.raises(UnsignedRotation, match=whose):
                read_rotation(entry_with({**told, name: wrong}))


def entry_with(
    body: dict[str, JsonValue], *, index: int = 0, tag: str = "log:key_rotated"
) -> Entry:
    at = datetime(2026, 1, 31, tzinfo=UTC)
    return Entry(index=index, tag=tag, subject="log", at=at, body=body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("root", "00"),
        ("root", "AB" * 32),
        ("old_key", "nobody"),
        ("old_key", f"{LOG.key}\n"),
        ("old_key", str(SECOND.key)),
        ("new_key", str(SeedSigner(kind=KeyKind.COSIGNATURE).key)),
        ("new_key", str(SeedSigner(seed="other", name="another.example/log").key)),
        ("reason", "It was time."),
        ("more", "words"),
        ("reason", 7),
    ],
)
def test_a_rotation_in_any_other_form_is_broken(field: str, value: JsonValue) -> None:
    told = dict(parse_entry(rotation_line([], old=LOG, new=SECOND)).body)
    with pytest.raises(BrokenRotation, match="entry 0 changes the log's key, but"):
        read_rotation(entry_with({**told, field: value}))


def test_a_rotation_at_another_index_or_for_another_reason_is_unsigned() -> None:
    told = dict(parse_entry(rotation_line([], old=LOG, new=SECOND)).body)
    for entry in (entry_with(told, index=1), entry_with({**told, "reason": "keeper_left"})):
        with pytest.raises(UnsignedRotation):
            read_rotation(entry)


def test_what_both_keys_sign_is_no_checkpoint() -> None:
    rotation = read_rotation(parse_entry(rotation_line([], old=LOG, new=SECOND)))
    note = SignedNote(
        text=str(rotation),
        signatures=sign_checkpoint(
            Checkpoint(origin=ORIGIN, size=0, root=rotation.root), signer=LOG
        ).note.signatures,
    )
    with pytest.raises(BadNote, match="no plain decimal"):
        parse_checkpoint(bytes(note))


def test_a_log_changes_its_key_only_so_often() -> None:
    lines: list[bytes] = []
    keys = [SeedSigner(seed=f"key {number}") for number in range(ROTATIONS_MAX + 2)]
    for old, new in pairwise(keys):
        lines.append(rotation_line(lines, old=old, new=new))
    fine = lines[:ROTATIONS_MAX]
    last = keys[ROTATIONS_MAX]
    for lot, signer, flaws in ((fine, last, set()), (lines, last, {Flaw.BROKEN_ROTATION})):
        note = checkpoint_over(lot, signer=signer)
        verdict = verify_log(file_of(lot), checkpoint=note, key=last.key)
        assert flaws_of(verdict) == flaws
    assert len(read_rotations(fine)) == ROTATIONS_MAX
    with pytest.raises(BadNote, match="at most 100 times"):
        read_rotations(lines)


@brisk
@given(rotated_logs(), st.data())
def test_a_proof_opens_with_an_old_key_where_the_rotations_come_along(
    log: RotatedLog, data: st.DataObject
) -> None:
    size = len(log.lines)
    index = data.draw(st.integers(0, size - 1))
    file = proof_of(log, index)
    rotations = read_rotations(log.lines[place] for place in log.places)
    for key in log.keys:
        assert verify_entry(file, key=key.key, rotations=rotations).is_verified
    stranger = verify_entry(file, key=STRANGER.key, rotations=rotations)
    assert flaws_of(stranger) == {Flaw.WRONG_KEY}
    held = data.draw(st.integers(log.places[-1] + 1, size))
    node = node_lookup([leaf_hash(line) for line in log.lines])
    grown = verify_growth(
        prove_consistency(old_size=held, size=size, node=node),
        checkpoint=log.checkpoint(),
        since=log.checkpoint(size=held),
        key=LOG.key,
        rotations=rotations,
    )
    assert grown.is_verified


def proof_of(log: RotatedLog, index: int) -> bytes:
    node = node_lookup([leaf_hash(line) for line in log.lines])
    hashes = prove_inclusion(index=index, size=len(log.lines), node=node)
    return bytes(
        EntryProof(line=log.lines[index], index=index, hashes=hashes, checkpoint=log.checkpoint())
    )


@brisk
@given(rotated_logs())
def test_the_proof_of_a_rotation_leads_from_the_old_key_to_the_new_by_itself(
    log: RotatedLog,
) -> None:
    file = proof_of(log, log.places[-1])
    for key in log.keys[-2:]:
        assert verify_entry(file, key=key.key).is_verified
    for key in log.keys[:-2]:
        assert flaws_of(verify_entry(file, key=key.key)) == {Flaw.WRONG_KEY}


def test_an_old_key_vouches_for_no_proof_to_whoever_pinned_a_later_one() -> None:
    """Nothing shows that what it signed is of this log: a thief would write such a proof."""
    early = RotatedLog(lines=[plain(0), plain(1)], keys=(LOG,), places=())
    rotation = rotation_line([plain(0)], old=LOG, new=SECOND)
    verdict = verify_entry(proof_of(early, 1), key=SECOND.key, rotations=read_rotations([rotation]))
    assert flaws_of(verdict) == {Flaw.WRONG_KEY}


def plain(index: int) -> bytes:
    at = datetime(2026, 1, 31, tzinfo=UTC)
    return entry_bytes(Entry(index=index, tag="test:made", subject="s", at=at))


def test_only_a_good_rotation_leads_anywhere_by_itself() -> None:
    assert own_rotation(b"{}") == ()
    assert own_rotation(plain(0)) == ()
    assert len(own_rotation(rotation_line([], old=LOG, new=SECOND))) == 1
    with pytest.raises(BadNote, match="line 1 is no entry"):
        read_rotations([b"{}\n"])


def test_a_key_of_the_same_id_is_none_to_change_to() -> None:
    with pytest.raises(BrokenRotation, match="have one id"):
        Rotation(index=0, root=bytes(32), old=LOG.key, new=LOG.key, reason="scheduled")
    with pytest.raises(BrokenRotation, match="32 bytes"):
        Rotation(index=0, root=b"", old=LOG.key, new=SECOND.key, reason="scheduled")
