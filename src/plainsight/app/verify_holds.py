"""The daily round: compute every hold's digest again, and name each that no longer fits."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.desk_stored import AlarmKind
from plainsight.app.ports import Records
from plainsight.app.write_statement import tell_alarm
from plainsight.model.fact import AuditTag, Fact

PAGE = 500  # holds in one unit, so that the round never blocks the desk for long


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRound:
    """What a round found."""

    checked_count: int
    corrupted: tuple[str, ...]  # hold ids


def verify_holds(records: Records, *, now: datetime) -> HoldRound:
    """Verify all holds not released, in bounded memory; a corrupted one is logged by its id."""
    checked, corrupted, after = 0, list[str](), ""
    while True:
        with records.begin() as unit:
            page = unit.desk.holds.active(after=after, count_max=PAGE)
            for hold in page:
                found = unit.desk.directory.digest(hold)
                is_intact = found == hold.pinned.digest
                unit.desk.holds.add_check(hold.hold_id, at=now, digest=found, is_intact=is_intact)
                if not is_intact:
                    corrupted.append(hold.hold_id)
                    unit.record(
                        Fact(
                            tag=AuditTag.HOLD_CORRUPTED,
                            subject=hold.hold_id,
                            at=now,
                            body={"expected": hold.pinned.digest, "found": found},
                        )
                    )
                    tell_alarm(
                        unit,
                        AlarmKind.HOLD_CORRUPTED,
                        key=f"corrupted/{hold.hold_id}/{found}",
                        subject=hold.hold_id,
                        says="what a hold covers no longer fits its digest",
                        now=now,
                    )
            checked += len(page)
            if len(page) < PAGE:
                unit.record(
                    Fact(
                        tag=AuditTag.HOLDS_CHECKED,
                        subject="holds",
                        at=now,
                        body={"checked": checked, "corrupted": len(corrupted)},
                    )
                )
                break
        after = page[-1].hold_id
    return HoldRound(checked_count=checked, corrupted=tuple(corrupted))
