"""The keys of a log as a walk over it met them, and what speaks against how they changed."""

from dataclasses import dataclass, field

from plainsight.errors import BrokenContinuation, BrokenRotation, RetiredKey, UnsignedRotation
from plainsight.prove.checkpoint import Checkpoint, parse_checkpoint
from plainsight.prove.continuation import CONTINUATION_TAG, Continuation, read_continuation
from plainsight.prove.entry import Entry
from plainsight.prove.key_chain import KeyChain, open_with
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import ROTATIONS_MAX, Rotation, read_rotation
from plainsight.prove.verdict import Flaw, Reason
from plainsight.prove.walk import LogWalk

_FLAWS = {
    BrokenContinuation: Flaw.BROKEN_CONTINUATION,
    BrokenRotation: Flaw.BROKEN_ROTATION,
    UnsignedRotation: Flaw.UNSIGNED_ROTATION,
}


@dataclass(slots=True, kw_only=True)
class KeyHistory:
    """The chain of keys as entry after entry changes it; of logs that this one continues, too."""

    chain: KeyChain | None = None  # of the present name; None while nothing told of a key
    earlier: list[tuple[KeyChain, Continuation]] = field(default_factory=list)

    def add(self, change: Rotation | Continuation) -> None:
        """Follow a change. Raises BrokenRotation or BrokenContinuation when it does not follow."""
        chain = KeyChain(first=change.old) if self.chain is None else self.chain
        if isinstance(change, Rotation):
            self.chain = KeyChain(first=chain.first, rotations=(*chain.rotations, change))
            return
        names = {each.first.name for each, _ in self.earlier} | {chain.first.name}
        if change.old != chain.current:
            raise BrokenContinuation(change.index, f"that log's key was {chain.current}")
        if change.new.name in names:
            raise BrokenContinuation(change.index, f"{change.new.name} ended before")
        self.earlier.append((chain, change))
        self.chain = KeyChain(first=change.new)

    def open(self, note: bytes, *, origin: str, whole: KeyChain) -> Checkpoint:
        """A checkpoint of this log, or of one that it continues; raises as `open_with`."""
        name = parse_checkpoint(note).checkpoint.origin
        for chain, ended in self.earlier:
            if chain.first.name == name:
                found = open_with(note, chain=chain)[0].checkpoint
                if found.size > ended.index:
                    raise RetiredKey(str(chain.current), ended.index, found.size)
                return found
        return open_with(note, chain=whole, origin=origin)[0].checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKeys:
    """`objections` rest on the changes of the key alone.

    `misplaced` rests on the entries around them, and says something only where these are the ones
    that were signed.
    """

    whole: KeyChain  # every key under the present name; the pinned one alone when it is none
    history: KeyHistory
    objections: tuple[Reason, ...]
    misplaced: tuple[Reason, ...]


def keys_of(walk: LogWalk, *, pinned: VerifierKey) -> LogKeys:
    """Judge every entry that changes the key, in the order of the log."""
    history = KeyHistory()
    objections, misplaced = [], []
    for entry, before in walk.changes[:ROTATIONS_MAX]:
        try:
            change = _read(entry)
            history.add(change)
        except (BrokenContinuation, BrokenRotation, UnsignedRotation) as problem:
            objections.append(_reason(problem))
            continue
        if change.root != before.root():
            why = "it was signed over other entries than those before it"
            is_rotation = isinstance(change, Rotation)
            kind = BrokenRotation if is_rotation else BrokenContinuation
            misplaced.append(_reason(kind(entry.index, why)))
    if len(walk.changes) > ROTATIONS_MAX:
        many = f"a log changes it at most {ROTATIONS_MAX} times"
        objections.append(_reason(BrokenRotation(walk.changes[-1][0].index, many)))
    whole = history.chain or KeyChain(first=pinned)
    if pinned not in whole.keys:
        other = f"its keys were {', '.join(map(str, whole.keys))}, and none of them the pinned one"
        misplaced.append(_reason(BrokenRotation(walk.changes[0][0].index, other)))
        whole = KeyChain(first=pinned)
    return LogKeys(
        whole=whole, history=history, objections=tuple(objections), misplaced=tuple(misplaced)
    )


def _read(entry: Entry) -> Rotation | Continuation:
    return read_continuation(entry) if entry.tag == CONTINUATION_TAG else read_rotation(entry)


def _reason(problem: BrokenContinuation | BrokenRotation | UnsignedRotation) -> Reason:
    return Reason(flaw=_FLAWS[type(problem)], detail=problem.why, index=problem.index)
