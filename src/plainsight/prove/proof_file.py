"""Proofs as files: one entry with its proof, and the growth of a log (spec/proof.md).

The first is C2SP tlog-proof v1, with the entry itself as its extra data, so that one file and one
pinned key settle whether a sentence stands in the log. The second is the body that C2SP
tlog-witness sends to a witness.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from plainsight.errors import BadNote
from plainsight.prove.note import decode_base64
from plainsight.prove.proof import PROOF_HASHES_MAX

_HEADER = "c2sp.org/tlog-proof@v1"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_HEAD_BYTES_MAX = 200_000  # an entry of the largest size in base64, and a proof


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryProof:
    """An entry, its index, the hashes up to the root, and the signed checkpoint as bytes."""

    line: bytes  # the entry's canonical bytes, without a newline
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def __bytes__(self) -> bytes:
        extra = base64.b64encode(self.line).decode()
        head = f"{_HEADER}\nextra {extra}\nindex {self.index}\n{_hash_lines(self.hashes)}\n"
        return head.encode() + self.checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthProof:
    """From a checkpoint of `old_size` entries to a newer one, given as bytes."""

    old_size: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def __bytes__(self) -> bytes:
        return f"old {self.old_size}\n{_hash_lines(self.hashes)}\n".encode() + self.checkpoint


def parse_entry_proof(file: bytes) -> EntryProof:
    """Read a proof file without trusting it. Raises BadNote."""
    what = "proof file"
    head, checkpoint = _split(file, what=what)
    if len(head) < 3 or head[0] != _HEADER:
        raise BadNote(what, f"starts with {_HEADER}, then the lines extra and index")
    return EntryProof(
        line=decode_base64(_field(head[1], "extra", what=what), what="entry in the proof file"),
        index=_decimal(_field(head[2], "index", what=what), what=what),
        hashes=_hashes(head[3:], what=what),
        checkpoint=checkpoint,
    )


def parse_growth_proof(file: bytes) -> GrowthProof:
    """Read a proof of growth without trusting it. Raises BadNote."""
    what = "growth proof"
    head, checkpoint = _split(file, what=what)
    return GrowthProof(
        old_size=_decimal(_field(head[0], "old", what=what), what=what),
        hashes=_hashes(head[1:], what=what),
        checkpoint=checkpoint,
    )


def _hash_lines(hashes: Sequence[bytes]) -> str:
    return "".join(f"{base64.b64encode(step).decode()}\n" for step in hashes)


def _split(file: bytes, *, what: str) -> tuple[list[str], bytes]:
    head, blank, checkpoint = file.partition(b"\n\n")
    if not blank:
        raise BadNote(what, "needs an empty line before its checkpoint")
    if len(head) > _HEAD_BYTES_MAX:
        raise BadNote(what, "longer than any proof can be")
    try:
        return head.decode("ascii").split("\n"), checkpoint
    except UnicodeDecodeError:
        raise BadNote(what, "has bytes outside ASCII before its checkpoint") from None


def _field(line: str, name: str, *, what: str) -> str:
    if not line.startswith(f"{name} "):
        raise BadNote(what, f"expected a line {name!r}, found {line[:40]!r}")
    return line.removeprefix(f"{name} ")


def _decimal(text: str, *, what: str) -> int:
    if not _DECIMAL.fullmatch(text):
        raise BadNote(what, f"{text[:40]!r} is no plain decimal")
    return int(text)


def _hashes(lines: Sequence[str], *, what: str) -> tuple[bytes, ...]:
    if len(lines) > PROOF_HASHES_MAX:
        raise BadNote(what, f"has more than {PROOF_HASHES_MAX} hashes")
    return tuple(decode_base64(line, what=f"hash in the {what}") for line in lines)
