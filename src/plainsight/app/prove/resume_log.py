"""After a restore nobody signs the log until somebody outside of it says how far it was signed.

A backup is older than what it is restored for. Entries that came after it may stand under a
checkpoint that others hold; signing on from the backup would make a second history under the same
key, which is what a forger does. The database cannot know of them: they are gone.

Restoring leaves an entry in the log, `log:restored`. Signing is refused until `log:resumed` stands
after it: with the newest checkpoint that was published, which the restored entries must contain, or
with the word, in the log for good, that they do not. To give up what was signed takes two people;
who they are is committed to, as it is when the key changes.
"""

from datetime import datetime

from plainsight.app.identity.end_access import AccessEnded, end_access
from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.app.prove.log_keys import LOG, chain_of_log, key_history
from plainsight.app.stored import LoggedEntry
from plainsight.errors import BadValue, NotProven, OutOfTurn, RestoredLog, SamePerson, UnknownSigner
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.prove.checkpoint import Checkpoint
from plainsight.prove.key_chain import KeyChain
from plainsight.prove.note import VerifierKey


def mark_restored(records: Records, *, actor: str, now: datetime) -> AccessEnded:
    """Note in the log that everything before this entry came out of a backup.

    In the same transaction nobody is let in any more by what the backup held.
    """
    with records.begin() as unit:
        unit.record(
            Fact(
                tag=AuditTag.LOG_RESTORED,
                subject=LOG,
                at=now,
                body={"entries": unit.audit.size()},
                personal={"actor": actor},
            )
        )
        return end_access(unit, now=now)


def restored_at(reading: Reading | UnitOfWork) -> int | None:
    """How many entries were restored, while the log waits for `resume_log`; else None."""
    mark = _mark(reading)
    return None if mark is None else mark.index


def require_resumed(reading: Reading | UnitOfWork) -> None:
    """Raise RestoredLog while a restored log waits for `resume_log`."""
    count = restored_at(reading)
    if count is not None:
        raise RestoredLog(count)


def resume_log(
    records: Records,
    *,
    since: bytes | None,
    is_lost: bool,
    key: VerifierKey,
    actor: str,
    second: str | None = None,
    now: datetime,
) -> Checkpoint | None:
    """Let a restored log be signed again; returns the checkpoint it was compared with.

    `since` is the newest checkpoint of this log that anybody holds. `is_lost` says that entries
    which were signed are not in the backup, or that no checkpoint can be had to tell; `second`
    agrees to that.

    Raises SamePerson; NotProven when the backup does not contain the checkpoint and nothing was
    said to be lost; OutOfTurn when the log waits for nothing; BadValue when neither was given,
    nobody agrees to a loss, or nothing is lost; BadNote, WrongOrigin, UnknownSigner or
    ForgedSignature for what is no checkpoint of this log.
    """
    if since is None and not is_lost:
        raise BadValue("since", None, "give the newest checkpoint of this log that anybody holds")
    if is_lost and second is None:
        raise BadValue("second", None, "name a second person who agrees that entries are given up")
    if second == actor:
        raise SamePerson("who gives up signed entries", "who agrees to it")
    people = {"actor": actor} if second is None else {"actor": actor, "second": second}
    with records.begin() as unit:
        signed = None if since is None else _opened(unit, since, key)
        mark = _mark(unit)
        if mark is None:
            why = "nothing waits for it: the log was not restored, or was resumed since"
            raise OutOfTurn("log resume", why)
        if signed is not None:
            _compare(unit, signed, restored=mark.index, is_lost=is_lost)
        unit.record(
            Fact(
                tag=AuditTag.LOG_RESUMED,
                subject=LOG,
                at=now,
                body=_body(signed, mark, is_lost),
                personal=people,
            )
        )
    return signed


def _opened(unit: UnitOfWork, since: bytes, key: VerifierKey) -> Checkpoint:
    try:
        chain = chain_of_log(unit, key=key)
    except UnknownSigner:  # its rotation to this key came after the backup
        chain = KeyChain(first=key)
    return key_history(unit).open(since, origin=key.name, whole=chain)


def _mark(reading: Reading | UnitOfWork) -> LoggedEntry | None:
    told = [
        entry
        for entry in reading.audit.about(LOG)
        if entry.tag in (AuditTag.LOG_RESTORED, AuditTag.LOG_RESUMED)
    ]
    return told[-1] if told and told[-1].tag == AuditTag.LOG_RESTORED else None


def _compare(unit: UnitOfWork, signed: Checkpoint, *, restored: int, is_lost: bool) -> None:
    held = signed.size <= restored and unit.audit.root(size=signed.size) == signed.root
    if held and is_lost:
        raise BadValue(
            "lost", True, "the backup holds all that this checkpoint covers; leave --lost out"
        )
    if not held and not is_lost:
        what = (
            f"{signed.size} entries were signed, and the backup held {restored}"
            if signed.size > restored
            else f"the backup holds other entries than the {signed.size} that were signed"
        )
        raise NotProven(
            f"{what}; restore a newer backup. Where there is none: --lost, which the log tells for "
            "good"
        )


def _body(signed: Checkpoint | None, mark: LoggedEntry, is_lost: bool) -> dict[str, JsonValue]:
    body: dict[str, JsonValue] = {"restored": mark.index, "is_lost": is_lost}
    if signed is not None:
        body |= {"signed_size": signed.size, "signed_root": signed.root.hex()}
    return body
