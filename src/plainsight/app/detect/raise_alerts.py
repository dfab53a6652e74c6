"""Raise alerts: one for each campaign, revised when the campaign grows, never one for each copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.casework.enqueue_alerts import enqueue_alerts
from plainsight.app.ports import UnitOfWork
from plainsight.app.stored import AlertChange, RaisedAlert, StoredAlert
from plainsight.casework.queue_policy import QueuePolicy
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact, JsonValue

# An entry holds so many commitments with room to spare; the count beside them is complete.
ACCOUNTS_COMMITTED_MAX = 200
SHIPPED_QUEUE = QueuePolicy()  # what reviews/queue.yaml says; a test compares the two

_TAGS = {AlertChange.RAISED: AuditTag.ALERT_RAISED, AlertChange.REVISED: AuditTag.ALERT_REVISED}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsRaised:
    """What storing campaigns came to; in each group the order in which they were given."""

    raised: tuple[StoredAlert, ...]
    revised: tuple[StoredAlert, ...]
    unchanged: tuple[StoredAlert, ...]


def raise_alerts(
    unit: UnitOfWork,
    campaigns: Sequence[Mapping[str, JsonValue]],
    *,
    now: datetime,
    queue: QueuePolicy = SHIPPED_QUEUE,
) -> AlertsRaised:
    """Store campaigns as alerts, with an entry for each that is new or changed, and queue them.

    Each campaign is plain data:

        {
            "campaign_key": "wallet:TQ5...",   # what ties it together; never enters the log
            "kind": "posts",                   # or "flow" ...
            "score_permille": 930,
            "typology_ids": ["T03", "T07"],
            "account_ids": ["acc-1", "acc-2"], # enter the log as commitments
            "finding": {...},                  # anything JSON can hold; kept as it is
        }

    Raises BadValue, naming the field, for anything else; nothing is stored then.
    """
    read = [_read(campaign) for campaign in campaigns]
    changes = unit.alerts.put(
        [alert for alert, _ in read], new_ids=[unit.new_id("al") for _ in read], at=now
    )
    for (_, account_ids), (change, alert) in zip(read, changes, strict=True):
        if change in _TAGS:
            unit.record(_fact(_TAGS[change], alert, account_ids, now=now))
    enqueue_alerts(
        unit,
        [
            (alert, account_ids)
            for (_, account_ids), (change, alert) in zip(read, changes, strict=True)
            if change is not AlertChange.UNCHANGED
        ],
        policy=queue,
        now=now,
    )
    return AlertsRaised(
        raised=_only(changes, AlertChange.RAISED),
        revised=_only(changes, AlertChange.REVISED),
        unchanged=_only(changes, AlertChange.UNCHANGED),
    )


def _read(campaign: Mapping[str, JsonValue]) -> tuple[RaisedAlert, list[str]]:
    score, finding = campaign.get("score_permille"), campaign.get("finding")
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= 1000:
        raise BadValue("score_permille", score, "a whole number from 0 to 1000")
    if not isinstance(finding, dict):
        raise BadValue("finding", type(finding).__name__, "a JSON object")
    alert = RaisedAlert(
        kind=_text(campaign, "kind"),
        campaign_key=_text(campaign, "campaign_key"),
        score_permille=score,
        typology_ids=tuple(_texts(campaign, "typology_ids")),
        finding=finding,
    )
    return alert, _texts(campaign, "account_ids")


def _text(campaign: Mapping[str, JsonValue], field: str) -> str:
    value = campaign.get(field)
    if not isinstance(value, str) or not value:
        raise BadValue(field, value, "a text that is not empty")
    return value


def _texts(campaign: Mapping[str, JsonValue], field: str) -> list[str]:
    values = campaign.get(field, [])
    if not isinstance(values, list):
        raise BadValue(field, values, "a list of texts")
    texts = [value for value in values if isinstance(value, str) and value]
    if len(texts) < len(values):
        raise BadValue(field, values, "a list of texts, none of them empty")
    return texts


def _fact(tag: AuditTag, alert: StoredAlert, account_ids: list[str], *, now: datetime) -> Fact:
    distinct = list(dict.fromkeys(account_ids))
    return Fact(
        tag=tag,
        subject=alert.alert_id,
        at=now,
        body={
            "version": alert.version,
            "kind": alert.kind,
            "score_permille": alert.score_permille,
            "typology_ids": list(alert.typology_ids),
            "account_count": len(distinct),
        },
        personal={
            f"account_{number}": account_id
            for number, account_id in enumerate(distinct[:ACCOUNTS_COMMITTED_MAX], start=1)
        },
    )


def _only(
    changes: Sequence[tuple[AlertChange, StoredAlert]], wanted: AlertChange
) -> tuple[StoredAlert, ...]:
    return tuple(alert for change, alert in changes if change is wanted)
