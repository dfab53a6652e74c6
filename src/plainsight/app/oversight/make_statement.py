"""Make the statement of a period: sign the log as it stands, measure the stretch, sign that."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from plainsight.app.oversight.stated_before import require_last, require_told_once
from plainsight.app.oversight.statement_files import PAGE_FILE, SIGNATURE_FILE, STATEMENT_FILE
from plainsight.app.ports import Reading, Records
from plainsight.app.prove.log_files import (
    CHECKPOINT_FILE,
    ENTRIES_FILE,
    ROTATIONS_FILE,
    VERIFIER_KEY_FILE,
    WriteFolder,
)
from plainsight.app.prove.log_keys import key_history, rotation_entries
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.stored import StoredCheckpoint
from plainsight.errors import NoCheckpoint
from plainsight.model.fact import AuditTag, Fact
from plainsight.oversight.period import require_next
from plainsight.oversight.signing import sign_statement
from plainsight.oversight.statement import Statement, digest_of, make_statement, statement_bytes
from plainsight.prove.entry import parse_entry
from plainsight.prove.note import Signer, VerifierKey, parse_note, signatures_by
from plainsight.prove.tree import range_at
from plainsight.prove.witness import cosignatures

DrawPage = Callable[[Statement], str]


def state_period(
    records: Records,
    *,
    period: str,
    before: Statement | None,
    signer: Signer,
    write: WriteFolder,
    draw: DrawPage,
    now: datetime,
    witnesses: Sequence[VerifierKey] = (),
) -> Statement:
    """Write a signed statement with all that verifies it, and note in the log that it was made.

    It reaches to the log as it stands; with `witnesses`, to the newest checkpoint that all of
    them co-signed. Raises BadValue for what is no period; OutOfTurn when it is not over, not after
    the one before, or would tell something twice; NoCheckpoint when there is no such, BadStatement
    when `before` does not end inside this log, and what `publish_checkpoint` raises.
    """
    stated = None if before is None else (before.period, before.made_on)
    require_next(period, before=stated, on=now.astimezone(UTC).date())
    with records.read() as view:
        require_last(view, before, period=period)
    check_clocks(records, now=now)  # a breach belongs into the period in which it happened
    if not witnesses:
        publish_checkpoint(records, signer=signer, now=now)
    with records.read() as view:
        latest = _newest(view, witnesses, signer.key)
        rotations = rotation_entries(view)
        first = 0 if before is None else before.end
        statement = make_statement(
            (parse_entry(line) for line in _lines(view, first, latest.size)),
            log=signer.key.name,
            period=period,
            made_on=now.astimezone(UTC).date(),
            held=range_at(first, node=view.audit.node),
            end=latest.size,
            before=before,
            continued=[chain.first.name for chain, _ in key_history(view).earlier],
        )
        require_told_once(view, statement)
        content = statement_bytes(statement)
        signed = sign_statement(content, log=statement.log, period=period, signer=signer)
        write(
            {
                STATEMENT_FILE: [content],
                SIGNATURE_FILE: [bytes(signed)],
                PAGE_FILE: [draw(statement).encode()],
                CHECKPOINT_FILE: [latest.note.encode()],
                ENTRIES_FILE: _ended(_lines(view, first, latest.size)),
                VERIFIER_KEY_FILE: [f"{signer.key}\n".encode()],
            }
            | (
                {ROTATIONS_FILE: [each.canonical + b"\n" for each in rotations]}
                if rotations
                else {}
            )
        )
    _note(records, statement, now=now)
    return statement


def _newest(view: Reading, witnesses: Sequence[VerifierKey], key: VerifierKey) -> StoredCheckpoint:
    for stored in sorted(view.checkpoints.all(), key=lambda one: one.size, reverse=True):
        note = parse_note(stored.note.encode())
        seen = cosignatures(note, witnesses=witnesses)
        # One key signs the whole bundle; a checkpoint from before a rotation has another.
        if len(seen) == len(witnesses) and signatures_by(note, key):
            return stored
    raise NoCheckpoint


def _lines(view: Reading, first: int, end: int) -> Iterator[bytes]:
    for entry in view.audit.entries(first=first, count_max=end - first):
        yield entry.canonical


def _ended(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line + b"\n" for line in lines)


def _note(records: Records, statement: Statement, *, now: datetime) -> None:
    with records.begin() as unit:
        unit.record(
            Fact(
                tag=AuditTag.STATEMENT_MADE,
                subject=f"statement:{statement.period}",
                at=now,
                body={
                    "digest": digest_of(statement),
                    "first": statement.first,
                    "end": statement.end,
                    "measures": statement.measures_version,
                },
            )
        )
