"""A continuation is read in one form, signed by the new key, or not at all."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.prove import LOG, ORIGIN, SeedSigner, file_of, logs

from plainsight.errors import BrokenContinuation
from plainsight.model.fact import JsonValue
from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.continuation import (
    CONTINUATION_TAG,
    Continuation,
    continuation_body,
    read_continuation,
)
from plainsight.prove.entry import Entry, entry_bytes
from plainsight.prove.note import KeyKind
from plainsight.prove.tree import leaf_hash, root_of
from plainsight.prove.verify import verify_log

NEXT = SeedSigner(seed="another log", name=f"{ORIGIN}-2")
AT = datetime(2026, 1, 31, tzinfo=UTC)


def told(index: int, root: bytes) -> dict[str, JsonValue]:
    continuation = Continuation(index=index, root=root, old=LOG.key, new=NEXT.key)
    return continuation_body(continuation, new=NEXT)


def entry_with(body: dict[str, JsonValue], *, index: int = 0) -> Entry:
    return Entry(index=index, tag=CONTINUATION_TAG, subject="log", at=AT, body=body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("root", "00"),
        ("old_key", "nobody"),
        ("old_key", f"{LOG.key}\n"),
        ("old_key", str(NEXT.key)),
        ("new_key", str(SeedSigner(name="w.example/1", kind=KeyKind.COSIGNATURE).key)),
        ("new_signature", "no base64"),
        ("new_signature", base64.b64encode(LOG.sign(b"another text")).decode()),
        ("more", "words"),
        ("root", 7),
    ],
)
def test_in_any_other_form_it_is_broken(field: str, value: JsonValue) -> None:
    body = told(0, bytes(32))
    assert read_continuation(entry_with(body)).new == NEXT.key
    with pytest.raises(BrokenContinuation, match="says which log this one continues, but"):
        read_continuation(entry_with({**body, field: value}))
    with pytest.raises(BrokenContinuation, match="did not sign it"):
        read_continuation(entry_with(body, index=1))


@settings(max_examples=40, deadline=None)
@given(logs(size_max=5), st.data())
def test_a_flipped_byte_of_it_is_rejected(log: list[bytes], data: st.DataObject) -> None:
    root = root_of(leaf_hash(line) for line in log)
    line = entry_bytes(entry_with(told(len(log), root), index=len(log)))
    whole = [*log, line]
    checkpoint = Checkpoint(
        origin=NEXT.name, size=len(whole), root=root_of(leaf_hash(each) for each in whole)
    )
    note = bytes(sign_checkpoint(checkpoint, signer=NEXT).note)
    assert verify_log(file_of(whole), checkpoint=note, key=NEXT.key).is_verified
    changed = bytearray(line)
    changed[data.draw(st.integers(0, len(line) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    tampered = file_of([*log, bytes(changed)])
    assert not verify_log(tampered, checkpoint=note, key=NEXT.key).is_verified
