"""Holds that a crash left standing at the platform, with nobody on record for them: released."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.app.ports import Records, UnitOfWork
from plainsight.errors import UnknownId
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.states import Holding

PAGE = 500
# A unit that is still open may have placed a hold that is not on record yet.
YOUNG = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a round found."""

    standing_count: int
    released: tuple[str, ...]  # hold ids


def settle_platform(records: Records, *, now: datetime) -> Settled:
    """Compare the holds that stand at the platform with our own; release what is nobody's.

    Released there is only what we never had, or have released ourselves, and only an hour later.
    """
    standing, released, after = 0, list[str](), ""
    while True:
        with records.begin() as unit:
            page = unit.desk.directory.placed(after=after, count_max=PAGE)
            for placed in page:
                standing += 1
                if now - placed.placed_at < YOUNG or _is_ours(unit, placed.hold_id):
                    continue
                unit.desk.directory.unpin(placed.hold_id)
                released.append(placed.hold_id)
                unit.record(
                    Fact(
                        tag=AuditTag.HOLD_CHANGED,
                        subject=placed.hold_id,
                        at=now,
                        body={"state": "released", "why": "left at the platform by a crash"},
                    )
                )
        if len(page) < PAGE:
            return Settled(standing_count=standing, released=tuple(released))
        after = page[-1].hold_id


def _is_ours(unit: UnitOfWork, hold_id: str) -> bool:
    try:
        return unit.desk.holds.get(hold_id).state is not Holding.RELEASED
    except UnknownId:
        return False
