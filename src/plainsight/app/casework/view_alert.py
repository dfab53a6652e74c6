"""Look at one alert: contacts masked, every look in the log, unmasking only with a reason."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from plainsight.app.detect.judged_wording import JudgedWording, judged_wording
from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.app.stored import StoredAlert
from plainsight.casework.access import Act, require
from plainsight.casework.case import Case, ItemKind
from plainsight.casework.decision import Decision, check_reason
from plainsight.casework.protect import (
    Mask,
    MaskedText,
    contact_places,
    mask_contacts,
    mask_finding,
)
from plainsight.casework.review import SENIOR_LOOKS, Review, Stand, as_shown
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.casework.suspicion import was_suspected
from plainsight.errors import UnknownId
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """One alert as a person is shown it."""

    alert: StoredAlert  # its finding masked unless contacts were asked for
    review: Review
    account_ids: tuple[str, ...]
    text: str = field(repr=False)  # of the lead post as it was judged; empty for a flow
    now_reads: str | None = field(repr=False)  # a later wording, where there is one
    lead: JudgedWording | None = field(repr=False)  # where it comes from, nothing of it masked
    masks: tuple[Mask, ...]  # what is covered in it; spans of the finding stay where they are
    decisions: tuple[Decision, ...]  # those that this person may know of
    was_suspected: bool  # in an earlier round: no decision of this one ends that
    asked_note: str = field(repr=False)  # of who asked for a second look, contacts masked as above
    cases: tuple[Case, ...]  # that hold the alert
    are_contacts_masked: bool


def view_alert(records: Records, alert_id: str, *, actor: Staff, now: datetime) -> AlertView:
    """Return one alert, contacts masked. The look is logged. Raises UnknownId, NotAllowed."""
    require(actor, Act.SEE_QUEUE)
    with records.begin() as unit:
        alert, review = _found(unit, alert_id)
        _log(unit, AuditTag.ALERT_VIEWED, alert, actor, now=now)
        lead = judged_wording(unit, alert.finding)
        # Where the text kept is not what the finding quotes, its places are places of another text.
        known = contact_places(alert.finding) if lead is not None and lead.is_quoted else ()
        masked = mask_contacts("" if lead is None else lead.post.text, known=known)
        return _view(unit, alert, review, lead, masked, actor=actor, now=now)


def unmask_contacts(
    records: Records,
    alert_id: str,
    *,
    reason_id: str,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> AlertView:
    """Return one alert with its contacts as they stand; who, when and why goes into the log.

    Raises BadValue for a reason that is not on the list, UnknownId, NotAllowed.
    """
    require(actor, Act.UNMASK_CONTACTS)
    check_reason(policy.reasons, reason_id, use="unmask")
    with records.begin() as unit:
        alert, review = _found(unit, alert_id)
        _log(unit, AuditTag.CONTACTS_UNMASKED, alert, actor, now=now, reason=reason_id)
        lead = judged_wording(unit, alert.finding)
        plain = MaskedText(text="" if lead is None else lead.post.text, masks=())
        return _view(unit, alert, review, lead, plain, actor=actor, now=now, are_masked=False)


def _found(view: Reading, alert_id: str) -> tuple[StoredAlert, Review]:
    review = view.casework.queue.get(alert_id)
    alert = view.alerts.get(review.alert_id)
    if alert is None:
        raise UnknownId("alert", alert_id)
    return alert, review


def _view(
    view: Reading,
    alert: StoredAlert,
    review: Review,
    lead: JudgedWording | None,
    text: MaskedText,
    *,
    actor: Staff,
    now: datetime,
    are_masked: bool = True,
) -> AlertView:
    finding, now_reads = alert.finding, None if lead is None else lead.now_reads
    if are_masked:
        finding = mask_finding(finding, text if lead is not None and lead.is_quoted else None)
        now_reads = None if now_reads is None else mask_contacts(now_reads).text
    known, asked = known_decisions(view, review, actor), _asked_note(view, review)
    return AlertView(
        alert=replace(alert, finding=finding),
        review=as_shown(review, to=actor.staff_id, now=now),
        account_ids=view.casework.queue.account_ids(alert.alert_id),
        text=text.text,
        now_reads=now_reads,
        lead=lead,
        masks=text.masks,
        decisions=known,
        was_suspected=was_suspected(known, before_round=review.round),
        asked_note=mask_contacts(asked).text if are_masked else asked,
        cases=view.casework.cases.holding(ItemKind.ALERT, alert.alert_id),
        are_contacts_masked=are_masked,
    )


def known_decisions(view: Reading, review: Review, actor: Staff) -> tuple[Decision, ...]:
    """All when it is decided or was asked about; before that one's own, so that a blind look
    stays blind.
    """
    decisions = view.casework.decisions.of_alert(review.alert_id)
    if review.stand is Stand.DECIDED or review.look in SENIOR_LOOKS:
        return decisions
    return tuple(
        decision
        for decision in decisions
        if decision.decided_by == actor.staff_id or decision.round < review.round
    )


def _asked_note(view: Reading, review: Review) -> str:
    """What who asked for this second look wrote, as far as the log can still be opened."""
    if review.asked_by is None:
        return ""
    last = view.audit.about(review.alert_id, tag=AuditTag.ALERT_ESCALATED.value)[-1]
    opened = {each.name: each.value for each in view.audit.openings(last.index)}
    return opened.get("note", "")


def _log(
    unit: UnitOfWork,
    tag: AuditTag,
    alert: StoredAlert,
    actor: Staff,
    *,
    now: datetime,
    **body: JsonValue,
) -> None:
    unit.record(
        Fact(
            tag=tag,
            subject=alert.alert_id,
            at=now,
            body={"version": alert.version, **body},
            personal={"actor": actor.staff_id},
        )
    )
