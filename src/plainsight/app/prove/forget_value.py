"""Forget a person in the log: what opens its commitments to a value goes, and its proofs stay."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.app.prove.log_keys import LOG
from plainsight.errors import OutOfTurn, SamePerson
from plainsight.model.fact import AuditTag, Fact
from plainsight.oversight.public_copy import HIDDEN_TAGS

# Whoever did something here answers for it; the log would say that nobody did.
_WHO_ACTED = frozenset({"actor", "actor_id", "second", "colleague", "reviewer", "officer_id", "of"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """Where the log's commitments open to a value."""

    opening_count: int
    entry_count: int


def remembered(reading: Reading | UnitOfWork, value: str) -> Remembered:
    """What forgetting a value would close for good; nothing is changed.

    Raises OutOfTurn where nothing opens to it, for the name of somebody who acted, and while a
    legal request that was not erased needs it: a court may ask what was held.
    """
    found = reading.audit.opened_by(value)
    if not found:
        raise OutOfTurn("forget", "nothing in the log opens to this value, or not any more")
    for opening in found:
        if opening.name in _WHO_ACTED:
            why = f"entry {opening.index} names who acted ({opening.name}), and that stays"
            raise OutOfTurn("forget", why)
        (entry,) = reading.audit.entries(first=opening.index, count_max=1)
        if entry.tag in HIDDEN_TAGS:
            why = (
                f"entry {opening.index} is of a legal request, {entry.subject}; close its case and "
                "erase it first"
            )
            raise OutOfTurn("forget", why)
    return Remembered(
        opening_count=len(found), entry_count=len({opening.index for opening in found})
    )


def forget_value(
    records: Records, value: str, *, actor: str, second: str, now: datetime
) -> Remembered:
    """Erase it: no commitment of the log opens to it again, and every entry still proves.

    The log tells that two people did so and how many it closed, never what. Raises SamePerson, and
    what `remembered` raises.
    """
    if actor == second:
        raise SamePerson("who forgets a value", "who agrees to it")
    with records.begin() as unit:
        found = remembered(unit, value)
        unit.audit.erase_openings(value)
        unit.record(
            Fact(
                tag=AuditTag.VALUE_FORGOTTEN,
                subject=LOG,
                at=now,
                body={"openings": found.opening_count, "entries": found.entry_count},
                personal={"actor": actor, "second": second},
            )
        )
    return found
