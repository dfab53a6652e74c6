"""The audit log: a root over a million entries, proofs, and the rate of whole verification."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.row import Row
from bench.timing import interleaved, median_seconds
from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.entry import Entry, entry_bytes
from plainsight.prove.note import VerifierKey
from plainsight.prove.proof import prove_inclusion, verify_inclusion
from plainsight.prove.tree import CompactRange, hash_leaves, node_lookup, root_of
from plainsight.prove.verify import verify_log

ENTRIES = 1_000_000
VERIFIED = 50_000  # whole verification is linear: a twentieth tells the rate
START = datetime(2026, 1, 31, tzinfo=UTC)
AREA = "prove"


def run() -> list[Row]:
    """Measure on entries of the size that real ones have."""
    lines = [_line(index) for index in range(ENTRIES)]
    return [*_roots(lines), *_proofs(lines), *_verification(lines[:VERIFIED]), *_writing()]


def _roots(lines: list[bytes]) -> list[Row]:
    taken = interleaved(
        {
            "ours": lambda: root_of(hash_leaves(lines)),
            "definition": lambda: _defined_root(
                [sha256(b"\x00" + line).digest() for line in lines]
            ),
        }
    )
    return [
        Row(
            area=AREA,
            what=f"root of {ENTRIES:,} entries of {len(lines[-1])} bytes, leaves hashed",
            value=taken["ours"],
            unit="s",
            target="under 1 s",
            is_met=taken["ours"] < 1,
            peer="RFC 9162 as it is written",
            ratio=taken["definition"] / taken["ours"],
            note="ratio: times faster",
        )
    ]


def _proofs(lines: list[bytes]) -> list[Row]:
    leaves = list(hash_leaves(lines))
    node, root = node_lookup(leaves), root_of(leaves)
    places = range(0, ENTRIES, ENTRIES // 1000)
    proofs = [prove_inclusion(index=index, size=ENTRIES, node=node) for index in places]

    def make() -> None:
        for index in places:
            prove_inclusion(index=index, size=ENTRIES, node=node)

    def check() -> None:
        for index, proof in zip(places, proofs, strict=True):
            verify_inclusion(leaves[index], proof, index=index, size=ENTRIES, root=root)

    longest = max(len(proof) for proof in proofs)
    return [
        Row(
            area=AREA,
            what=f"hashes in a proof out of {ENTRIES:,}",
            value=longest,
            unit="hashes",
            target="20",
            is_met=longest <= 20,
        ),
        _rate("proofs made", median_seconds(make), len(proofs)),
        _rate("proofs checked", median_seconds(check), len(proofs)),
    ]


def _verification(lines: list[bytes]) -> list[Row]:
    signer = _FreshSigner(private=Ed25519PrivateKey.generate())
    root = root_of(hash_leaves(lines))
    checkpoint = Checkpoint(origin=signer.key.name, size=len(lines), root=root)
    note = bytes(sign_checkpoint(checkpoint, signer=signer).note)
    file = [line + b"\n" for line in lines]

    def verify() -> None:
        if not verify_log(file, checkpoint=note, key=signer.key).is_verified:
            raise AssertionError("the bench's own log does not verify")

    return [_rate("entries verified from files", median_seconds(verify, runs=3), len(lines))]


def _writing() -> list[Row]:
    entries = [_entry(index) for index in range(20_000)]
    leaves = list(hash_leaves(entry_bytes(entry) for entry in entries))

    def append() -> None:
        grown = CompactRange()
        for leaf in leaves:
            grown.completed_by(leaf)
            grown = grown.append(leaf)

    return [
        _rate("entries spelled", median_seconds(lambda: [*map(entry_bytes, entries)]), 20_000),
        _rate("leaves appended with their nodes", median_seconds(append), 20_000),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _FreshSigner:
    private: Ed25519PrivateKey

    @property
    def key(self) -> VerifierKey:
        public = self.private.public_key().public_bytes_raw()
        return VerifierKey(name="bench.example.com/log", public=public)

    def sign(self, text: bytes) -> bytes:
        return self.private.sign(text)


def _rate(what: str, seconds: float, count: int) -> Row:
    return Row(area=AREA, what=what, value=count / seconds, unit="per second")


def _defined_leaf(line: bytes) -> bytes:
    return sha256(b"\x00" + line).digest()


def _defined_root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + _defined_root(leaves[:half]) + _defined_root(leaves[half:])).digest()


def _entry(index: int) -> Entry:
    return Entry(
        index=index,
        tag="alert:raised",
        subject=f"al_{index}",
        at=START + timedelta(seconds=index),
        body={"score": index % 100, "typology": "T03", "version": "1.4.0", "post_count": 3},
        commitments={"account_id": f"{index:064x}"},
    )


def _line(index: int) -> bytes:
    # A million times entry_bytes would take half a minute; one line is told anew for each index.
    return (
        b'{"at":"2026-01-31T00:00:00Z","body":{"post_count":3,"score":7,"typology":"T03",'
        b'"version":"1.4.0"},"commitments":{"account_id":"%064x"},"index":%d,"subject":"al_%d",'
        b'"tag":"alert:raised","v":1}' % (index, index, index)
    )
