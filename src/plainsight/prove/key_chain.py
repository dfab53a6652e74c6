"""Which key of a log may sign which checkpoint (spec/rotation.md, section 3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from plainsight.errors import BrokenRotation, RetiredKey, UnknownSigner, WrongOrigin
from plainsight.prove.checkpoint import SignedCheckpoint, parse_checkpoint
from plainsight.prove.note import VerifierKey, signatures_by, verify_note
from plainsight.prove.rotation import Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChain:
    """The keys of one log in their order. Without rotations, one key for every size."""

    first: VerifierKey
    rotations: tuple[Rotation, ...] = ()  # each signed, as `read_rotation` gives them

    def __post_init__(self) -> None:
        known, index = [self.first], -1
        for rotation in self.rotations:
            if rotation.old != known[-1] or rotation.index <= index:
                raise BrokenRotation(rotation.index, f"the log's key was {known[-1]} until then")
            if rotation.new in known:
                raise BrokenRotation(rotation.index, f"{rotation.new} gave way before")
            known.append(rotation.new)
            index = rotation.index

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Every key, the first one first."""
        return (self.first, *(rotation.new for rotation in self.rotations))

    @property
    def current(self) -> VerifierKey:
        """The last one."""
        return self.keys[-1]

    def signers(self, size: int) -> tuple[VerifierKey, ...]:
        """Who may sign over `size` entries, the newest key first.

        Two where the last of them is a rotation: the first checkpoint over it is signed by both,
        so that who follows the old key, a witness above all, still knows it.
        """
        passed = [rotation for rotation in self.rotations if rotation.index < size]
        if not passed:
            return (self.first,)
        last = passed[-1]
        return (last.new, last.old) if last.index == size - 1 else (last.new,)

    def since(self, key: VerifierKey) -> "KeyChain":
        """The chain from a pinned key on; that key alone when it is none of this log's."""
        if key not in self.keys:
            return KeyChain(first=key)
        return KeyChain(first=key, rotations=self.rotations[self.keys.index(key) :])


def chain_from(pinned: VerifierKey, rotations: Sequence[Rotation]) -> KeyChain:
    """The pinned key and those that followed it. Raises BrokenRotation."""
    first = rotations[0].old if rotations else pinned
    return KeyChain(first=first, rotations=tuple(rotations)).since(pinned)


def open_with(
    note: bytes, *, chain: KeyChain, origin: str | None = None
) -> tuple[SignedCheckpoint, VerifierKey]:
    """Read a checkpoint, and which key of the log vouches for it.

    Raises BadNote; WrongOrigin; ForgedSignature when a key of the chain is claimed falsely;
    RetiredKey when it was signed by one that had given way, UnknownSigner by none.
    """
    signed = parse_checkpoint(note)
    expected = chain.first.name if origin is None else origin
    if signed.checkpoint.origin != expected:
        raise WrongOrigin(signed.checkpoint.origin, expected)
    return signed, signer_of(signed, chain=chain)


def signer_of(signed: SignedCheckpoint, *, chain: KeyChain) -> VerifierKey:
    """The key of the chain that may vouch for this checkpoint and does; raises as `open_with`."""
    named = [key for key in chain.keys if signatures_by(signed.note, key)]
    for key in named:
        verify_note(signed.note, key=key)
    size = signed.checkpoint.size
    for key in chain.signers(size):
        if key in named:
            return key
    retired = _retired(named, chain.rotations, size)
    if retired is not None:
        raise RetiredKey(str(retired.old), retired.index, size)
    names = tuple(line.name for line in signed.note.signatures)
    raise UnknownSigner(str(chain.signers(size)[0]), names)


def _retired(
    named: Sequence[VerifierKey], rotations: Sequence[Rotation], size: int
) -> Rotation | None:
    return next((each for each in rotations if each.old in named and each.index < size), None)
