"""The daily round: compute every hold's digest again, and name each that no longer fits."""

from dataclasses import dataclass, field
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.hold_trouble import tell_hold_trouble
from plainsight.app.respond.stored import StoredHold
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.errors import PlainsightError
from plainsight.model.fact import AuditTag, Fact

PAGE = 500  # holds in one unit, so that the round never blocks the desk for long
UNREADABLE_IN_A_ROW_MAX = 20  # then it is not these holds: the platform does not answer


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRound:
    """What a round found."""

    checked_count: int
    corrupted: tuple[str, ...]  # hold ids
    unreadable: tuple[str, ...] = ()  # hold ids of those that could not be checked


@dataclass(slots=True)
class _SoFar:
    after: str = ""
    checked_count: int = 0
    corrupted: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    in_a_row: int = 0


def verify_holds(records: Records, *, now: datetime) -> HoldRound:
    """Verify all holds not released, in bounded memory; a corrupted one is logged by its id.

    One that cannot be checked is an alarm and ends nobody else's check. Raises what the directory
    raised when so many in a row fail that it answers for none; what was checked until then stands.
    """
    so_far = _SoFar()
    while True:
        with records.begin() as unit:
            is_over, problem = _check_page(unit, so_far, now)
            is_silent = so_far.in_a_row >= UNREADABLE_IN_A_ROW_MAX
            if is_over or is_silent:
                _log_round(unit, so_far, now)
        if is_silent and problem is not None:
            raise problem
        if is_over:
            return HoldRound(
                checked_count=so_far.checked_count,
                corrupted=tuple(so_far.corrupted),
                unreadable=tuple(so_far.unreadable),
            )


def _check_page(
    unit: UnitOfWork, so_far: _SoFar, now: datetime
) -> tuple[bool, PlainsightError | None]:
    """Check the next ones; whether they were the last, and what the last of them failed with.

    A page ends at a hold that fails: the unit holds the desk's lock, and an answer that is waited
    for in vain must not keep it for a second one.
    """
    page = unit.desk.holds.active(after=so_far.after, count_max=PAGE)
    for hold in page:
        so_far.after = hold.hold_id
        try:
            found = unit.desk.directory.digest(hold)
        except PlainsightError as problem:
            so_far.unreadable.append(hold.hold_id)
            so_far.in_a_row += 1
            tell_hold_trouble(unit, hold, duty="verify holds", problem=problem, now=now)
            return False, problem
        so_far.in_a_row = 0
        so_far.checked_count += 1
        if not _note_check(unit, hold, found, now):
            so_far.corrupted.append(hold.hold_id)
    return len(page) < PAGE, None


def _note_check(unit: UnitOfWork, hold: StoredHold, found: str, now: datetime) -> bool:
    """Store what was found; whether it is what the hold covers."""
    is_intact = found == hold.pinned.digest
    unit.desk.holds.add_check(hold.hold_id, at=now, digest=found, is_intact=is_intact)
    if not is_intact:
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
    return is_intact


def _log_round(unit: UnitOfWork, so_far: _SoFar, now: datetime) -> None:
    unit.record(
        Fact(
            tag=AuditTag.HOLDS_CHECKED,
            subject="holds",
            at=now,
            body={
                "checked": so_far.checked_count,
                "corrupted": len(so_far.corrupted),
                "unreadable": len(so_far.unreadable),
            },
        )
    )
