"""Random entries, logs and signers for the audit log's tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from plainsight.model.fact import JsonValue
from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.entry import Entry, entry_bytes
from plainsight.prove.note import KeyKind, VerifierKey
from plainsight.prove.rotation import ROTATION_TAG, Rotation, rotation_body
from plainsight.prove.tree import leaf_hash, root_of

ORIGIN = "audit.example.com/tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedSigner:
    """A signer that a test can make twice."""

    seed: str = "log"
    name: str = ORIGIN
    kind: KeyKind = KeyKind.NOTE

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(
            name=self.name, public=self._private().public_key().public_bytes_raw(), kind=self.kind
        )

    def sign(self, text: bytes) -> bytes:
        return self._private().sign(text)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(self.seed.encode()).digest())


LOG = SeedSigner()
WITNESS = SeedSigner(seed="witness", name="witness.example.org/tests", kind=KeyKind.COSIGNATURE)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
integers = st.integers(-(2**53) + 1, 2**53 - 1)

json_values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)

microseconds = st.integers(0, 8_000 * 365 * 86_400 * 10**6)
instants = st.one_of(microseconds, microseconds.map(lambda count: count - count % 1_000_000)).map(
    lambda count: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=count)
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry the log can hold."""
    digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
    return Entry(
        index=draw(st.integers(0, 2**53 - 1)),
        tag=f"{draw(names)}:{draw(names)}",
        subject=draw(texts.filter(bool)),
        at=draw(instants),
        body=draw(st.dictionaries(texts, json_values, max_size=4)),
        commitments=draw(st.dictionaries(names, digests, max_size=3)),
    )


@st.composite
def logs(draw: st.DrawFn, *, size_min: int = 1, size_max: int = 9) -> list[bytes]:
    """The lines of a log, without newlines, numbered from 0."""
    subjects = draw(st.lists(texts.filter(bool), min_size=size_min, max_size=size_max))
    body = draw(st.dictionaries(texts, integers | texts, max_size=2))
    return [
        entry_bytes(
            Entry(
                index=index,
                tag="test:made",
                subject=subject,
                at=datetime(2026, 1, 31, tzinfo=UTC) + timedelta(seconds=index),
                body=body,
            )
        )
        for index, subject in enumerate(subjects)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatedLog:
    """A log whose key changed, and the keys it had, oldest first."""

    lines: list[bytes]
    keys: tuple[SeedSigner, ...]
    places: tuple[int, ...]  # of the rotations

    def checkpoint(self, *, size: int | None = None) -> bytes:
        """Signed over the first `size` entries by the key of that time."""
        end = len(self.lines) if size is None else size
        key = self.keys[sum(place < end for place in self.places)]
        return checkpoint_over(self.lines[:end], signer=key)


@st.composite
def rotated_logs(draw: st.DrawFn, *, count_min: int = 1) -> RotatedLog:
    """A log with a few rotations at places of its own."""
    lines = draw(logs(size_min=3, size_max=8))
    places = draw(
        st.lists(st.integers(0, len(lines) - 1), min_size=count_min, max_size=3, unique=True).map(
            sorted
        )
    )
    keys = (LOG, *(SeedSigner(seed=f"log {number}") for number in range(len(places))))
    for place, old, new in zip(places, keys, keys[1:], strict=False):
        lines[place] = rotation_line(lines[:place], old=old, new=new)
    return RotatedLog(lines=lines, keys=keys, places=tuple(places))


def rotation_line(
    before: Sequence[bytes], *, old: SeedSigner, new: SeedSigner, reason: str = "scheduled"
) -> bytes:
    """The entry after these lines, in which `old` gives way to `new`."""
    rotation = Rotation(
        index=len(before),
        root=root_of(leaf_hash(line) for line in before),
        old=old.key,
        new=new.key,
        reason=reason,
    )
    return entry_bytes(
        Entry(
            index=len(before),
            tag=ROTATION_TAG,
            subject="log",
            at=datetime(2026, 1, 31, tzinfo=UTC) + timedelta(seconds=len(before)),
            body=rotation_body(rotation, old=old, new=new),
        )
    )


def checkpoint_over(lines: Sequence[bytes], *, signer: SeedSigner = LOG) -> bytes:
    """A signed checkpoint that fits these lines."""
    root = root_of(leaf_hash(line) for line in lines)
    return bytes(
        sign_checkpoint(Checkpoint(origin=ORIGIN, size=len(lines), root=root), signer=signer).note
    )


def file_of(lines: Sequence[bytes]) -> list[bytes]:
    """The lines as a file yields them."""
    return [line + b"\n" for line in lines]
