"""Decide about an alert, or ask another person to look."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.plain_text import plain_text
from plainsight.app.ports import Records, UnitOfWork
from plainsight.casework import review as reviewing
from plainsight.casework.access import Act, require
from plainsight.casework.decision import Decision, Outcome, check_reasons
from plainsight.casework.queue_policy import PERMILLE
from plainsight.casework.review import Look, Review
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.casework.suspicion import was_suspected
from plainsight.errors import OutOfTurn
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision, and the review afterwards."""

    decision: Decision
    review: Review
    was_suspected: bool  # in an earlier round: a report stays owed whatever was decided now


def decide_alert(
    records: Records,
    alert_id: str,
    outcome: Outcome,
    *,
    reason_ids: Sequence[str],
    note: str = "",
    version: int | None = None,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> Decided:
    """Take a decision on the alert in one's hands; `version` is the one that was read.

    Raises BadValue for reasons that the list does not give for this outcome, NotYourAlert,
    IllegalMove when the lease has ended, OutOfTurn when a scan revised the alert since it was read,
    SamePerson, NotAllowed, UnknownId.
    """
    require(actor, Act.WORK_ALERT)
    reasons = check_reasons(policy.reasons, reason_ids, outcome=outcome)
    with records.begin() as unit:
        found = unit.casework.queue.lock(alert_id)
        if version not in (None, found.alert_version):
            revised = f"the alert is at version {found.alert_version}, and you read {version}"
            raise OutOfTurn("decide", f"{revised}; look at it again")
        decision_id = unit.new_id("de")
        after = reviewing.decide(
            found,
            outcome,
            staff_id=actor.staff_id,
            now=now,
            is_sampled=_is_sampled(unit, alert_id, decision_id, policy),
        )
        decision = Decision(
            decision_id=decision_id,
            alert_id=alert_id,
            alert_version=found.alert_version,
            round=found.round,
            look=found.look.value,
            outcome=outcome,
            reason_ids=reasons,
            note=note,
            decided_by=actor.staff_id,
            decided_at=now,
            policy=policy.reasons.stamp,
            asked_by=found.asked_by if found.look is Look.SECOND else None,
        )
        # The decision first: the database takes it only from who holds the alert.
        earlier = unit.casework.decisions.of_alert(alert_id)
        unit.casework.decisions.add(decision)
        unit.casework.queue.save(after, at=now)
        _log(unit, decision, actor)
    shown = reviewing.as_shown(after, to=actor.staff_id, now=now)
    suspected = was_suspected(earlier, before_round=found.round)
    return Decided(decision=decision, review=shown, was_suspected=suspected)


def ask_second_look(
    records: Records, alert_id: str, *, note: str = "", actor: Staff, now: datetime
) -> Review:
    """Ask another person to look; the one who asks may not take it again.

    Raises NotYourAlert, IllegalMove, NotAllowed, UnknownId.
    """
    require(actor, Act.WORK_ALERT)
    with records.begin() as unit:
        found = unit.casework.queue.lock(alert_id)
        asked = reviewing.escalate(found, staff_id=actor.staff_id, now=now)
        unit.casework.queue.save(asked, at=now)
        unit.record(
            Fact(
                tag=AuditTag.ALERT_ESCALATED,
                subject=alert_id,
                at=now,
                personal={"actor": actor.staff_id, **({"note": plain_text(note)} if note else {})},
            )
        )
    return reviewing.as_shown(asked, to=actor.staff_id, now=now)


def _is_sampled(unit: UnitOfWork, alert_id: str, decision_id: str, policy: ReviewPolicy) -> bool:
    """A share by the decision's id, which is drawn with it: nobody knows it who still decides.

    By the alert's, whoever computes a hash would know where nobody looks again. Golden items are
    not taken again: their answer is known.
    """
    digest = hashlib.sha256(f"blind\n{decision_id}".encode()).digest()
    share = int.from_bytes(digest[:8]) % PERMILLE
    is_in = share < policy.queue.blind_permille
    return is_in and unit.casework.quality.golden(alert_id) is None


def _log(unit: UnitOfWork, decision: Decision, actor: Staff) -> None:
    # Not the look: whoever reads the log while a blind answer is awaited must not learn of it.
    unit.record(
        Fact(
            tag=AuditTag.ALERT_DECIDED,
            subject=decision.alert_id,
            at=decision.decided_at,
            body={
                "decision": decision.decision_id,
                "version": decision.alert_version,
                "outcome": decision.outcome.value,
                "reasons": list(decision.reason_ids),
                "policy": decision.policy,
            },
            personal={"actor": actor.staff_id},
        )
    )
