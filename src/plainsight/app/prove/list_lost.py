"""What a restored log lost, from an export of the log as it was: to do again, or to know at least.

Entries cannot be taken back from an export, which holds no salts and no records. But they say which
token was revoked and whose case was erased since the backup, all of which stands again; and which
legal request came, which hold was placed, what was sent: others count on it, and nothing here does.
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
        AuditTag.RESTRICTION_LIFTED,
    }
)
# What others hold a receipt or a copy of: an officer, a user, the authority that reports go to.
OWED = frozenset(
    {
        AuditTag.REQUEST_RECEIVED,
        AuditTag.HOLD_PLACED,
        AuditTag.PACKAGE_RELEASED,
        AuditTag.PACKAGE_TAKEN_BACK,
        AuditTag.REPORT_FILED,
        AuditTag.RESTRICTION_APPROVED,
        AuditTag.APPEAL_RECEIVED,
        AuditTag.APPEAL_DECIDED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Entries of the export that the restored log does not hold."""

    taken_away: tuple[Entry, ...]  # in their order
    owed: tuple[Entry, ...]  # to somebody outside, who has it in writing
    others: Mapping[str, int]  # of the rest, how many by tag


def list_lost(records: Records, exported: ExportedLog) -> Lost:
    """Compare an export with the restored log. The export is read, not verified.

    Raises NotProven where the two differ in what came before the backup; CannotRead;
    UnreadableEntry.
    """
    named: list[Entry] = []
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
            if entry.tag in TAKEN_AWAY | OWED:
                named.append(entry)
            else:
                others[entry.tag] += 1
    return Lost(
        taken_away=tuple(each for each in named if each.tag in TAKEN_AWAY),
        owed=tuple(each for each in named if each.tag in OWED),
        others=dict(sorted(others.items())),
    )
