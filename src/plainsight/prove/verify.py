"""The whole verification, from exported files alone (spec/audit-log.md, section 4).

Nothing here trusts the exporter: the caller brings the pinned key, and every answer is a Verdict
whose reasons name the attack and the place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from plainsight.errors import (
    BadNote,
    ForgedSignature,
    NonCanonicalEntry,
    NotProven,
    PlainsightError,
    RetiredKey,
    UnknownSigner,
    UnreadableEntry,
    WrongOrigin,
)
from plainsight.prove.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from plainsight.prove.entry import parse_entry
from plainsight.prove.key_chain import KeyChain, chain_from, open_with
from plainsight.prove.log_keys import KeyHistory, LogKeys, keys_of
from plainsight.prove.note import KeyKind, VerifierKey, require_kind, signatures_by, verify_note
from plainsight.prove.proof import verify_consistency, verify_inclusion
from plainsight.prove.proof_file import parse_entry_proof
from plainsight.prove.rotation import Rotation, own_rotation
from plainsight.prove.tree import HASH_BYTES, leaf_hash, root_of
from plainsight.prove.verdict import Flaw, Reason, Verdict
from plainsight.prove.walk import LogWalk
from plainsight.prove.witness import Cosignature, cosignatures


def verify_log(
    lines: Iterable[bytes],
    *,
    checkpoint: bytes,
    key: VerifierKey,
    origin: str | None = None,
    since: bytes | None = None,
    witnesses: Sequence[VerifierKey] = (),
    witness_count_min: int = 0,
    leaves: bytes | None = None,
) -> Verdict:
    """Verify a whole log in one pass over `lines`, each a line of entries.jsonl with its newline.

    `key` is the pinned key and `origin` the log's identity, by default the key's name. A key that
    gave way to others since is followed by the log's own entries (spec/rotation.md). `since` is
    a signed checkpoint held from before: the log must contain it. `leaves` are the exported leaf
    hashes, 32 bytes each; with them a tampered entry is named, without them only told of. Raises
    BadNote when a key is of the wrong kind: logs sign with kind 01, witnesses with 04.
    """
    asked = _Asked(
        origin=origin or key.name, witnesses=witnesses, witness_count_min=witness_count_min
    )
    claimed = _claimed(checkpoint, key=key, origin=asked.origin)
    if isinstance(claimed, Verdict):
        return claimed
    altered = leaves is not None and not _are_signed(leaves, claimed)
    marks = {claimed.size} | _size_of(since)
    walk = LogWalk(size=claimed.size, marks=marks, leaves=None if altered else leaves)
    walk.read(lines)
    keys = keys_of(walk, pinned=key)
    verdict, signed = _open(checkpoint, chain=keys.whole.since(key), asked=asked)
    if signed is None:
        return replace(verdict, reasons=(*verdict.reasons, *keys.objections))
    reasons = list(verdict.reasons)
    held, objections = _open_held(since, keys=keys, asked=asked, current=claimed)
    reasons += objections
    if altered:
        reasons.append(_reason(Flaw.ALTERED_LEAF_HASHES, "they do not lead to the signed root"))
    found, withheld_count = _judge(walk, claimed, held)
    if (
        walk.root_at(claimed.size) == claimed.root
    ):  # else its entries are not those that were signed
        reasons += (*keys.objections, *keys.misplaced)
    return replace(
        verdict,
        reasons=(*reasons, *found),
        withheld_count=withheld_count,
        entry_count=walk.range.size,
        first_at=walk.first_at,
        last_at=walk.last_at,
        continuations=tuple(ended for _, ended in keys.history.earlier),
        rotations=keys.whole.rotations,
    )


def verify_growth(
    proof: Sequence[bytes],
    *,
    checkpoint: bytes,
    since: bytes,
    key: VerifierKey,
    origin: str | None = None,
    witnesses: Sequence[VerifierKey] = (),
    witness_count_min: int = 0,
    rotations: Sequence[Rotation] = (),
) -> Verdict:
    """Verify that the log of `checkpoint` only grew out of the log of `since`, without entries.

    `rotations`, as `read_rotations` gives them, lead from the pinned key to later ones.
    """
    asked = _Asked(
        origin=origin or key.name, witnesses=witnesses, witness_count_min=witness_count_min
    )
    chain = chain_from(key, rotations)
    verdict, signed = _open(checkpoint, chain=chain, asked=asked)
    if signed is None:
        return verdict
    alone = LogKeys(whole=chain, history=KeyHistory(), objections=(), misplaced=())
    held, objections = _open_held(since, keys=alone, asked=asked, current=signed.checkpoint)
    if held is not None:
        objections += _judge_growth(proof, held, signed.checkpoint)
    return replace(verdict, reasons=(*verdict.reasons, *objections))


def verify_entry(
    file: bytes,
    *,
    key: VerifierKey,
    origin: str | None = None,
    witnesses: Sequence[VerifierKey] = (),
    witness_count_min: int = 0,
    rotations: Sequence[Rotation] = (),
) -> Verdict:
    """Verify that one entry stands in the log, from its proof file (spec/proof.md) alone.

    `rotations`, as `read_rotations` gives them, lead from the pinned key to later ones; where the
    entry is itself a rotation of the pinned key, it leads to the key that signed the proof.
    """
    try:
        proof = parse_entry_proof(file)
    except BadNote as problem:
        return Verdict(reasons=(_reason(Flaw.MALFORMED_PROOF, str(problem)),))
    asked = _Asked(
        origin=origin or key.name, witnesses=witnesses, witness_count_min=witness_count_min
    )
    chain = chain_from(key, rotations or own_rotation(proof.line))
    verdict, signed = _open(proof.checkpoint, chain=chain, asked=asked)
    if signed is None:
        return verdict
    reasons = list(verdict.reasons)
    try:
        verify_inclusion(
            leaf_hash(proof.line),
            proof.hashes,
            index=proof.index,
            size=signed.checkpoint.size,
            root=signed.checkpoint.root,
        )
        entry = parse_entry(proof.line)
    except (NotProven, UnreadableEntry, NonCanonicalEntry) as problem:
        reasons.append(_reason(_flaw_of(problem), str(problem), index=proof.index))
        return replace(verdict, reasons=tuple(reasons))
    if entry.index != proof.index:
        detail = f"was signed with index {entry.index}"
        reasons.append(_reason(Flaw.INDEX_GAP, detail, index=proof.index))
    return replace(
        verdict, reasons=tuple(reasons), entry_count=1, first_at=entry.at, last_at=entry.at
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the caller wants of a checkpoint, besides its key."""

    origin: str
    witnesses: Sequence[VerifierKey]
    witness_count_min: int


