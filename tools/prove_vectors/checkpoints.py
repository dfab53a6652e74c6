"""Checkpoints that are not what they seem, histories that do not hold, witnesses."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.entry import entry_bytes
from plainsight.prove.note import KeyKind
from plainsight.prove.witness import cosign
from prove_vectors.story import (
    ORIGIN,
    SIZE,
    START,
    WITNESS,
    Vector,
    VectorKey,
    honest_export,
    log_key,
    log_vector,
    put,
    root_over,
    sign_lines,
    signed_bytes,
    story_entry,
    story_lines,
    with_order_added,
)


def checkpoint_vectors() -> Iterator[tuple[str, Vector]]:
    """Checkpoints that no verifier may accept, and one that it must."""
    honest = honest_export(story_lines(SIZE))
    forged = honest_export(story_lines(SIZE - 1)).checkpoint.split(b"\n\n")[0]
    signatures = honest.checkpoint.split(b"\n\n")[1]
    other = replace(log_key(), sentence="plainsight vector key: somebody else")
    changes: dict[str, tuple[str, bytes, str]] = {
        "forged_checkpoint": (
            "size and root were changed under the old signature",
            forged + b"\n\n" + signatures,
            "forged_checkpoint",
        ),
        "forged_checkpoint_malleable": (
            "the group order was added to the second half of the signature (RFC 8032, 8.4)",
            with_order_added(honest.checkpoint),
            "forged_checkpoint",
        ),
        "wrong_key": (
            "signed by another key under the same name",
            signed_bytes(story_lines(SIZE), key=other),
            "wrong_key",
        ),
        "wrong_origin": (
            "the checkpoint of another log, signed by the pinned key",
            signed_bytes(story_lines(SIZE), origin="audit.example.com/other"),
            "wrong_origin",
        ),
        "malformed_checkpoint_size": (
            "the size has a leading zero",
            honest.checkpoint.replace(b"\n12\n", b"\n012\n"),
            "malformed_checkpoint",
        ),
        "malformed_checkpoint_line_ends": (
            "its line ends became CR LF on the way",
            honest.checkpoint.replace(b"\n", b"\r\n"),
            "malformed_checkpoint",
        ),
        "malformed_checkpoint_unsigned": (
            "the signature line is missing",
            honest.checkpoint.split(b"\n\n")[0] + b"\n",
            "malformed_checkpoint",
        ),
    }
    for name, (about, checkpoint, flaw) in changes.items():
        yield log_vector(name, about, replace(honest, checkpoint=checkpoint, expect=[flaw]))
    extended = Checkpoint(
        origin=ORIGIN, size=SIZE, root=root_over(honest.lines), extensions=("a line for others",)
    )
    yield log_vector(
        "checkpoint_with_extension",
        "an extension line is signed and otherwise ignored",
        replace(honest, checkpoint=bytes(sign_checkpoint(extended, signer=log_key()).note)),
    )


def history_vectors() -> Iterator[tuple[str, Vector]]:
    """Logs measured against a checkpoint held from before."""
    honest = honest_export(story_lines(SIZE))
    yield log_vector(
        "history_verified",
        "the log contains the checkpoint held from before",
        replace(honest, since=signed_bytes(story_lines(7))),
    )
    yield log_vector(
        "rollback",
        "an old state of the log, properly signed at its time",
        replace(honest, since=signed_bytes(story_lines(SIZE + 2)), expect=["rollback"]),
    )
    rewritten = entry_bytes(replace(story_entry(3), subject="case_99"))
    yield log_vector(
        "forked_history",
        "the operator rewrote entry 3 and signed the log anew",
        replace(
            honest_export(put(honest.lines, 3, rewritten)),
            since=signed_bytes(story_lines(7)),
            expect=["forked_history"],
        ),
    )
    yield log_vector(
        "split_view",
        "two roots were signed for one size",
        replace(
            honest_export(put(honest.lines, 3, rewritten)),
            since=signed_bytes(story_lines(SIZE)),
            expect=["forked_history"],
        ),
    )


def witness_vectors() -> Iterator[tuple[str, Vector]]:
    """Logs whose checkpoint an outsider co-signed, or did not."""
    honest = honest_export(story_lines(SIZE))
    witness = VectorKey(
        sentence="plainsight vector key: witness", name=WITNESS, kind=KeyKind.COSIGNATURE
    )
    signed = sign_lines(story_lines(SIZE))
    cosigned = bytes(cosign(signed, signer=witness, at=START + timedelta(hours=3)).note)
    asked = replace(honest, witnesses=(str(witness.key),), witness_count_min=1)
    yield log_vector(
        "witnessed",
        "a known witness co-signed at 2026-01-31T11:00:00Z",
        replace(asked, checkpoint=cosigned),
    )
    yield log_vector(
        "missing_witness",
        "nobody co-signed, and one witness is asked for",
        replace(asked, expect=["missing_witness"]),
    )
    name, blob = cosigned.decode().splitlines()[-1].removeprefix("\u2014 ").split(" ")
    later = bytearray(base64.b64decode(blob))
    later[11] ^= 1  # the last byte of the time
    moved = cosigned.replace(blob.encode(), base64.b64encode(later))
    yield log_vector(
        "forged_cosignature",
        f"the time in the co-signature of {name} was moved by a second",
        replace(
            asked,
            checkpoint=moved,
            witness_count_min=0,
            expect=["forged_cosignature"],
        ),
    )
