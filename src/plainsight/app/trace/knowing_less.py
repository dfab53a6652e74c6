"""May a search revise the alerts that stand? Not by less than what they rest on, unasked.

A search withdraws what it does not find. One that looks back, or reads another ledger (the default
folder is where one stands), finds nothing of what it cannot see, and would empty the queue of all.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from plainsight.app.trace.flow_ports import FlowAlerts
from plainsight.errors import KnowsLess
from plainsight.model.time import format_instant


def require_as_much_known(
    alerts: FlowAlerts,
    *,
    as_of: datetime,
    since: datetime | None,
    held: Callable[[Collection[str]], frozenset[str]],
) -> None:
    """Raise KnowsLess for a search before what was known, or without what the alerts rest on."""
    known = alerts.known_until()
    if known is not None and as_of < known:
        raise KnowsLess(
            f"the alerts know transfers up to {format_instant(known)}, "
            f"this search up to {format_instant(as_of)}"
        )
    judged = [each for each in alerts.standing() if since is None or each.first_at >= since]
    rested_on = frozenset(name for each in judged for name in each.former.transfer_ids)
    count = len(held(rested_on))
    if count < len(rested_on):
        raise KnowsLess(
            f"this ledger holds {count:,} of the {len(rested_on):,} transfers that the alerts "
            "rest on"
        )