def _claimed(note: bytes, *, key: VerifierKey, origin: str) -> Checkpoint | Verdict:
    """What the checkpoint says, before it is known which key vouches for it.

    A flaw that no entry could excuse is told at once, without reading the log.
    """
    require_kind(key, KeyKind.NOTE)  # a mistake of the caller, and no flaw of the log
    try:
        signed = parse_checkpoint(note)
        if signed.checkpoint.origin != origin:
            raise WrongOrigin(signed.checkpoint.origin, origin)
        if signatures_by(signed.note, key):
            verify_note(signed.note, key=key)
    except PlainsightError as problem:
        return Verdict(reasons=(_reason(_flaw_of(problem), str(problem)),))
    return signed.checkpoint


def _open(
    note: bytes, *, chain: KeyChain, asked: _Asked
) -> tuple[Verdict, SignedCheckpoint | None]:
    """The verdict on the checkpoint alone, and the checkpoint when anything can rest on it."""
    require_kind(chain.first, KeyKind.NOTE)  # a mistake of the caller, and no flaw of the log
    try:
        signed, signer = open_with(note, chain=chain, origin=asked.origin)
    except PlainsightError as problem:
        return Verdict(reasons=(_reason(_flaw_of(problem), str(problem)),)), None
    reasons: list[Reason] = []
    seen: tuple[Cosignature, ...] = ()
    try:
        seen = cosignatures(signed.note, witnesses=asked.witnesses)
    except ForgedSignature as problem:
        reasons.append(_reason(Flaw.FORGED_COSIGNATURE, str(problem)))
    if len(seen) < asked.witness_count_min:
        detail = (
            f"{len(seen)} of the known witnesses signed, {asked.witness_count_min} are asked for"
        )
        reasons.append(_reason(Flaw.MISSING_WITNESS, detail))
    verdict = Verdict(
        reasons=tuple(reasons),
        origin=signed.checkpoint.origin,
        size=signed.checkpoint.size,
        root=signed.checkpoint.root,
        cosignatures=seen,
        signer=signer,
        rotations=chain.rotations,
    )
    return verdict, signed


