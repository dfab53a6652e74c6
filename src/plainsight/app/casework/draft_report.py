"""Draft a report from grounded facts, and change its narrative as long as it is a draft."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.casework.work_case import require_member
from plainsight.app.ports import Records, UnitOfWork
from plainsight.casework.access import Act, may, require
from plainsight.casework.filing import FiledReport, FilingStand
from plainsight.casework.report.clock import continuing_due, initial_due
from plainsight.casework.report.draft import (
    PRIOR_UNKNOWN,
    Occasion,
    OccasionKind,
    ReportDraft,
    ReportForm,
)
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.goaml_subject import subject_complaints as goaml_complaints
from plainsight.casework.report.narrative import compose_narrative, narrative_grounds
from plainsight.casework.report.plain import from_plain, to_plain
from plainsight.casework.report.sar_form import key_terms_for, subtypes_for
from plainsight.casework.report.sar_subject import subject_complaints as sar_complaints
from plainsight.casework.report.sentence import Sentence, require_grounded
from plainsight.casework.report.terms import GoamlTerms, SarTerms
from plainsight.errors import BadValue, GuardUnmet, IllegalMove, OutOfTurn, UnfitReport, UnknownId
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Staff

_FOLLOWED = (FilingStand.FILED, FilingStand.ACKNOWLEDGED, FilingStand.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOrder:
    """What to draft."""

    form: ReportForm
    filer_kind: str  # decides the clock: "msb", "bank"
    kind: OccasionKind = OccasionKind.INITIAL
    prior_report_id: str = ""  # of a continuing or corrected report
    fiu: GoamlTerms | None = None  # who takes a goAML report

    def __post_init__(self) -> None:
        if (self.form is ReportForm.GOAML) != (self.fiu is not None):
            raise BadValue(
                "fiu", self.fiu, "a goAML report goes to one FIU, and no other form does"
            )

    @property
    def fiu_id(self) -> str:
        """The FIU of a goAML report, or nothing."""
        return "" if self.fiu is None else self.fiu.fiu_id


def draft_report(
    records: Records,
    facts: ReportFacts,
    order: DraftOrder,
    *,
    terms: SarTerms,
    actor: Staff,
    now: datetime,
) -> FiledReport:
    """Compose the narrative and store the draft under the facts' case.

    Raises NotAllowed, also for who is not on the case; UnknownId for a case or prior report that
    is not there, or not theirs to know; Ungrounded when the facts contradict themselves; BadValue
    for a filer without a clock; UnfitReport for what is told of a subject and its form cannot hold.
    """
    require(actor, Act.DRAFT_REPORT)
    _require_subjects(facts, order)
    with records.begin() as unit:
        case = unit.casework.cases.get(facts.case_id)
        if not may(actor, Act.FILE_REPORT):
            require_member(case, actor)
        prior = _prior(unit, order, actor)
        draft = _compose(facts, order, _occasion(order, prior), terms)
        report = FiledReport(
            report_id=unit.new_id("re"),
            case_id=facts.case_id,
            form=order.form.value,
            content=_content(draft),
            drafted_by=actor.staff_id,
            drafted_at=now,
            due_at=_due(facts, order, prior, terms),
            prior_report_id=prior.report_id if prior is not None else None,
        )
        unit.casework.reports.add(report, viewer=actor)
        told = {each.alert_id: each.version for each in facts.alerts}
        unit.casework.reports.cover(report.report_id, told, viewer=actor)
        unit.record(
            Fact(
                tag=AuditTag.REPORT_DRAFTED,
                subject=report.report_id,
                at=now,
                body={"form": report.form, "occasion": order.kind.value},
                personal={"actor": actor.staff_id, "case_id": facts.case_id},
            )
        )
        return report


def revise_narrative(
    records: Records,
    report_id: str,
    narrative: Sequence[Sentence],
    *,
    read: str | None = None,
    terms: SarTerms,
    actor: Staff,
    now: datetime,
) -> FiledReport:
    """Put another narrative into a draft; `read` is the `mark_of` the one that was reworded.

    Raises Ungrounded, IllegalMove, OutOfTurn when another was put in since, UnknownId, NotAllowed.
    """
    require(actor, Act.DRAFT_REPORT)
    with records.begin() as unit:
        report = unit.casework.reports.lock(report_id, viewer=actor)
        if report.stand is not FilingStand.DRAFT:
            raise IllegalMove("revise", "report", report.stand.value)
        draft = draft_of(report)
        if read not in (None, mark_of(draft.narrative)):
            raise OutOfTurn("revise", "it was reworded since you read it; read it again")
        require_grounded(narrative, narrative_grounds(draft.facts, terms, draft.occasion))
        revised = replace(report, content=_content(replace(draft, narrative=tuple(narrative))))
        unit.casework.reports.save(revised, viewer=actor)
        unit.record(
            Fact(
                tag=AuditTag.REPORT_REVISED,
                subject=report_id,
                at=now,
                body={"sentences": len(narrative)},
                personal={"actor": actor.staff_id},
            )
        )
        return revised


def mark_of(narrative: Sequence[Sentence]) -> str:
    """What tells one wording of a narrative from another."""
    return hashlib.sha256("\n".join(each.text for each in narrative).encode()).hexdigest()


def draft_of(report: FiledReport) -> ReportDraft:
    """What a stored report is written from."""
    return from_plain(ReportDraft, dict(report.content))


def _require_subjects(facts: ReportFacts, order: DraftOrder) -> None:
    # Asked now: what a draft knows of its subjects cannot be mended later, only drafted anew.
    complaints: tuple[str, ...] = ()
    if order.form is ReportForm.SAR:
        complaints = tuple(said for subject in facts.subjects for said in sar_complaints(subject))
    elif order.fiu is not None:
        fiu = order.fiu
        complaints = tuple(
            said for subject in facts.subjects for said in goaml_complaints(subject, fiu)
        )
    if complaints:
        raise UnfitReport("FinCEN SAR" if order.fiu is None else order.fiu.title, complaints)


def _prior(unit: UnitOfWork, order: DraftOrder, actor: Staff) -> FiledReport | None:
    if order.kind is OccasionKind.INITIAL:
        return None
    if not order.prior_report_id:
        raise BadValue("prior_report_id", "", f"name the report that a {order.kind} one follows")
    prior = unit.casework.reports.get(order.prior_report_id, viewer=actor)
    if prior.stand not in _FOLLOWED:
        raise GuardUnmet(order.kind.value, "a_filed_report_before_it", prior.stand.value)
    if prior.form != order.form.value:
        raise UnknownId(f"{order.form.value} report", order.prior_report_id)
    return prior


def _occasion(order: DraftOrder, prior: FiledReport | None) -> Occasion:
    if prior is None:
        return Occasion()
    before = draft_of(prior)
    amount = before.facts.amount
    is_continuing = order.kind is OccasionKind.CONTINUING
    return Occasion(
        kind=order.kind,
        prior_report_id=prior.report_id,
        prior_number=prior.authority_reference or PRIOR_UNKNOWN,
        prior_units=(
            before.occasion.prior_units + (amount.units if amount is not None else 0)
            if is_continuing
            else before.occasion.prior_units
        ),
    )


def _compose(
    facts: ReportFacts, order: DraftOrder, occasion: Occasion, terms: SarTerms
) -> ReportDraft:
    is_sar = order.form is ReportForm.SAR
    return ReportDraft(
        form=order.form,
        occasion=occasion,
        facts=facts,
        narrative=compose_narrative(facts, terms, occasion, form=order.form, fiu=order.fiu),
        key_terms=key_terms_for(facts, terms) if is_sar else (),
        subtypes=subtypes_for(facts, terms) if is_sar else (),
        # What goes to others than an FIU must not show the terms of a SAR.
        terms_version=terms.version if is_sar else f"{order.fiu_id or order.form.value} 1",
        fiu_id=order.fiu_id,
    )


def _due(
    facts: ReportFacts, order: DraftOrder, prior: FiledReport | None, terms: SarTerms
) -> datetime | None:
    if order.form is not ReportForm.SAR:
        return None
    clock = terms.clock_for(order.filer_kind)
    if clock is None:
        known = ", ".join(clock.filer_kind for clock in terms.clocks)
        raise BadValue("filer_kind", order.filer_kind, f"one of {known}")
    if order.kind is OccasionKind.CONTINUING and prior is not None and prior.filed_at is not None:
        return continuing_due(clock, last_filed_at=prior.filed_at).due_at
    return initial_due(
        clock, detected_at=facts.detected_at, subject_known_at=facts.subject_known_at
    ).due_at


def _content(draft: ReportDraft) -> dict[str, JsonValue]:
    plain = to_plain(draft)
    assert isinstance(plain, dict)  # noqa: S101 - a record is a mapping
    return plain
