"""Go on after the log's key is lost: under another name, saying which log this was.

Without the key nobody can sign the log again, and without signed checkpoints the desk can prove and
send nothing. The old log ends with its last checkpoint; the new one holds its entries, and the
first thing it says of itself is that the old key did not sign this.
"""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.prove.log_keys import LOG
from plainsight.app.prove.publish_checkpoint import grown_log, publish_checkpoint
from plainsight.app.prove.resume_log import require_resumed
from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import BadValue, SamePerson
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.continuation import Continuation, continuation_body
from plainsight.prove.note import KeyKind, Signer, VerifierKey, require_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuedLog:
    """A continuation and the first checkpoint under the new name."""

    continuation: Continuation
    checkpoint: StoredCheckpoint


def continue_log(
    records: Records, *, lost: VerifierKey, new: Signer, actor: str, second: str, now: datetime
) -> ContinuedLog:
    """Let `new`, under a name of its own, sign on what `lost` signed until it was lost.

    Raises SamePerson; BadValue when `lost` is not the key that signs this log now, or never signed
    it; BrokenContinuation when both have one name; BadNote for the key of a witness; and what
    `publish_checkpoint` raises of the lost key. Nothing is signed then.
    """
    if actor == second:
        raise SamePerson("who continues the log", "who agrees to it")
    require_kind(new.key, KeyKind.NOTE)
    with records.begin() as unit:
        require_resumed(unit)
        if unit.checkpoints.latest() is None:
            raise BadValue("the lost key", str(lost), "it never signed this log; just sign it")
        index = unit.audit.reserve()
        grown = grown_log(unit, unit.checkpoints.latest(), size=index, key=lost)
        continuation = Continuation(index=index, root=grown.root(), old=lost, new=new.key)
        unit.record(
            Fact(
                tag=AuditTag.LOG_CONTINUED,
                subject=LOG,
                at=now,
                body=continuation_body(continuation, new=new),
                personal={"actor": actor, "second": second},
            )
        )
    checkpoint = publish_checkpoint(records, signer=new, now=now)
    return ContinuedLog(continuation=continuation, checkpoint=checkpoint)
