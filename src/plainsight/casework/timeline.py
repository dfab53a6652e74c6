"""The timeline of a case: what happened in the world, and what was done about it, in one order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plainsight.casework.case import CaseItem, CaseNote, ItemKind
from plainsight.casework.decision import Decision
from plainsight.casework.filing import FiledReport
from plainsight.casework.restriction import Restriction


class Strand(StrEnum):
    """Where a moment belongs."""

    WORLD = "world"  # posted, transferred, received
    DESK = "desk"  # what was done about it
    REPORT = "report"  # only for who may know of it


class Happening(StrEnum):
    """What a moment says that happened; of a decision its outcome says it."""

    ALERT_RAISED = "alert_raised"
    POSTED = "posted"
    FIRST_SEEN = "account_first_seen_here"
    TRANSFERRED = "transferred"
    WALLET_NAMED = "wallet_named"
    REQUEST_RECEIVED = "legal_request_received"
    HOLD_PLACED = "hold_placed"
    CONTACT_NAMED = "contact_named"
    TRAIL_ENDS = "trail_ends"
    # The acts of a note.
    OPENED = "opened"
    NOTED = "noted"
    ADDED = "added"
    TAKEN_OUT = "taken_out"
    MERGED = "merged"
    SPLIT = "split"
    CLOSED = "closed"
    REOPENED = "reopened"
    # The steps of a restriction and of a report.
    PROPOSED = "proposed"
    ANSWERED = "answered"
    LIFTED = "lifted"
    DRAFTED = "drafted"
    APPROVED = "approved"
    FILED = "filed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline. What it says is kept in parts, for readers of other languages."""

    at: datetime
    strand: Strand
    kind: str  # an ItemKind, or "decision", "note", "restriction", "report"
    ref: str
    act: str  # a Happening, or the outcome of a decision
    about: str = ""  # the measure of a restriction, the form of a report
    own: str = ""  # in the words of whoever wrote them, and names
    by: str = ""

    @property
    def says(self) -> str:
        """The whole in English."""
        if self.kind == "decision":
            return f"{self.act} ({self.own})"
        happened = f"{self.about} {self.act}".strip().replace("_", " ")
        return f"{happened}: {self.own}" if self.own else happened


_ACTS = {
    ItemKind.ALERT: Happening.ALERT_RAISED,
    ItemKind.POST: Happening.POSTED,
    ItemKind.ACCOUNT: Happening.FIRST_SEEN,
    ItemKind.TRANSFER: Happening.TRANSFERRED,
    ItemKind.WALLET: Happening.WALLET_NAMED,
    ItemKind.REQUEST: Happening.REQUEST_RECEIVED,
    ItemKind.HOLD: Happening.HOLD_PLACED,
    ItemKind.CONTACT: Happening.CONTACT_NAMED,
    ItemKind.TRAIL: Happening.TRAIL_ENDS,
}


def timeline_of(
    *,
    items: Sequence[CaseItem],
    notes: Sequence[CaseNote] = (),
    decisions: Sequence[Decision] = (),
    restrictions: Sequence[Restriction] = (),
    reports: Sequence[FiledReport] = (),
) -> tuple[Moment, ...]:
    """Everything with an instant, oldest first. `reports` are those the viewer may know of."""
    moments = [
        *_of_items(items),
        *_of_notes(notes),
        *_of_decisions(decisions),
        *_of_restrictions(restrictions),
        *_of_reports(reports),
    ]
    return tuple(sorted(moments, key=lambda each: (each.at, each.strand, each.kind, each.ref)))


def _of_items(items: Iterable[CaseItem]) -> Iterable[Moment]:
    for item in items:
        if item.at is None:
            continue
        is_ours = item.kind in (ItemKind.ALERT, ItemKind.REQUEST, ItemKind.HOLD)
        yield Moment(
            at=item.at,
            strand=Strand.DESK if is_ours else Strand.WORLD,
            kind=item.kind.value,
            ref=item.ref,
            act=_ACTS[item.kind].value,
            own=_own(item),
        )


def _own(item: CaseItem) -> str:
    """Of a transfer who paid whom how much, of a trail where it led, of an account which one."""
    if item.kind is ItemKind.ACCOUNT:
        return item.ref
    own = item.data.get("says")
    is_told = item.kind in (ItemKind.TRANSFER, ItemKind.TRAIL) and isinstance(own, str)
    return str(own) if is_told else ""


def _of_notes(notes: Iterable[CaseNote]) -> Iterable[Moment]:
    for note in notes:
        yield Moment(
            at=note.at,
            strand=Strand.DESK,
            kind="note",
            ref=str(note.number),
            act=note.act,
            own=note.text,
            by=note.staff_id,
        )


def _of_decisions(decisions: Iterable[Decision]) -> Iterable[Moment]:
    for decision in decisions:
        yield Moment(
            at=decision.decided_at,
            strand=Strand.DESK,
            kind="decision",
            ref=decision.alert_id,
            act=decision.outcome.value,
            own=", ".join(decision.reason_ids),
            by=decision.decided_by,
        )


def _of_restrictions(restrictions: Iterable[Restriction]) -> Iterable[Moment]:
    for each in restrictions:
        steps = (
            (each.proposed_at, Happening.PROPOSED, each.proposed_by),
            (each.approved_at, Happening.ANSWERED, each.approved_by),
            (each.lifted_at, Happening.LIFTED, each.lifted_by),
        )
        for at, act, by in steps:
            if at is not None:
                yield Moment(
                    at=at,
                    strand=Strand.DESK,
                    kind="restriction",
                    ref=each.restriction_id,
                    act=act.value,
                    about=each.measure.value,
                    by=by or "",
                )


def _of_reports(reports: Iterable[FiledReport]) -> Iterable[Moment]:
    for report in reports:
        steps = (
            (report.drafted_at, Happening.DRAFTED, report.drafted_by),
            (report.proposed_at, Happening.PROPOSED, report.proposed_by),
            (report.approved_at, Happening.APPROVED, report.approved_by),
            (report.filed_at, Happening.FILED, report.filed_by),
        )
        for at, act, by in steps:
            if at is not None:
                yield Moment(
                    at=at,
                    strand=Strand.REPORT,
                    kind="report",
                    ref=report.report_id,
                    act=act.value,
                    about=report.form,
                    by=by or "",
                )
