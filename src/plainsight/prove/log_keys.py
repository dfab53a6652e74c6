"""The keys of a log as a walk over it met them, and what speaks against how they changed."""

from dataclasses import dataclass

from plainsight.errors import BrokenRotation, UnsignedRotation
from plainsight.prove.key_chain import KeyChain
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import ROTATIONS_MAX, Rotation, read_rotation
from plainsight.prove.verdict import Flaw, Reason
from plainsight.prove.walk import LogWalk


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKeys:
    """`objections` rest on the rotations alone.

    `misplaced` rests on the entries around them, and says something only where these are the ones
    that were signed.
    """

    whole: KeyChain  # every key the log had; the pinned one alone when it is none of them
    objections: tuple[Reason, ...]
    misplaced: tuple[Reason, ...]


def keys_of(walk: LogWalk, *, pinned: VerifierKey) -> LogKeys:
    """Judge every entry that changes the key, in the order of the log."""
    whole = KeyChain(first=pinned)
    objections, misplaced = [], []
    for entry, before in walk.rotations[:ROTATIONS_MAX]:
        try:
            rotation = read_rotation(entry)
            whole = _longer(whole, rotation)
        except (BrokenRotation, UnsignedRotation) as problem:
            objections.append(_reason(problem))
            continue
        if rotation.root != before.root():
            why = "both keys signed it over other entries than those before it"
            misplaced.append(_reason(BrokenRotation(entry.index, why)))
    if len(walk.rotations) > ROTATIONS_MAX:
        many = f"a log changes it at most {ROTATIONS_MAX} times"
        objections.append(_reason(BrokenRotation(walk.rotations[-1][0].index, many)))
    if pinned not in whole.keys:
        other = f"its keys were {', '.join(map(str, whole.keys))}, and none of them the pinned one"
        misplaced.append(_reason(BrokenRotation(whole.rotations[0].index, other)))
        whole = KeyChain(first=pinned)
    return LogKeys(whole=whole, objections=tuple(objections), misplaced=tuple(misplaced))


def _longer(whole: KeyChain, rotation: Rotation) -> KeyChain:
    first = whole.first if whole.rotations else rotation.old
    return KeyChain(first=first, rotations=(*whole.rotations, rotation))


def _reason(problem: BrokenRotation | UnsignedRotation) -> Reason:
    is_broken = isinstance(problem, BrokenRotation)
    flaw = Flaw.BROKEN_ROTATION if is_broken else Flaw.UNSIGNED_ROTATION
    return Reason(flaw=flaw, detail=problem.why, index=problem.index)
