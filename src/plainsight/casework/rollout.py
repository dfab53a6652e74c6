"""Rolling a typology's new version out: in shadow, then for a share, then for all.

Which posts fall into the share is decided by a hash of the campaign's or post's id, so that the
same one is always judged by the same version, on every machine, and can be told afterwards.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plainsight.errors import BadValue, IllegalMove, SamePerson
from plainsight.model.time import require_utc

BUCKETS = 1000


class Stage(StrEnum):
    """How far a version has come."""

    SHADOW = "shadow"  # judges everything, raises nothing
    SHARE = "share"  # raises alerts for a share
    FULL = "full"
    STOPPED = "stopped"


class RolloutStand(StrEnum):
    """A step waits for a second person."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class Arm(StrEnum):
    """Which version raises the alert for one key; the other may still be watched."""

    PRESENT = "present"
    PRESENT_WATCHING = "present_watching"  # the new version judges beside it, and is counted
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """One step of one version of one typology."""

    rollout_id: str
    typology_id: str
    version: int
    stage: Stage
    permille: int = 0  # of a SHARE
    proposed_by: str
    proposed_at: datetime
    stand: RolloutStand = RolloutStand.PROPOSED
    approved_by: str | None = None
    approved_at: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(proposed_at=self.proposed_at, approved_at=self.approved_at)
        if not 0 <= self.permille <= BUCKETS:
            raise BadValue("permille", self.permille, "thousandths, from 0 to 1000")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowDay:
    """Both versions on the same posts: what each found among those written on one day."""

    day: str  # "2026-03-13", UTC
    seen_count: int
    present_count: int
    new_count: int
    both_count: int

    @property
    def overlap(self) -> float | None:
        """Posts that both found, of those that either did; None where neither found any."""
        either = self.present_count + self.new_count - self.both_count
        return None if either == 0 else self.both_count / either


def sum_days(days: Iterable[ShadowDay]) -> ShadowDay:
    """All days as one, which has no date."""
    listed = list(days)
    return ShadowDay(
        day="",
        seen_count=sum(each.seen_count for each in listed),
        present_count=sum(each.present_count for each in listed),
        new_count=sum(each.new_count for each in listed),
        both_count=sum(each.both_count for each in listed),
    )


def answer_rollout(rollout: Rollout, *, is_approved: bool, staff_id: str, now: datetime) -> Rollout:
    """Let a second person say yes or no. Raises SamePerson, or IllegalMove when it was answered."""
    if rollout.stand is not RolloutStand.PROPOSED:
        raise IllegalMove("answer", "rollout", rollout.stand.value)
    if staff_id == rollout.proposed_by:
        raise SamePerson("approval", "proposal")
    stand = RolloutStand.APPROVED if is_approved else RolloutStand.REFUSED
    return replace(rollout, stand=stand, approved_by=staff_id, approved_at=now)


def overtaken(steps: Sequence[Rollout]) -> frozenset[str]:
    """Which steps, oldest first, still wait though a later one of their typology was agreed on.

    What was agreed on since, a stop above all, was agreed on knowing of them: nobody waits for
    their answer, and they can only be refused.
    """
    agreed = {
        step.typology_id: place
        for place, step in enumerate(steps)
        if step.stand is RolloutStand.APPROVED
    }
    return frozenset(
        step.rollout_id
        for place, step in enumerate(steps)
        if step.stand is RolloutStand.PROPOSED and place < agreed.get(step.typology_id, 0)
    )


def bucket_of(typology_id: str, key: str) -> int:
    """0 to 999: where a campaign or post falls for one typology.

    The typology is part of what is hashed, so that two roll-outs do not meet the same posts. The
    version is not: a share that grows keeps the keys it had.
    """
    text = f"{typology_id}\n{key}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:8]) % BUCKETS


def arm_of(rollout: Rollout | None, key: str) -> Arm:
    """Which version judges this key. Only approved steps count."""
    if rollout is None or rollout.stand is not RolloutStand.APPROVED:
        return Arm.PRESENT
    match rollout.stage:
        case Stage.FULL:
            return Arm.NEW
        case Stage.STOPPED:
            return Arm.PRESENT
        case Stage.SHADOW:
            return Arm.PRESENT_WATCHING
        case Stage.SHARE:
            is_in = bucket_of(rollout.typology_id, key) < rollout.permille
            return Arm.NEW if is_in else Arm.PRESENT_WATCHING
