"""One asset of a chain ledger, asked compiled where its amounts fit, plainly where they do not."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa

from plainsight.app.trace.chain_ports import AskedAsset, ChainLedger
from plainsight.engines.chain_numba.arrays import arrays_of_table
from plainsight.engines.chain_numba.asset import CompiledAsset
from plainsight.engines.chain_plain import PlainAsset
from plainsight.errors import AmountsTooWide
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.exposure import Exposure
from plainsight.trace.chain.paths import PathSearch
from plainsight.trace.chain.question import Answer, Question
from plainsight.trace.chain.walk import Direction

T = TypeVar("T")


class FittingAsset:
    """Implements `app.trace.chain_ports.AskedAsset`. An amount may prove too wide while asked."""

    def __init__(self, ledger: ChainLedger, asset_code: str) -> None:
        self._ledger = ledger
        self._asset_code = asset_code
        self._engine: AskedAsset | None = None

    def accounts(self) -> Sequence[str]:
        """From whichever engine."""
        return self._asked(lambda engine: engine.accounts())

    def ask(self, question: Question) -> Answer:
        """From whichever engine; the answers are equal."""
        return self._asked(lambda engine: engine.ask(question))

    def slice_of(self, question: Question, answer: Answer) -> tuple[Transfer, ...]:
        """From whichever engine."""
        return self._asked(lambda engine: engine.slice_of(question, answer))

    def paths(self, account: str, *, direction: Direction, named: Mapping[str, str]) -> PathSearch:
        """From whichever engine."""
        return self._asked(lambda e: e.paths(account, direction=direction, named=named))

    def exposures(
        self,
        *,
        paid_by: Mapping[str, str],
        paid_to: Mapping[str, str],
        only: Collection[str] | None = None,
    ) -> tuple[Exposure, ...]:
        """From whichever engine."""
        return self._asked(lambda e: e.exposures(paid_by=paid_by, paid_to=paid_to, only=only))

    def _asked(self, work: Callable[[AskedAsset], T]) -> T:
        try:
            if self._engine is None:
                self._engine = compile_asset(self._ledger, self._asset_code)
            return work(self._engine)
        except AmountsTooWide:
            self._engine = PlainAsset(self._ledger.transfers(self._asset_code))
            return work(self._engine)


def compile_asset(ledger: ChainLedger, asset_code: str) -> CompiledAsset:
    """The compiled engine over a stored ledger. Raises AmountsTooWide."""
    table = ledger.table(asset_code)
    arrays = arrays_of_table(table)
    keys = table.select(["file", "row"])
    del table  # its text is in the arrays' numbers by now

    def fetch(places: np.ndarray) -> Sequence[Transfer]:
        return ledger.transfers_at(keys.take(pa.array(places)))

    return CompiledAsset(arrays, fetch)
