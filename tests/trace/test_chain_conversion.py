"""The other end of a bridge: within six hours, less at most one percent, and never more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.strategies.chains import transfer

from plainsight.model.address.network import Network
from plainsight.trace.chain.conversion import find_bridge_exits
from plainsight.trace.chain.rows import ChainTransfer, Position


def _row(network: Network, source: str, target: str, units: int) -> ChainTransfer:
    return ChainTransfer(
        transfer=transfer(0, source, target, units),
        network=network,
        transaction_id=f"{network} {source}",
        position=Position(block=1, log_index=0),
    )


@pytest.mark.parametrize(
    ("units", "after", "is_found"),
    [
        (10_000, timedelta(0), True),
        (10_000, timedelta(microseconds=-1), False),
        (10_000, timedelta(hours=6), True),
        (10_000, timedelta(hours=6, microseconds=1), False),
        (9_900, timedelta(0), True),
        (9_899, timedelta(0), False),
        (10_001, timedelta(0), False),
    ],
)
def test_a_bridge_exit_is_found_up_to_each_bound_and_no_further(
    units: int, after: timedelta, *, is_found: bool
) -> None:
    given = _row(Network.TRON, "payer", "bridge", 10_000)
    exit_row = _row(Network.ETHEREUM, "bridge", "payee", units)
    moved = replace(exit_row.transfer, at=given.transfer.at + after)
    found = find_bridge_exits(
        given, [replace(exit_row, transfer=moved)], bridges=frozenset({"bridge"})
    )
    assert bool(found) is is_found
