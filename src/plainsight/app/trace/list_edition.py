"""Which edition of a list to cite for a claim: one that holds it."""

from collections.abc import Sequence
from datetime import date

from plainsight.app.trace.chain_ports import SnapshotRecord
from plainsight.trace.chain.attribution import Attribution


def edition_of(
    claim: Attribution, snapshots: Sequence[SnapshotRecord], *, as_of: date
) -> SnapshotRecord | None:
    """The last edition that names the claim; the first, when that one is of after `as_of`.

    A book that was kept before claims knew their editions is read by the days. None when no
    edition that was taken holds the claim: it ships with the software.
    """
    taken = [record for record in snapshots if record.source == claim.source]
    first = [record for record in taken if record.sha256 == claim.first_edition]
    last = [record for record in taken if record.sha256 == claim.last_edition]
    candidates = [*first[:1], *last[-1:]] if first else [*_by_days(claim, taken), *last[-1:]]
    in_time = [record for record in candidates if record.published_on <= as_of]
    return in_time[-1] if in_time else next(iter(candidates), None)


def _by_days(claim: Attribution, taken: Sequence[SnapshotRecord]) -> list[SnapshotRecord]:
    until = claim.effective_until
    return [
        record
        for record in taken
        if record.published_on >= claim.known_from
        and (until is None or record.published_on < until)
    ]
