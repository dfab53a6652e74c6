"""Put raised and revised alerts into the review queue, of whatever kind they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from plainsight.app.casework.stored import QueueEntry
from plainsight.app.detect.judged_wording import judged_wordings
from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.stored import StoredAlert
from plainsight.casework.growth import has_grown
from plainsight.casework.priority import Risk, due_at
from plainsight.casework.queue_policy import QueuePolicy
from plainsight.casework.review import Review, Stand, reopen
from plainsight.casework.search_terms import terms_of_text
from plainsight.model.asset import fiat
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.time import parse_instant

DOLLARS = fiat("USD")
WORTH_CENTS_MAX = 2**53  # more than there is; a row of the queue cannot hold any number
_PAGE = 500
# Of a finding: what a person would search for. Everything else of it is numbers and places.
_SEARCHED = ("contacts", "post_ids", "transfer_ids")
_SEARCHED_MAX = 50  # of each list


def enqueue_alerts(
    unit: UnitOfWork,
    alerts: Sequence[tuple[StoredAlert, Sequence[str]]],
    *,
    policy: QueuePolicy,
    now: datetime,
) -> tuple[Review, ...]:
    """Place alerts, each with its subject accounts, in the order of what is due.

    An alert that is being worked on stays where it is and learns its new score. A decided one is
    opened again when it has grown since that decision, by a tenth of score, twice the accounts, or
    another typology.
    """
    held = unit.casework.queue.find([alert.alert_id for alert, _ in alerts])
    judged = _as_decided(unit, list(held.values()))
    leads = judged_wordings(unit, [alert.finding for alert, _ in alerts])
    entries = []
    for (alert, account_ids), lead in zip(alerts, leads, strict=True):
        fresh = review_of_alert(alert, account_ids, policy=policy)
        then = judged.get(alert.alert_id)
        review = _merged(held.get(alert.alert_id), fresh, then, unit, now=now)
        terms = terms_of_text(_texts(alert, account_ids, "" if lead is None else lead.post.text))
        entries.append(QueueEntry(review=review, account_ids=account_ids, terms=terms))
    unit.casework.queue.put(entries, at=now)
    return tuple(entry.review for entry in entries)


def sync_queue(records: Records, *, policy: QueuePolicy, now: datetime) -> int:
    """Place every stored alert that the queue does not know yet; returns how many. Repeatable.

    Needed once after an upgrade from a release that had no queue.
    """
    placed = 0
    last: StoredAlert | None = None
    while True:
        with records.begin() as unit:
            page = unit.alerts.queue(count_max=_PAGE, after=last)
            known = unit.casework.queue.find([alert.alert_id for alert in page])
            missing = [(alert, _subjects(alert)) for alert in page if alert.alert_id not in known]
            enqueue_alerts(unit, missing, policy=policy, now=now)
        placed += len(missing)
        if len(page) < _PAGE:
            return placed
        last = page[-1]


def review_of_alert(
    alert: StoredAlert, account_ids: Sequence[str], *, policy: QueuePolicy
) -> Review:
    """An alert as the queue first sees it."""
    risk = _risk_of(alert, account_ids)
    deadline = alert.finding.get("deadline_at")
    deadline_at = (
        parse_instant(deadline, field="deadline_at") if isinstance(deadline, str) else None
    )
    return Review(
        alert_id=alert.alert_id,
        alert_version=alert.version,
        kind=alert.kind,
        title=title_of(alert),
        typology_ids=alert.typology_ids,
        risk=risk,
        raised_at=alert.created_at,
        due_at=due_at(risk, raised_at=alert.created_at, deadline_at=deadline_at, policy=policy),
        deadline_at=deadline_at,
        available_at=alert.created_at,
    )


def _risk_of(alert: StoredAlert, account_ids: Sequence[str]) -> Risk:
    finding = alert.finding
    return Risk(
        score_permille=alert.score_permille,
        account_count=max(_whole(finding.get("account_count")), len(set(account_ids))),
        post_count=_whole(finding.get("post_count")),
        worth_cents=_worth_cents(finding),
    )


def _as_decided(unit: UnitOfWork, held: Sequence[Review]) -> Mapping[str, StoredAlert]:
    """Of each that was decided: the alert at the version that the standing decision was about."""
    decided = [each for each in held if each.stand is Stand.DECIDED and each.outcome is not None]
    if not decided:
        return {}
    standing = unit.casework.decisions.standing_of(decided)
    return unit.alerts.at_versions({key: each.alert_version for key, each in standing.items()})


def _has_grown(held: Review, fresh: Review, then: StoredAlert | None) -> bool:
    return has_grown(
        held.risk if then is None else _risk_of(then, _subjects(then)),
        fresh.risk,
        typologies_before=held.typology_ids if then is None else then.typology_ids,
        typologies_after=fresh.typology_ids,
    )


def _merged(
    held: Review | None,
    fresh: Review,
    then: StoredAlert | None,
    unit: UnitOfWork,
    *,
    now: datetime,
) -> Review:
    if held is None:
        return fresh
    # Without an outcome: it was absorbed by another, and is found by itself again.
    if held.stand is Stand.DECIDED and (held.outcome is None or _has_grown(held, fresh, then)):
        opened = reopen(held, now=now)
        why = "apart" if held.outcome is None else "grown"
        unit.record(
            Fact(
                tag=AuditTag.ALERT_REOPENED,
                subject=held.alert_id,
                at=now,
                body={"why": why, "round": opened.round, "version": fresh.alert_version},
            )
        )
        held = opened
    return replace(
        held,
        alert_version=fresh.alert_version,
        title=fresh.title,
        typology_ids=fresh.typology_ids,
        risk=fresh.risk,
        due_at=fresh.due_at,
        deadline_at=fresh.deadline_at,
    )


def _texts(alert: StoredAlert, account_ids: Sequence[str], lead: str) -> list[str]:
    """What an alert can be searched by, the most telling first."""
    return [
        alert.alert_id,
        *alert.typology_ids,
        title_of(alert),
        *(text for name in _SEARCHED for text in _listed(alert.finding.get(name))),
        *list(account_ids)[:_SEARCHED_MAX],
        lead,
    ]


def title_of(alert: StoredAlert) -> str:
    """The strongest finding in words; the kind of alert where it has none."""
    strongest = alert.finding.get("strongest")
    title = strongest.get("title") if isinstance(strongest, Mapping) else None
    return title if isinstance(title, str) else alert.kind


def _subjects(alert: StoredAlert) -> tuple[str, ...]:
    """The subject accounts as far as a stored finding still names them."""
    accounts = _listed(alert.finding.get("accounts"))
    strongest = alert.finding.get("strongest")
    lead = strongest.get("account_id") if isinstance(strongest, Mapping) else None
    return tuple(dict.fromkeys([*accounts, *([lead] if isinstance(lead, str) else [])]))


def _worth_cents(finding: Mapping[str, JsonValue]) -> int:
    """The amount at risk in US cents: as the finder converted it, or as it found it in dollars."""
    worth = _whole(finding.get("worth_cents"))
    at_risk = finding.get("at_risk")
    if not worth and isinstance(at_risk, Mapping) and at_risk.get("asset") == DOLLARS.code:
        units, decimals = _whole(at_risk.get("units")), _whole(at_risk.get("decimals"))
        worth = units * 10**DOLLARS.decimals // 10**decimals
    return min(worth, WORTH_CENTS_MAX)


def _listed(value: JsonValue) -> list[str]:
    if not isinstance(value, list):
        return []
    return [text for text in value if isinstance(text, str)][:_SEARCHED_MAX]


def _instant(value: JsonValue) -> datetime | None:
    return parse_instant(value, field="deadline_at") if isinstance(value, str) else None


def _whole(value: JsonValue) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
