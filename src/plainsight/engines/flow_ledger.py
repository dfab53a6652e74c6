"""A ledger of transfers as the arrays that features are computed from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from plainsight.app.trace.flow_ports import FlowEngine, FlowQuestion, LedgerSnapshot
from plainsight.engines.flow_features.adjacency import FlowArrays, Longs
from plainsight.engines.flow_features.compute import Known
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.prepare import prepare_legs
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.leg import instant_us, us_instant
from plainsight.trace.flows.needs import Needs
from plainsight.trace.flows.typology import FlowTypology

NO_NEEDS = Needs(relations=False, related=False, peers_max=None)
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLedger:
    """Transfers between different accounts, by time, then id, valued in the reporting asset."""

    flow: FlowArrays
    transfer_ids: tuple[str, ...]
    accounts: tuple[str, ...]

    def marked(self, transfer_ids: frozenset[str]) -> Truth:
        """Which rows are among these transfers."""
        return np.array([name in transfer_ids for name in self.transfer_ids], dtype=bool)

    def known(self, confirmed: Truth, *, label_lag: timedelta) -> Known:
        """Labels, each known `label_lag` after its transfer."""
        places = np.flatnonzero(confirmed).astype(np.int64)
        lag_us = label_lag // timedelta(microseconds=1)
        return Known(confirmed=places, confirmed_at_us=self.flow.at_us[places] + lag_us)


def read_flow_ledger(snapshot: LedgerSnapshot, question: FlowQuestion) -> FlowLedger:
    """Read and value every transfer. Raises NoRate when an asset cannot be valued."""
    with Workspace().open() as connection:
        prepare_legs(connection, snapshot, question, NO_NEEDS)
        columns = connection.execute(
            "SELECT s, d, l.t, v, transfer_id FROM legs l JOIN rows USING (number) "
            "ORDER BY l.t, transfer_id"
        ).fetchnumpy()
        names = connection.execute("SELECT acct, name FROM account_names ORDER BY acct").fetchall()
    flow = FlowArrays(
        source=columns["s"].astype(np.int64),
        target=columns["d"].astype(np.int64),
        at_us=columns["t"].astype(np.int64),
        value=columns["v"].astype(np.float64),
        account_count=len(names),
    )
    return FlowLedger(
        flow=flow,
        transfer_ids=tuple(columns["transfer_id"].tolist()),
        accounts=tuple(name for _, name in names),
    )


def with_findings(
    known: Known,
    ledger: FlowLedger,
    snapshot: LedgerSnapshot,
    typologies: Sequence[FlowTypology],
    question: FlowQuestion,
    *,
    engine: FlowEngine,
    every: timedelta,
    on_search: Callable[[], None] | None = None,
) -> Known:
    """What typologies had found, by searching again every so often with what was known then.

    One search over everything would not do: a finding rests on later transfers too, and would tell
    the earlier ones what had not happened yet.
    """
    place = {name: number for number, name in enumerate(ledger.transfer_ids)}
    first: dict[tuple[str, int], int] = {}
    for end_us in _ends(ledger.flow.at_us, every):
        asked = replace(question, as_of=us_instant(end_us))
        for instance in _every_instance(snapshot, typologies, asked, engine):
            for member in instance.members:
                row = place.get(member.transfer_id)
                if row is not None:
                    first.setdefault((instance.typology_id, row), end_us)
        if on_search is not None:
            on_search()
    pairs = sorted((found_us, row) for (_, row), found_us in first.items())
    return replace(
        known,
        found=np.array([row for _, row in pairs], dtype=np.int64),
        found_at_us=np.array([found_us for found_us, _ in pairs], dtype=np.int64),
    )


def _every_instance(
    snapshot: LedgerSnapshot,
    typologies: Sequence[FlowTypology],
    question: FlowQuestion,
    engine: FlowEngine,
) -> Iterator[Instance]:
    """Each typology judged in the currency that its amounts are written in."""
    for code in sorted({each.amounts_in for each in typologies}):
        written = [each for each in typologies if each.amounts_in == code]
        yield from engine.find(snapshot, written, question.judged_in(code))


def _ends(at_us: Longs, every: timedelta) -> Iterator[int]:
    if not len(at_us):
        return
    step = every // timedelta(microseconds=1)
    end = instant_us(us_instant(int(at_us[0]))) + step
    while end < int(at_us[-1]):
        yield end
        end += step
    yield int(at_us[-1])
