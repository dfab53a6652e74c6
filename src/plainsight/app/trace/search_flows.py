"""Search the ledger and keep what is found as alerts: one scan of the records at a time.

Of two searches at once the one that began first has read fewer transfers and could write last:
alerts would lose what the other found in the later ones (docs/decisions/0061).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Clock, Records
from plainsight.app.trace.find_flows import FlowsFound
from plainsight.app.trace.keep_flow_alerts import FlowAlertsKept, keep_flow_alerts
from plainsight.app.trace.knowing_less import require_as_much_known
from plainsight.model.rate import Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a search of the ledger came to, and how much of it was known."""

    found: FlowsFound
    as_of: datetime  # later transfers were not known
    held: Callable[[Collection[str]], frozenset[str]]  # which of these transfers its ledger holds
    since: datetime | None = None  # earlier ones were not looked at
    dollars: Rates | None = None  # for the queue, where it was searched in another currency


def search_flows(
    records: Records,
    search: Callable[[], Searched],
    *,
    policy_digest: str,
    clock: Clock,
    may_know_less: bool = False,
    on_wait: Callable[[], None] = lambda: None,
) -> tuple[Searched, FlowAlertsKept]:
    """Search when it is one's turn, and raise, revise and withdraw alerts by it.

    `search` opens the ledger itself: one opened before the turn would lack what came in while it
    was waited for. `on_wait` is called before waiting, if at all. Raises KnowsLess for one that
    ends before what the alerts rest on, or whose ledger lacks their transfers, unless it may.
    """
    with records.scan_turn(on_wait=on_wait):
        searched = search()
        with records.begin() as unit:
            if not may_know_less:
                require_as_much_known(
                    unit.flow_alerts, as_of=searched.as_of, since=searched.since, held=searched.held
                )
            kept = keep_flow_alerts(
                unit,
                searched.found.findings,
                policy_digest=policy_digest,
                as_of=searched.as_of,
                now=clock(),
                since=searched.since,
                dollars=searched.dollars,
            )
    return searched, kept
