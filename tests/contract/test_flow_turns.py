"""Two searches of one ledger at once: the older one never writes its alerts over the newer's."""

import secrets
from datetime import timedelta
from threading import Event, Thread

from tests.strategies.flow_findings import START, flow_finding

from plainsight.app.trace.find_flows import FlowsFound
from plainsight.app.trace.search_flows import Searched, search_flows
from plainsight.stores.records import SqlRecords, open_records

LONG = 60  # seconds; only a failure waits so long


def searched(*numbers: int) -> Searched:
    """A search that knows these transfers."""
    found = FlowsFound(findings=(flow_finding(list(numbers)),), instance_count=1)
    return Searched(found=found, as_of=START + timedelta(days=numbers[-1]), held=frozenset)


def test_a_search_waits_for_the_one_before_it_and_what_it_found_stands(
    records: SqlRecords, records_url: str
) -> None:
    waits = Event()

    def search_later() -> None:
        # As another process, after one more transfer came in.
        other = open_records(records_url, salts=secrets.token_bytes)
        search_flows(
            other,
            lambda: searched(1, 2, 3, 4),
            policy_digest="0123",
            clock=lambda: START + timedelta(days=9),
            on_wait=waits.set,
        )
        other.close()

    later = Thread(target=search_later)

    def search_first() -> Searched:
        later.start()
        assert waits.wait(LONG), "the other search went on beside this one"
        return searched(1, 2, 3)

    search_flows(
        records, search_first, policy_digest="0123", clock=lambda: START + timedelta(days=9)
    )
    later.join(LONG)
    with records.begin() as unit:
        (standing,) = unit.flow_alerts.standing()
    assert standing.former.transfer_ids == {"t01", "t02", "t03", "t04"}


def test_a_search_waits_for_a_scan_of_posts_and_begins_after_it(
    records: SqlRecords, records_url: str
) -> None:
    waits, began = Event(), Event()

    def search() -> Searched:
        began.set()
        return searched(1, 2)

    def later() -> None:
        other = open_records(records_url, salts=secrets.token_bytes)
        search_flows(other, search, policy_digest="0123", clock=lambda: START, on_wait=waits.set)
        other.close()

    waiting = Thread(target=later)
    with records.scan_turn():
        waiting.start()
        assert waits.wait(LONG)
        assert not began.is_set(), "its ledger would lack what comes in until then"
    waiting.join(LONG)
    assert began.is_set()
