"""Check the reviewers: golden items in the queue, agreement, drift."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.casework.stored import Golden, Pair
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.ports import Reading, Records
from plainsight.casework.access import Act, require
from plainsight.casework.agreement import Agreement, cohen_kappa
from plainsight.casework.decision import Outcome
from plainsight.casework.queue_policy import PERMILLE, QueuePolicy
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.casework.shift import Count, Shift, judge_shift
from plainsight.errors import UnknownId
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Role, Staff

_ACTING = (Outcome.CONFIRMED, Outcome.SUSPICIOUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerQuality:
    """One reviewer in a period."""

    staff_id: str
    golden: Agreement  # against the known answers
    blind: Agreement  # their blind answers against first answers


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenShare:
    """Golden items of a period beside what `golden_permille` of reviews/queue.yaml asks for."""

    planted_count: int
    alert_count: int
    asked_count: int

    @property
    def missing_count(self) -> int:
        """How many to plant until the share is reached."""
        return max(0, self.asked_count - self.planted_count)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQuality:
    """Reviewing in a period. `reviewers` is empty for who may see numbers but no people."""

    golden: Agreement
    share: GoldenShare
    blind: Agreement
    reviewers: tuple[ReviewerQuality, ...]


def plant_golden(
    records: Records,
    alert_id: str,
    outcome: Outcome,
    *,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> str:
    """Put a copy of a settled alert into the queue, and remember its answer; returns its id.

    The copy is an alert like any other: raised now, logged as raised, with the same finding,
    subjects and kind. That it is golden stands in a table that no reviewer's verb reads, and in the
    log as a commitment. Raises UnknownId, NotAllowed.
    """
    require(actor, Act.PLANT_GOLDEN)
    with records.begin() as unit:
        source = unit.alerts.get(alert_id)
        if source is None:
            raise UnknownId("alert", alert_id)
        key = hashlib.sha256(unit.new_id("key").encode()).hexdigest()[:16]
        raised = raise_alerts(
            unit,
            [
                {
                    "campaign_key": key,
                    "kind": source.kind,
                    "score_permille": source.score_permille,
                    "typology_ids": list(source.typology_ids),
                    "account_ids": list(unit.casework.queue.account_ids(alert_id)),
                    "finding": dict(source.finding),
                }
            ],
            now=now,
            queue=policy.queue,
        )
        planted = raised.raised[0].alert_id
        unit.casework.quality.plant(
            Golden(
                alert_id=planted,
                outcome=outcome,
                copied_from=alert_id,
                planted_by=actor.staff_id,
                planted_at=now,
            )
        )
        unit.record(
            Fact(
                tag=AuditTag.GOLDEN_PLANTED,
                subject=unit.new_id("go"),
                at=now,
                personal={"actor": actor.staff_id, "alert": planted, "answer": outcome.value},
            )
        )
    return planted


def measure_quality(
    records: Records, *, since: datetime, before: datetime, actor: Staff, queue: QueuePolicy
) -> ReviewQuality:
    """Measure agreement in a period: with golden items, and between two people on one alert.

    Inconclusive answers count as answers. An auditor sees the numbers without the people.
    """
    require(actor, Act.SEE_QUALITY)
    with records.read() as view:
        golden = view.casework.quality.golden_pairs(since=since, before=before)
        blind = view.casework.quality.double_pairs(since=since, before=before)
        planted = view.casework.quality.planted_count(since=since, before=before)
        alerts = view.casework.learning.alert_count(since=since, before=before)
    people = sorted({pair.staff_id for pair in (*golden, *blind)})
    sees_people = actor.has_any({Role.REVIEW_QUALITY, Role.SENIOR_ANALYST})
    return ReviewQuality(
        golden=_agreement(golden),
        share=GoldenShare(
            planted_count=planted,
            alert_count=alerts,
            asked_count=-(-alerts * queue.golden_permille // PERMILLE),  # rounded up
        ),
        blind=_agreement(blind),
        reviewers=tuple(
            ReviewerQuality(
                staff_id=staff_id,
                golden=_agreement([pair for pair in golden if pair.staff_id == staff_id]),
                blind=_agreement([pair for pair in blind if pair.staff_id == staff_id]),
            )
            for staff_id in (people if sees_people else ())
        ),
    )


def watch_reviewers(
    records: Records,
    *,
    since: datetime,
    recent: datetime,
    before: datetime,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> tuple[Shift, ...]:
    """Compare each reviewer's answers in [recent, before) with those in [since, recent).

    Two shares: golden items answered rightly, and answers that call for acting. Every alarm goes
    into the log; it starts a talk, and decides nothing about a person by itself.
    """
    require(actor, Act.SEE_QUALITY)
    with records.begin() as unit:
        shifts = (
            *_judged("golden_accuracy", _golden_counts(unit, since, recent),
                     _golden_counts(unit, recent, before), policy),
            *_judged("confirming", _acting_counts(unit, since, recent),
                     _acting_counts(unit, recent, before), policy),
        )  # fmt: skip
        for shift in shifts:
            if shift.is_alarm:
                unit.record(
                    Fact(
                        tag=AuditTag.REVIEWER_ALARMED,
                        subject="reviewers",
                        at=now,
                        body={"measure": shift.measure, "policy": policy.queue.version},
                        personal={"reviewer": shift.subject},
                    )
                )
    return shifts


def _agreement(pairs: Sequence[Pair]) -> Agreement:
    return cohen_kappa([(pair.answer.value, pair.other.value) for pair in pairs])


def _judged(
    measure: str, earlier: Mapping[str, Count], later: Mapping[str, Count], policy: ReviewPolicy
) -> tuple[Shift, ...]:
    people = sorted(earlier.keys() & later.keys())
    return tuple(
        judge_shift(
            staff_id,
            measure,
            before=earlier[staff_id],
            recent=later[staff_id],
            # Bonferroni: with many reviewers somebody is always unlucky.
            p_max=policy.queue.drift_p_max / len(people),
            count_min=policy.queue.drift_decisions_min,
        )
        for staff_id in people
    )


def _golden_counts(view: Reading, since: datetime, before: datetime) -> dict[str, Count]:
    right: dict[str, list[bool]] = defaultdict(list)
    for pair in view.casework.quality.golden_pairs(since=since, before=before):
        right[pair.staff_id].append(pair.answer is pair.other)
    return {who: Count(part=sum(each), whole=len(each)) for who, each in right.items()}


def _acting_counts(view: Reading, since: datetime, before: datetime) -> dict[str, Count]:
    return {
        staff_id: Count(
            part=sum(counts.get(outcome, 0) for outcome in _ACTING), whole=sum(counts.values())
        )
        for staff_id, counts in view.casework.decisions.outcomes_by(
            since=since, before=before
        ).items()
    }
