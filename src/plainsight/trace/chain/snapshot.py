"""A new edition of a source against what is known: what came, what went, and whether to believe it.

A list that suddenly lost a fifth of its rows is a broken download far more often than a mass
delisting; taking it would clear sanctioned accounts without a word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from plainsight.errors import ListShrank, SnapshotTooOld
from plainsight.trace.chain.attribution import Attribution

SHRINK_PERCENT_MAX = 5
SHRINK_ROWS_FREE = 5  # so many may go whatever share they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One edition of one source, as read."""

    source: str
    published_on: date
    sha256: str  # of the file
    rows_read: int
    attributions: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotDiff:
    """What a snapshot changes. `claims` are all claims of the source afterwards."""

    snapshot: Snapshot
    added: tuple[Attribution, ...]
    removed: tuple[Attribution, ...]
    kept_count: int
    claims: tuple[Attribution, ...]

    @property
    def unique_count(self) -> int:
        """Accounts named by the snapshot, each once."""
        return len({claim.account for claim in self.snapshot.attributions})


def diff_snapshot(
    known: Sequence[Attribution],
    snapshot: Snapshot,
    *,
    last_published_on: date | None = None,
    may_shrink: bool = False,
) -> SnapshotDiff:
    """Compare `known` claims of one source with a new snapshot of it.

    Raises SnapshotTooOld for an edition older than the last one, and ListShrank when more than
    SHRINK_PERCENT_MAX percent of the standing claims would end, unless `may_shrink`.
    """
    if last_published_on is not None and snapshot.published_on < last_published_on:
        raise SnapshotTooOld(snapshot.source, snapshot.published_on, last_published_on)
    standing = {claim.key: claim for claim in known if claim.effective_until is None}
    present = {claim.key: claim for claim in snapshot.attributions}
    removed = tuple(claim for key, claim in standing.items() if key not in present)
    allowed = max(SHRINK_ROWS_FREE, len(standing) * SHRINK_PERCENT_MAX // 100)
    if len(removed) > allowed and not may_shrink:
        raise ListShrank(snapshot.source, len(standing), len(removed))
    added = tuple(claim for key, claim in present.items() if key not in standing)
    past = [claim for claim in known if claim.effective_until is not None]
    ended = [_end(claim, snapshot.published_on) for claim in removed]
    kept = [claim for key, claim in standing.items() if key in present]
    return SnapshotDiff(
        snapshot=snapshot,
        added=added,
        removed=removed,
        kept_count=len(kept),
        claims=(*past, *ended, *kept, *added),
    )


def _end(claim: Attribution, day: date) -> Attribution:
    return replace(claim, effective_until=max(day, claim.effective_from))
