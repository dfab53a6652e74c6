"""How approvers approve: too fast to have read, always the same two; and what to look at again.

Four eyes are worth what they look at (threat 16). Nothing here decides about a person.
"""

import hashlib
import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.app.ports import Records
from plainsight.app.respond.desk_stored import Approval

READ_FLOOR = timedelta(minutes=2)  # nobody reads a legal request and its scope in less
PAIR_SHARE_MAX = 0.5
PAIRED_MIN = 10  # approvals by two, before the share of one pair says anything
RECHECK_PERCENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalHabits:
    """Counts over a period, and the legal requests to review again, blind."""

    approval_count: int
    too_fast: tuple[str, ...]  # ids of legal requests
    median_seconds_by_approver: dict[str, float]
    fixed_pairs: tuple[tuple[str, str], ...]  # two who approve most things together
    to_recheck: tuple[str, ...]  # 5 %, drawn so that nobody can know it beforehand


def approval_habits(
    records: Records, *, since: datetime, until: datetime, seed: str
) -> ApprovalHabits:
    """Compute them from the custody records.

    `seed` is what nobody could know when they approved, such as the root of a later checkpoint.
    """
    with records.read() as view:
        found = view.desk.reports.approvals(since=since, until=until)
    seconds: dict[str, list[float]] = {}
    pairs: dict[tuple[str, str], int] = {}
    for approval in found:
        for person, at in approval.approved_at_by.items():
            seconds.setdefault(person, []).append((at - approval.scoped_at).total_seconds())
        if len(approval.approved_at_by) == 2:
            first, second = sorted(approval.approved_at_by)
            pairs[first, second] = pairs.get((first, second), 0) + 1
    paired = sum(pairs.values())
    return ApprovalHabits(
        approval_count=len(found),
        too_fast=tuple(a.request_id for a in found if _is_too_fast(a)),
        median_seconds_by_approver={
            person: statistics.median(times) for person, times in sorted(seconds.items())
        },
        fixed_pairs=tuple(
            sorted(
                p for p, n in pairs.items() if paired >= PAIRED_MIN and n > PAIR_SHARE_MAX * paired
            )
        ),
        to_recheck=tuple(a.request_id for a in found if _is_drawn(a, seed)),
    )


def _is_too_fast(approval: Approval) -> bool:
    """Of two approvers the first is as easily the one who did not read."""
    return any(at - approval.scoped_at < READ_FLOOR for at in approval.approved_at_by.values())


def _is_drawn(approval: Approval, seed: str) -> bool:
    drawn = hashlib.sha256(f"{seed}/{approval.request_id}".encode()).digest()
    return int.from_bytes(drawn[:4]) % 100 < RECHECK_PERCENT
