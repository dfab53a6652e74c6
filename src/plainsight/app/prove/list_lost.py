"""What a restored log lost, from an export of the log as it was: to do again, or to know at least.

Entries cannot be taken back from an export, which holds no salts and no records. But they say which
token was revoked and whose case was erased since the backup, all of which stands again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from plainsight.app.ports import Records
from plainsight.app.prove.log_files import ExportedLog
from plainsight.errors import NotProven
from plainsight.model.fact import AuditTag
from plainsight.prove.entry import Entry, parse_entry

# What took something away, or changed who is let in: a backup from before has it back.
TAKEN_AWAY = frozenset(
    {
        AuditTag.TOKEN_REVOKED,
        AuditTag.WEBHOOK_CHANGED,
        AuditTag.PERSON_CHANGED,
        AuditTag.CREDENTIAL_WITHDRAWN,
        AuditTag.AGENCY_REGISTERED,
        AuditTag.OFFICER_KEY_CHANGED,
        AuditTag.OFFICER_WITHDRAWN,
        AuditTag.VALUE_FORGOTTEN,
        AuditTag.CASE_ERASED,
        AuditTag.ACCOUNT_DELETED,
        AuditTag.ACCOUNT_CLOSED,
        AuditTag.RECORDS_EXPIRED,
        AuditTag.ATTRIBUTIONS_FORGOTTEN,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Entries of the export that the restored log does not hold."""

    taken_away: tuple[Entry, ...]  # in their order
    others: Mapping[str, int]  # of the rest, how many by tag


def list_lost(records: Records, exported: ExportedLog) -> Lost:
    """Compare an export with the restored log. The export is read, not verified.

    Raises NotProven where the two differ in what came before the backup; CannotRead;
    UnreadableEntry.
    """
    taken: list[Entry] = []
    others: Counter[str] = Counter()
    is_lost = False
    with records.read() as view:
        held = iter(view.audit.entries(count_max=view.audit.size()))
        for line in exported.lines():
            content = line.rstrip(b"\n")
            kept = None if is_lost else next(held, None)
            if kept is not None and kept.canonical == content:
                continue
            if kept is not None and kept.tag != AuditTag.LOG_RESTORED:
                raise NotProven(
                    f"entry {kept.index} is another one in the export: it is not of this log, or "
                    "was changed"
                )
            is_lost = True
            entry = parse_entry(content)
            if entry.tag in TAKEN_AWAY:
                taken.append(entry)
            else:
                others[entry.tag] += 1
    return Lost(taken_away=tuple(taken), others=dict(sorted(others.items())))
