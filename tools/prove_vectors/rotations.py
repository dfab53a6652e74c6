"""Logs whose key gave way to another: followed, and broken in every way."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from plainsight.model.fact import JsonValue
from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.continuation import (
    CONTINUATION_TAG,
    Continuation,
    continuation_body,
)
from plainsight.prove.entry import Entry, entry_bytes, parse_entry
from plainsight.prove.note import SignedNote
from plainsight.prove.rotation import ROTATION_TAG, Rotation, rotation_body
from prove_vectors.story import (
    ORIGIN,
    START,
    Export,
    Vector,
    VectorKey,
    honest_export,
    log_key,
    log_vector,
    put,
    root_over,
    signed_bytes,
    story_lines,
    swap_byte,
    with_leaves,
)

AT, AGAIN = 4, 8  # where the key gives way
ROTATED_SIZE = 10
SECOND = VectorKey(sentence="plainsight vector key: log, the second")
THIRD = VectorKey(sentence="plainsight vector key: log, the third")
OTHER = VectorKey(sentence="plainsight vector key: another log", name=f"{ORIGIN}-2")
STRANGER = VectorKey(sentence="plainsight vector key: somebody else")


def rotation_vectors() -> Iterator[tuple[str, Vector]]:
    """Every vector of kind `rotated_log`."""
    for vectors in (_followed(), _signed_by_whom(), _unsigned(), _broken(), _tampered()):
        for name, vector in vectors:
            yield f"rotation_{name}", {**vector, "kind": "rotated_log"}
    for name, vector in _continued():
        yield f"continuation_{name}", {**vector, "kind": "rotated_log"}


def _followed() -> Iterator[tuple[str, Vector]]:
    once, twice = _once(), _twice()
    yield log_vector("old_key_pinned", "the log tells which key followed", once)
    yield log_vector("new_key_pinned", "the key after the rotation", _pin(once, SECOND))
    for number, key in enumerate((log_key(), SECOND, THIRD), start=1):
        about = f"two rotations; key {number} of three is pinned"
        yield log_vector(f"twice_key_{number}_pinned", about, _pin(twice, key))
    covering = once.lines[: AT + 1]
    both = replace(once, lines=covering, checkpoint=_by_both(covering))
    yield log_vector("checkpoint_by_both", "the first checkpoint over the rotation", both)
    yield log_vector(
        "history_verified",
        "a checkpoint that the old key signed is contained",
        _pin(replace(once, since=signed_bytes(once.lines[:3])), SECOND),
    )


def _signed_by_whom() -> Iterator[tuple[str, Vector]]:
    once = _once()
    by_old = replace(once, checkpoint=signed_bytes(once.lines))
    yield log_vector(
        "retired_key",
        "the old key signed on after it gave way",
        replace(by_old, expect=["retired_key"]),
    )
    yield log_vector(
        "retired_key_in_history",
        "the checkpoint held from before is by the old key, after it gave way",
        _pin(
            replace(once, since=signed_bytes(once.lines[: AT + 2]), expect=["retired_key"]), SECOND
        ),
    )
    stranger = replace(once, checkpoint=signed_bytes(once.lines, key=STRANGER))
    yield log_vector(
        "wrong_key", "no rotation leads to it", replace(stranger, expect=["wrong_key"])
    )
    yield log_vector(
        "stranger_pinned",
        "the pinned key signed the checkpoint, and the rotations name two others",
        _pin(replace(stranger, expect=["broken_rotation"]), STRANGER),
    )


def _unsigned() -> Iterator[tuple[str, Vector]]:
    stolen = rotated(story_lines(ROTATED_SIZE), AT, old=log_key(), new=SECOND, old_signer=STRANGER)
    theirs = replace(_export(stolen, SECOND), expect=["wrong_key", "unsigned_rotation"])
    yield log_vector("unsigned_by_old", "the old key never signed the rotation", theirs)
    yield log_vector(
        "unsigned_by_old_new_key_pinned",
        "the same, for whoever pinned the new key",
        _pin(replace(theirs, expect=["unsigned_rotation"]), SECOND),
    )
    unproven = rotated(
        story_lines(ROTATED_SIZE), AT, old=log_key(), new=SECOND, new_signer=STRANGER
    )
    yield log_vector(
        "unsigned_by_new",
        "the new key never signed the rotation: nobody showed to hold it",
        replace(_export(unproven, SECOND), expect=["wrong_key", "unsigned_rotation"]),
    )


def _broken() -> Iterator[tuple[str, Vector]]:
    lines = story_lines(ROTATED_SIZE)
    elsewhere = rotated(lines, AT, old=log_key(), new=SECOND, root=root_over(lines[:3]))
    yield log_vector(
        "other_history",
        "both keys signed over other entries than those before it",
        replace(_export(elsewhere, SECOND), expect=["broken_rotation"]),
    )
    first = _once().lines
    fork = rotated(first, AGAIN, old=log_key(), new=THIRD)
    yield log_vector(
        "from_a_retired_key",
        "the old key gives way a second time",
        replace(_export(fork, SECOND), expect=["broken_rotation"]),
    )
    back = rotated(first, AGAIN, old=SECOND, new=log_key())
    yield log_vector(
        "back_to_a_retired_key",
        "a key that gave way is to sign again",
        replace(_export(back, SECOND), expect=["broken_rotation"]),
    )
    other = replace(SECOND, name="audit.example.net/another")
    renamed = rotated_unchecked(lines, AT, old=log_key(), new=other)
    yield log_vector(
        "to_another_name",
        "the new key is of another log",
        _pin(replace(_export(renamed, SECOND), expect=["broken_rotation"]), SECOND),
    )


def _tampered() -> Iterator[tuple[str, Vector]]:
    once = with_leaves(_once())
    swapped = put(once.lines, AT, swap_byte(once.lines[AT], b"scheduled", b"scheduler"))
    flipped = replace(once, lines=swapped, expect=["wrong_key", "unsigned_rotation"])
    yield log_vector("flipped_byte", "a byte of the rotation was flipped", flipped)
    yield log_vector(
        "flipped_byte_new_key_pinned",
        "the same, for whoever pinned the new key",
        replace(
            _pin(flipped, SECOND),
            expect=["flipped_byte"],
            expect_without_leaf_hashes=["rewritten_entry"],
        ),
    )
    gone = _once()
    dropped = (*gone.lines[:AT], *gone.lines[AT + 1 :])
    yield log_vector(
        "dropped",
        "the rotation was cut out: nothing leads from the old key to the new one",
        replace(gone, lines=dropped, expect=["wrong_key"]),
    )


def _continued() -> Iterator[tuple[str, Vector]]:
    lines = story_lines(ROTATED_SIZE)
    good = _export_as(continued(lines, AT, old=log_key()), OTHER)
    yield log_vector("verified", "the key was lost; the log goes on under another name", good)
    held = replace(good, since=signed_bytes(lines[:3]))
    yield log_vector("of_what_was_held", "it contains a checkpoint by the lost key", held)
    old_pinned = replace(_pin(good, log_key()), expect=["wrong_origin"])
    yield log_vector("old_key_pinned", "nobody is led on from the lost key", old_pinned)
    found_again = replace(good, since=signed_bytes(good.lines[: AT + 2]), expect=["retired_key"])
    yield log_vector("key_found_again", "the lost key signed on", found_again)
    unsigned = continued(lines, AT, old=log_key(), signer=STRANGER)
    yield log_vector(
        "unsigned",
        "the new key never signed what it continues",
        replace(_export_as(unsigned, OTHER), expect=["broken_continuation"]),
    )
    elsewhere = continued(lines, AT, old=log_key(), root=root_over(lines[:3]))
    yield log_vector(
        "other_history",
        "the new key signed over other entries",
        replace(_export_as(elsewhere, OTHER), expect=["broken_continuation"]),
    )
    after = rotated(lines, 2, old=log_key(), new=SECOND)
    yield log_vector(
        "of_a_retired_key",
        "it continues a log by a key that had given way",
        replace(
            _export_as(continued(after, AT, old=log_key()), OTHER),
            expect=["broken_continuation", "broken_rotation"],
        ),
    )


def continued(
    lines: Sequence[bytes],
    at: int,
    *,
    old: VectorKey,
    root: bytes | None = None,
    signer: VectorKey | None = None,
) -> tuple[bytes, ...]:
    """Lines whose entry `at` says that another log goes on here."""
    before = root_over(lines[:at]) if root is None else root
    told = Continuation(index=at, root=before, old=old.key, new=OTHER.key)
    body = continuation_body(told, new=signer or OTHER)
    at_time = START + timedelta(minutes=at)
    entry = Entry(index=at, tag=CONTINUATION_TAG, subject="log", at=at_time, body=body)
    return put(lines, at, entry_bytes(entry))


def _export_as(lines: Sequence[bytes], signer: VectorKey) -> Export:
    """Lines with a checkpoint by `signer` under its own name; it is pinned."""
    note = signed_bytes(lines, key=signer, origin=signer.name)
    return replace(honest_export(lines), checkpoint=note, key=str(signer.key))


def rotated(
    lines: Sequence[bytes],
    at: int,
    *,
    old: VectorKey,
    new: VectorKey,
    root: bytes | None = None,
    old_signer: VectorKey | None = None,
    new_signer: VectorKey | None = None,
) -> tuple[bytes, ...]:
    """Lines whose entry `at` changes the key."""
    before = root_over(lines[:at]) if root is None else root
    rotation = Rotation(index=at, root=before, old=old.key, new=new.key, reason="scheduled")
    body = rotation_body(rotation, old=old_signer or old, new=new_signer or new)
    return put(lines, at, _entry(at, body))


def rotated_unchecked(
    lines: Sequence[bytes], at: int, *, old: VectorKey, new: VectorKey
) -> tuple[bytes, ...]:
    """The same with a new key that no rotation may name."""
    honest = rotated(lines, at, old=old, new=replace(new, name=old.name))
    body = dict(parse_entry(honest[at]).body)
    body["new_key"] = str(new.key)
    return put(lines, at, _entry(at, body))


def _entry(at: int, body: dict[str, JsonValue]) -> bytes:
    told = START + timedelta(minutes=at)
    return entry_bytes(Entry(index=at, tag=ROTATION_TAG, subject="log", at=told, body=body))


def _once() -> Export:
    return _export(rotated(story_lines(ROTATED_SIZE), AT, old=log_key(), new=SECOND), SECOND)


def _twice() -> Export:
    return _export(rotated(_once().lines, AGAIN, old=SECOND, new=THIRD), THIRD)


def _export(lines: Sequence[bytes], signer: VectorKey) -> Export:
    """Lines with a checkpoint by `signer`; the first key is pinned."""
    return replace(honest_export(lines), checkpoint=signed_bytes(lines, key=signer))


def _pin(export: Export, key: VectorKey) -> Export:
    return replace(export, key=str(key.key))


def _by_both(lines: Sequence[bytes]) -> bytes:
    checkpoint = Checkpoint(origin=ORIGIN, size=len(lines), root=root_over(lines))
    old, new = (sign_checkpoint(checkpoint, signer=key).note for key in (log_key(), SECOND))
    return bytes(SignedNote(text=old.text, signatures=(*old.signatures, *new.signatures)))