def _size_of(since: bytes | None) -> set[int]:
    """The size that a checkpoint held from before speaks of, whoever signed it."""
    try:
        return set() if since is None else {parse_checkpoint(since).checkpoint.size}
    except BadNote:
        return set()


def _open_held(
    since: bytes | None, *, keys: LogKeys, asked: _Asked, current: Checkpoint
) -> tuple[Checkpoint | None, list[Reason]]:
    """The checkpoint held from before, when the current one can be measured against it."""
    if since is None:
        return None, []
    try:
        held = keys.history.open(since, origin=asked.origin, whole=keys.whole)
    except PlainsightError as problem:
        detail = f"the checkpoint held from before: {problem}"
        return None, [_reason(_flaw_of(problem), detail)]
    if held.size > current.size:
        detail = f"{current.size} entries, but {held.size} were signed before"
        return None, [_reason(Flaw.ROLLBACK, detail)]
    return held, []


def _are_signed(leaves: bytes, current: Checkpoint) -> bool:
    if len(leaves) != current.size * HASH_BYTES:
        return False
    cuts = range(0, len(leaves), HASH_BYTES)
    return root_of(leaves[cut : cut + HASH_BYTES] for cut in cuts) == current.root


def _judge(walk: LogWalk, current: Checkpoint, held: Checkpoint | None) -> tuple[list[Reason], int]:
    """Turn what the walk noted into reasons, in the light of the signed root."""
    count = walk.range.size
    if walk.root_at(current.size) != current.root and walk.range.root() != current.root:
        kinds = (walk.content, walk.order)
        reasons = [reason for kind in kinds for reason in kind.listed]
        if not reasons:
            detail = "some entry does not say what was signed; the leaf hashes would tell which"
            reasons = [_reason(Flaw.REWRITTEN_ENTRY, detail)]
        return reasons, sum(kind.withheld_count for kind in kinds)
    reasons = [*walk.content.listed, *walk.numbering.listed]
    if walk.root_at(current.size) != current.root:
        detail = f"the signed root is of {count} entries, the signed size is {current.size}"
        reasons.append(_reason(Flaw.MISMATCHED_SIZE, detail))
    elif count > current.size:
        detail = "no checkpoint covers them"
        reasons.append(
            Reason(
                flaw=Flaw.UNSIGNED_ENTRIES,
                detail=detail,
                index=current.size,
                count=count - current.size,
            )
        )
    if held is not None and walk.root_at(held.size) != held.root:
        detail = f"the first {held.size} entries are not those signed before"
        reasons.append(_reason(Flaw.FORKED_HISTORY, detail))
    return reasons, walk.content.withheld_count + walk.numbering.withheld_count


def _judge_growth(proof: Sequence[bytes], held: Checkpoint, current: Checkpoint) -> list[Reason]:
    try:
        verify_consistency(
            proof, old_size=held.size, old_root=held.root, size=current.size, root=current.root
        )
    except NotProven as problem:
        return [_reason(Flaw.FORKED_HISTORY, str(problem))]
    return []


def _flaw_of(problem: PlainsightError) -> Flaw:
    flaws: dict[type[PlainsightError], Flaw] = {
        BadNote: Flaw.MALFORMED_CHECKPOINT,
        WrongOrigin: Flaw.WRONG_ORIGIN,
        UnknownSigner: Flaw.WRONG_KEY,
        ForgedSignature: Flaw.FORGED_CHECKPOINT,
        RetiredKey: Flaw.RETIRED_KEY,
        NotProven: Flaw.UNPROVEN_ENTRY,
        UnreadableEntry: Flaw.UNREADABLE_ENTRY,
        NonCanonicalEntry: Flaw.NON_CANONICAL_ENTRY,
    }
    return flaws[type(problem)]


def _reason(flaw: Flaw, detail: str, *, index: int | None = None) -> Reason:
    return Reason(flaw=flaw, detail=detail, index=index)
