"""A new edition of a source against what is known: what came, what went, and whether to believe it.

A list that suddenly lost a fifth of its rows is a broken download far more often than a mass
delisting; taking it would clear sanctioned accounts without a word.
"""

from collections.abc import Collection, Sequence
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
    """What a snapshot changes. `claims` are all claims of the source afterwards.

    A row that says something else than before ends the old claim and brings a new one.
    """

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
    SHRINK_PERCENT_MAX percent of the rows are named no more, unless `may_shrink`.
    """
    if last_published_on is not None and snapshot.published_on < last_published_on:
        raise SnapshotTooOld(snapshot.source, snapshot.published_on, last_published_on)
    standing = {claim.key: claim for claim in known if claim.effective_until is None}
    present = {claim.key: claim for claim in snapshot.attributions}
    removed = tuple(claim for key, claim in standing.items() if key not in present)
    _refuse_shrunk(standing.values(), snapshot, may_shrink=may_shrink)
    past = [claim for claim in known if claim.effective_until is not None]
    ended_as = {(claim.key, claim.effective_until) for claim in past}
    added = tuple(
        replace(claim, first_edition=snapshot.sha256, last_edition=snapshot.sha256)
        for key, claim in present.items()
        if key not in standing and (key, claim.effective_until) not in ended_as
    )
    ended = [_end(claim, snapshot.published_on) for claim in removed]
    kept = [
        _keep(claim, present[key], snapshot.sha256)
        for key, claim in standing.items()
        if key in present
    ]
    return SnapshotDiff(
        snapshot=snapshot,
        added=added,
        removed=removed,
        kept_count=len(kept),
        claims=(*past, *ended, *kept, *added),
    )


def _refuse_shrunk(
    standing: Collection[Attribution], snapshot: Snapshot, *, may_shrink: bool
) -> None:
    """Rows are counted and not claims: a party that is spelled in another way is no loss."""
    named = {claim.row for claim in snapshot.attributions}
    lost = sum(claim.row not in named for claim in standing)
    allowed = max(SHRINK_ROWS_FREE, len(standing) * SHRINK_PERCENT_MAX // 100)
    if lost > allowed and not may_shrink:
        raise ListShrank(snapshot.source, len(standing), lost)


def _end(claim: Attribution, day: date) -> Attribution:
    return replace(claim, effective_until=max(day, claim.effective_from))


def _keep(claim: Attribution, again: Attribution, sha256: str) -> Attribution:
    """The claim as first read, with the days that the source has stated since."""
    since = min(claim.effective_from, again.effective_from)
    until = again.effective_until
    return replace(
        claim,
        effective_from=since,
        effective_until=until if until is None else max(since, until),
        last_edition=sha256,
    )
