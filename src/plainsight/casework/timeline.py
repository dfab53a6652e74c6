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


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    strand: Strand
    kind: str  # an ItemKind, or "decision", "note", "restriction", "report"
    ref: str
    says: str
    by: str = ""


_SAYS = {
    ItemKind.ALERT: "alert raised",
    ItemKind.POST: "posted",
    ItemKind.ACCOUNT: "account first seen here",
    ItemKind.TRANSFER: "transferred",
    ItemKind.WALLET: "wallet named",
    ItemKind.REQUEST: "legal request received",
    ItemKind.HOLD: "hold placed",
    ItemKind.CONTACT: "contact named",
    ItemKind.TRAIL: "trail ends",
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
            says=_said(item),
        )


def _said(item: CaseItem) -> str:
    """Of a transfer who paid whom how much, of a trail where it led; else that it happened."""
    own = item.data.get("says")
    is_told = item.kind in (ItemKind.TRANSFER, ItemKind.TRAIL) and isinstance(own, str) and own
    return f"{_SAYS[item.kind]}: {own}" if is_told else _SAYS[item.kind]


def _of_notes(notes: Iterable[CaseNote]) -> Iterable[Moment]:
    for note in notes:
        yield Moment(
            at=note.at,
            strand=Strand.DESK,
            kind="note",
            ref=str(note.number),
            says=f"{note.act.replace('_', ' ')}: {note.text}",
            by=note.staff_id,
        )


def _of_decisions(decisions: Iterable[Decision]) -> Iterable[Moment]:
    for decision in decisions:
        yield Moment(
            at=decision.decided_at,
            strand=Strand.DESK,
            kind="decision",
            ref=decision.alert_id,
            says=f"{decision.outcome.value} ({', '.join(decision.reason_ids)})",
            by=decision.decided_by,
        )


def _of_restrictions(restrictions: Iterable[Restriction]) -> Iterable[Moment]:
    for each in restrictions:
        steps = (
            (each.proposed_at, "proposed", each.proposed_by),
            (each.approved_at, "answered", each.approved_by),
            (each.lifted_at, "lifted", each.lifted_by),
        )
        for at, act, by in steps:
            if at is not None:
                yield Moment(
                    at=at,
                    strand=Strand.DESK,
                    kind="restriction",
                    ref=each.restriction_id,
                    says=f"{each.measure.value.replace('_', ' ')} {act}",
                    by=by or "",
                )


def _of_reports(reports: Iterable[FiledReport]) -> Iterable[Moment]:
    for report in reports:
        steps = (
            (report.drafted_at, "drafted", report.drafted_by),
            (report.proposed_at, "proposed", report.proposed_by),
            (report.approved_at, "approved", report.approved_by),
            (report.filed_at, "filed", report.filed_by),
        )
        for at, act, by in steps:
            if at is not None:
                yield Moment(
                    at=at,
                    strand=Strand.REPORT,
                    kind="report",
                    ref=report.report_id,
                    says=f"{report.form} {act}",
                    by=by or "",
                )
