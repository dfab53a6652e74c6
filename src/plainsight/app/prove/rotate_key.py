"""Change the log's key: the old one hands over in an entry of the log, which both sign.

From that entry on the new key signs. The first checkpoint over it carries both signatures, so that
a witness who knows only the old key can still sign it and learn the new one.
"""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.prove.log_keys import LOG, chain_of_log
from plainsight.app.prove.publish_checkpoint import grown_log, publish_checkpoint
from plainsight.app.prove.resume_log import require_resumed
from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import BadValue, SamePerson
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.note import KeyKind, Signer, require_kind
from plainsight.prove.rotation import Rotation, RotationReason, rotation_body


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatedKey:
    """A rotation and the first checkpoint over it."""

    rotation: Rotation
    checkpoint: StoredCheckpoint


def rotate_key(
    records: Records,
    *,
    old: Signer,
    new: Signer,
    reason: RotationReason,
    actor: str,
    second: str,
    now: datetime,
) -> RotatedKey:
    """Let `new` sign the log from here on; `actor` and `second` are the two people who do it.

    Asked again with the same keys, where the first time was broken off, it signs what was left.

    Raises SamePerson; BadValue when the new key has another name, or signed this log before;
    BadNote for the key of a witness; BrokenRotation when both keys are one; and what
    `publish_checkpoint` raises of the old key. Nothing is signed then.
    """
    if actor == second:
        raise SamePerson("who rotates the log's key", "who agrees to it")
    require_kind(new.key, KeyKind.NOTE)
    if new.key.name != old.key.name:
        mend = f"make it with: plainsight log key FILE --name {old.key.name}"
        raise BadValue("the new key's name", new.key.name, mend)
    with records.begin() as unit:
        require_resumed(unit)
        rotation = _begun(unit, old=old, new=new)
        if rotation is None:
            rotation = _next(unit, old=old, new=new, reason=reason)
            unit.record(
                Fact(
                    tag=AuditTag.LOG_KEY_ROTATED,
                    subject=LOG,
                    at=now,
                    body=rotation_body(rotation, old=old, new=new),
                    personal={"actor": actor, "second": second},
                )
            )
    checkpoint = publish_checkpoint(records, signer=new, beside=old, now=now)
    return RotatedKey(rotation=rotation, checkpoint=checkpoint)


def _begun(unit: UnitOfWork, *, old: Signer, new: Signer) -> Rotation | None:
    """The rotation between these keys that no checkpoint covers yet: it was broken off."""
    chain = chain_of_log(unit, key=old.key)
    latest = unit.checkpoints.latest()
    for rotation in chain.rotations[-1:]:
        is_covered = latest is not None and latest.size > rotation.index
        if (rotation.old, rotation.new) == (old.key, new.key) and not is_covered:
            return rotation
    if new.key in chain.keys and new.key != old.key:
        raise BadValue("the new key", str(new.key), "this log had it before; make another one")
    return None


def _next(unit: UnitOfWork, *, old: Signer, new: Signer, reason: RotationReason) -> Rotation:
    index = unit.audit.reserve()
    grown = grown_log(unit, unit.checkpoints.latest(), size=index, key=old.key)
    return Rotation(index=index, root=grown.root(), old=old.key, new=new.key, reason=reason.value)
