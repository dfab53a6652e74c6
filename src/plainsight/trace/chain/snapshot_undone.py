"""The claims of a source as they were before its last edition was taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from plainsight.errors import BadValue
from plainsight.trace.chain.attribution import Attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenEdition:
    """What the book noted of an edition, as far as its claims are told by it."""

    source: str
    published_on: date
    sha256: str
    former_sha256: str  # of the edition of this source before it; "" for the first
    added_count: int
    removed_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotUndone:
    """What taking an edition back changes. `claims` are all claims of the source afterwards."""

    dropped: tuple[Attribution, ...]  # it had brought them
    reopened: tuple[Attribution, ...]  # it had ended them
    claims: tuple[Attribution, ...]


def undo_snapshot(known: Sequence[Attribution], edition: TakenEdition) -> SnapshotUndone:
    """Take the last edition of a source back out of its claims: `diff_snapshot`, the other way.

    Claims that were taken back before are returned as they are. An earlier first day that the
    edition stated for a claim it kept stays: the former is not written down.

    Raises BadValue where the claims do not come out as the edition found them: of a book that was
    kept before claims knew their editions, or of a file that was taken twice with another between.
    """
    if edition.sha256 == edition.former_sha256 or _is_undone(known, edition):
        # The same file again brought nothing and ended nothing.
        return SnapshotUndone(dropped=(), reopened=(), claims=tuple(known))
    dropped = tuple(claim for claim in known if claim.first_edition == edition.sha256)
    kept = [claim for claim in known if claim.first_edition != edition.sha256]
    reopened = tuple(claim for claim in kept if _was_ended_by(claim, edition))
    if (len(dropped), len(reopened)) != (edition.added_count, edition.removed_count):
        raise BadValue(
            "edition",
            edition.sha256[:16],
            f"{edition.added_count} claims came with it and {edition.removed_count} ended, but "
            f"{len(dropped)} and {len(reopened)} are found; take the editions into a new book",
        )
    return SnapshotUndone(
        dropped=dropped, reopened=reopened, claims=tuple(_before(claim, edition) for claim in kept)
    )


def _is_undone(known: Sequence[Attribution], edition: TakenEdition) -> bool:
    """Whether a run that was broken off took it back, and left the note of it."""
    return not any(
        edition.sha256 in (claim.first_edition, claim.last_edition)
        or _was_ended_by(claim, edition)
        or not claim.first_edition  # of before claims knew their editions
        for claim in known
    )


def _was_ended_by(claim: Attribution, edition: TakenEdition) -> bool:
    """What stood after the former edition had been read in it, and ends on the day of this one."""
    day = max(edition.published_on, claim.effective_from)
    return claim.last_edition == edition.former_sha256 != "" and claim.effective_until == day


def _before(claim: Attribution, edition: TakenEdition) -> Attribution:
    if _was_ended_by(claim, edition):
        return replace(claim, effective_until=None)
    if claim.last_edition == edition.sha256:
        # It stood without an end when this edition was read: an end was stated by this one.
        return replace(claim, effective_until=None, last_edition=edition.former_sha256)
    return claim
