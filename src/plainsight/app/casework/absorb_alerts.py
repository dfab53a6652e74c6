"""Close alerts whose campaign a later post joined to another: one campaign, one open alert.

What was found stays in the alert as it was, for the cases that hold it; it says besides which
alert it became part of. Whoever has it in their hands keeps it until they decide or give it back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from plainsight.app.ports import UnitOfWork
from plainsight.app.stored import AlertState, RaisedAlert, StoredAlert
from plainsight.casework.review import Review, Stand, absorb, reopen
from plainsight.model.fact import AuditTag, Fact

ABSORBED = "absorbed"


def await_absorption(unit: UnitOfWork, keys: Sequence[str], *, now: datetime) -> tuple[str, ...]:
    """Return the campaigns of these that have an alert which still awaits somebody, or is open."""
    held = unit.alerts.of_campaigns(keys)
    reviews = unit.casework.queue.find([alert.alert_id for alert in held.values()])
    return tuple(
        key
        for key, alert in held.items()
        if not is_absorbed(alert) or _waits(reviews.get(alert.alert_id), now=now)
    )


def absorb_alerts(unit: UnitOfWork, into: Mapping[str, str], *, now: datetime) -> int:
    """Close the alerts of campaigns that became part of others, each named by its key.

    Where nobody decided about what was absorbed, the other one awaits a person again. Returns how
    many were closed; one whose other campaign has no alert stays as it is.
    """
    held = unit.alerts.of_campaigns(sorted({*into, *into.values()}))
    pairs = [
        (held[key], held[other]) for key, other in into.items() if key in held and other in held
    ]
    ids = [alert.alert_id for pair in pairs for alert in pair]
    reviews = unit.casework.queue.find(sorted(set(ids)))
    for alert, other in pairs:
        review = reviews.get(alert.alert_id)
        if not is_absorbed(alert):
            _close(unit, alert, other, now=now)
        if review is not None and _waits(review, now=now):
            unit.casework.queue.save(absorb(review, now=now), at=now)
            target = reviews.get(other.alert_id)
            if target is not None and target.stand is Stand.DECIDED:
                reviews[other.alert_id] = _reopen(unit, target, now=now)
    return len(pairs)


def awaits_nobodys_word(review: Review, now: datetime) -> bool:
    """Does it wait, or sleep, without an answer of anybody that ending it would take away?"""
    return review.outcome is None and _waits(review, now=now)


def open_joined(unit: UnitOfWork, alert_ids: Sequence[str], *, now: datetime) -> None:
    """Let decided alerts await a person again, to which something undecided was joined."""
    for review in unit.casework.queue.find(sorted(alert_ids)).values():
        if review.stand is Stand.DECIDED and review.outcome is not None:
            _reopen(unit, review, now=now)


def is_absorbed(alert: StoredAlert) -> bool:
    """Did its campaign become part of another?"""
    return alert.kind == "posts" and alert.finding.get("standing") == ABSORBED


def _waits(review: Review | None, *, now: datetime) -> bool:
    return review is not None and review.stand_at(now) in (Stand.WAITING, Stand.SNOOZED)


def _close(unit: UnitOfWork, alert: StoredAlert, other: StoredAlert, *, now: datetime) -> None:
    closed = RaisedAlert(
        kind=alert.kind,
        campaign_key=alert.campaign_key,
        score_permille=alert.score_permille,
        typology_ids=alert.typology_ids,
        finding={**alert.finding, "standing": ABSORBED, "into": other.alert_id},
    )
    ((_, version),) = unit.alerts.put(
        [closed], new_ids=[unit.new_id("al")], at=now, state=AlertState.CLOSED
    )
    unit.record(
        Fact(
            tag=AuditTag.ALERT_REVISED,
            subject=alert.alert_id,
            at=now,
            body={"version": version.version, "kind": alert.kind, "absorbed_into": other.alert_id},
        )
    )


def _reopen(unit: UnitOfWork, review: Review, *, now: datetime) -> Review:
    opened = reopen(review, now=now)
    unit.casework.queue.save(opened, at=now)
    unit.record(
        Fact(
            tag=AuditTag.ALERT_REOPENED,
            subject=review.alert_id,
            at=now,
            body={"why": "joined", "round": opened.round, "version": review.alert_version},
        )
    )
    return opened
