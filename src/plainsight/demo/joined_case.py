"""The case that joins what a broker posts with what he is paid, and with who asks for him."""

from collections import Counter
from datetime import datetime

from plainsight.app.casework.decide_alert import decide_alert
from plainsight.app.casework.take_alert import take_alert
from plainsight.app.casework.wallet_items import items_of_mentions
from plainsight.app.casework.work_case import add_to_case, open_case
from plainsight.app.ports import Records
from plainsight.app.trace.flow_campaign import KIND
from plainsight.app.trace.join_money import JoinedAccount
from plainsight.app.trace.keep_flow_alerts import FlowAlertsKept
from plainsight.casework.case import Case, CaseItem, ItemKind
from plainsight.casework.decision import Outcome
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.demo.staff import ANALYST

ALERTS_MAX = 1_000


def open_joined(
    store: Records, joined: JoinedAccount, kept: FlowAlertsKept, *, now: datetime
) -> Case:
    """A case with the alerts about the posts, those about the flows, and the wallets named."""
    with store.read() as reading:
        queue = reading.alerts.queue(count_max=ALERTS_MAX)
        named = tuple(items_of_mentions(reading, joined.mentions))
    posts = [alert.alert_id for alert in queue if alert.campaign_key in joined.posts]
    names = {name for finding in joined.flows for name in finding.transfer_ids}
    flows = [
        kept.alert_ids[step.key]
        for step in kept.steps
        if step.alert is not None and step.key in kept.alert_ids and step.alert.transfer_ids & names
    ]
    return open_case(
        store,
        f"Broker {joined.account_id}: adverts, mirror transfers, wallet",
        alert_ids=[*posts, *flows],
        items=named,
        actor=ANALYST,
        now=now,
    )


def confirm_alerts(store: Records, case: Case, policy: ReviewPolicy, *, now: datetime) -> int:
    """Decide about every alert of the case, as an analyst does before anything is reported."""
    alerts = [item for item in _items(store, case) if item.kind is ItemKind.ALERT]
    for alert in alerts:
        reason = "moves_funds" if alert.data.get("kind") == KIND else "offers_service"
        take_alert(store, alert.ref, actor=ANALYST, policy=policy, now=now)
        decide_alert(
            store,
            alert.ref,
            Outcome.CONFIRMED,
            reason_ids=[reason],
            actor=ANALYST,
            policy=policy,
            now=now,
        )
    return len(alerts)


def link_request(store: Records, case: Case, reference: str, *, now: datetime) -> None:
    """Put a legal request and its holds into the case."""
    with store.read() as reading:
        stored = reading.desk.requests.get(reference)
        holds = reading.desk.holds.of_request(stored.request_id)
    items = [
        CaseItem(kind=ItemKind.REQUEST, ref=stored.reference, at=stored.received_at),
        *(CaseItem(kind=ItemKind.HOLD, ref=hold.hold_id, at=hold.placed_at) for hold in holds),
    ]
    add_to_case(store, case.case_id, items=items, actor=ANALYST, now=now)


def held_in(store: Records, case: Case) -> str:
    """How many of what the case holds."""
    counts = Counter(item.kind.value for item in _items(store, case))
    return ", ".join(
        f"{counts[kind]:,} {kind}{'' if counts[kind] == 1 else 's'}" for kind in counts
    )


def _items(store: Records, case: Case) -> tuple[CaseItem, ...]:
    with store.read() as reading:
        return tuple(reading.casework.cases.items(case.case_id))
