from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from tests.strategies.prove import LOG, ORIGIN, WITNESS, SeedSigner, instants

from plainsight.errors import BadNote, ForgedSignature, NotProven, NotUtc, UnknownSigner
from plainsight.prove.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from plainsight.prove.note import NoteSignature, SignedNote, verify_note
from plainsight.prove.proof import prove_consistency
from plainsight.prove.tree import leaf_hash, node_lookup, root_of
from plainsight.prove.witness import Cosignature, cosign, cosign_growth, cosignatures

AT = datetime(2026, 1, 31, 11, 0, 5, tzinfo=UTC)
LEAVES = [leaf_hash(b"%d" % number) for number in range(20)]
SIGNED = sign_checkpoint(Checkpoint(origin=ORIGIN, size=20, root=root_of(LEAVES)), signer=LOG)


@given(instants)
def test_a_cosignature_tells_the_second_in_which_it_was_made(at: datetime) -> None:
    note = parse_checkpoint(bytes(cosign(SIGNED, signer=WITNESS, at=at).note)).note
    seen = cosignatures(note, witnesses=[WITNESS.key])
    assert seen == (Cosignature(witness=WITNESS.name, at=at.replace(microsecond=0)),)
    verify_note(note, key=LOG.key)  # the log's own signature stands beside it untouched


def test_the_latest_of_several_cosignatures_counts() -> None:
    twice = cosign(cosign(SIGNED, signer=WITNESS, at=AT), signer=WITNESS, at=AT + timedelta(days=1))
    (seen,) = cosignatures(twice.note, witnesses=[WITNESS.key])
    assert seen.at == AT + timedelta(days=1)


def test_witnesses_nobody_knows_are_left_out() -> None:
    stranger = replace(WITNESS, seed="stranger")
    cosigned = cosign(SIGNED, signer=stranger, at=AT)
    assert cosignatures(cosigned.note, witnesses=[WITNESS.key]) == ()


@pytest.mark.parametrize("place", [0, 7, 8, 40, 71])
def test_a_cosignature_with_another_time_or_signature_is_forged(place: int) -> None:
    note = cosign(SIGNED, signer=WITNESS, at=AT).note
    *others, line = note.signatures
    changed = bytearray(line.signature)
    changed[place] ^= 1
    forged = SignedNote(
        text=note.text, signatures=(*others, replace(line, signature=bytes(changed)))
    )
    with pytest.raises(ForgedSignature):
        cosignatures(forged, witnesses=[WITNESS.key])


def test_a_cosignature_too_short_for_a_time_is_forged() -> None:
    line = NoteSignature(name=WITNESS.name, key_id=WITNESS.key.key_id, signature=b"short")
    note = SignedNote(text=SIGNED.note.text, signatures=(line,))
    with pytest.raises(ForgedSignature):
        cosignatures(note, witnesses=[WITNESS.key])


def test_a_time_beyond_every_calendar_is_forged_even_when_signed() -> None:
    seconds = 2**63 - 1
    told = f"cosignature/v1\ntime {seconds}\n{SIGNED.note.text}".encode()
    line = NoteSignature(
        name=WITNESS.name,
        key_id=WITNESS.key.key_id,
        signature=seconds.to_bytes(8, "big") + WITNESS.sign(told),
    )
    note = SignedNote(text=SIGNED.note.text, signatures=(line,))
    with pytest.raises(ForgedSignature):
        cosignatures(note, witnesses=[WITNESS.key])


def test_a_cosignature_does_not_move_to_another_checkpoint() -> None:
    line = cosign(SIGNED, signer=WITNESS, at=AT).note.signatures[-1]
    other = sign_checkpoint(Checkpoint(origin=ORIGIN, size=0, root=root_of([])), signer=LOG)
    moved = SignedNote(text=other.note.text, signatures=(*other.note.signatures, line))
    with pytest.raises(ForgedSignature):
        cosignatures(moved, witnesses=[WITNESS.key])


def test_only_a_key_made_for_it_can_cosign() -> None:
    with pytest.raises(BadNote, match="needs 04"):
        cosign(SIGNED, signer=LOG, at=AT)
    with pytest.raises(BadNote, match="needs 04"):
        cosignatures(SIGNED.note, witnesses=[LOG.key])


def test_a_witness_signs_no_local_time() -> None:
    with pytest.raises(NotUtc):
        cosign(SIGNED, signer=WITNESS, at=AT.astimezone(timezone(timedelta(hours=8))))


def grow(last_size: int, *, last_root: bytes | None = None, log: SeedSigner = LOG) -> None:
    cosign_growth(
        bytes(SIGNED.note),
        log_key=log.key,
        last=Checkpoint(
            origin=ORIGIN, size=last_size, root=last_root or root_of(LEAVES[:last_size])
        ),
        proof=prove_consistency(old_size=last_size, size=20, node=node_lookup(LEAVES)),
        signer=WITNESS,
        at=AT,
    )


@pytest.mark.parametrize("last_size", [0, 1, 13, 20])
def test_a_witness_signs_a_log_that_only_grew(last_size: int) -> None:
    grow(last_size)


def test_a_witness_refuses_a_rewritten_history_and_another_signer() -> None:
    with pytest.raises(NotProven):
        grow(13, last_root=root_of(LEAVES[1:14]))
    with pytest.raises(UnknownSigner):
        grow(13, log=SeedSigner(seed="other"))
