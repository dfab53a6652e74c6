"""Questions about one asset over arrays: equal to the definitions, answer for answer.

Arrays hold who paid whom how much; a transfer becomes a Python object only when a path or a slice
shows it. The interval map is built once, when the first path is asked for.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import LedgerArrays
from plainsight.engines.chain_numba.ends import find_ends
from plainsight.engines.chain_numba.exposure import expose_all
from plainsight.engines.chain_numba.fifo_map import LotIndex, build_fifo_map, index_map
from plainsight.engines.chain_numba.hubs import find_hub_numbers
from plainsight.engines.chain_numba.spread import INSIDE, STOPPED_AT, spread_pass
from plainsight.engines.chain_numba.walk import HUB, STOPPED, walk_columns
from plainsight.errors import BadValue
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.exposure import Exposure
from plainsight.trace.chain.paths import HUB_COUNTERPARTIES_MAX, PathSearch, search_of_pieces
from plainsight.trace.chain.question import METHODS, Answer, Question, ends_of, stops_of
from plainsight.trace.chain.walk import HOPS_MAX, Direction, Interval

Places = NDArray[np.int64]


class CompiledAsset:
    """`fetch` gives the transfers at places of the ledger's order, in that order."""

    def __init__(self, ledger: LedgerArrays, fetch: Callable[[Places], Sequence[Transfer]]) -> None:
        self._ledger = ledger
        self._fetch = fetch

    def accounts(self) -> Sequence[str]:
        """As the ledger numbers them."""
        return self._ledger.accounts

    def ask(self, question: Question) -> Answer:
        """Equal to question.ask. Raises BadValue, and AmountsTooWide."""
        starts = self._starts(question.account, question.direction)
        if not len(starts):
            raise BadValue("account", question.account, "the ledger shows no such transfer of it")
        hubs = question.hubs
        if hubs is None:
            hubs = self._hubs(question.hub_counterparties_max)
        hubs -= {question.account, *question.named}
        stops = stops_of(question, hubs)
        search = self._search(
            starts, question.direction, ends_of(question), hubs, question.hops_max
        )
        numbers = self._numbers((question.account, *stops))
        reached = np.flatnonzero(self._spread(question, numbers) == STOPPED_AT)
        ends = find_ends(
            self._ledger,
            numbers[question.account],
            stops={numbers[name]: category for name, category in stops.items() if name in numbers},
            direction=question.direction,
        )
        return Answer(
            total=search.start_units,
            ends={method: ends[method] for method in METHODS},
            search=search,
            hubs=hubs & {self._ledger.accounts[number] for number in reached.tolist()},
        )

    def slice_of(self, question: Question, answer: Answer) -> tuple[Transfer, ...]:
        """Equal to ledger_slice.slice_ledger."""
        names = (question.account, *stops_of(question, answer.hubs))
        inside = self._spread(question, self._numbers(names)) == INSIDE
        is_part = inside[self._ledger.source] | inside[self._ledger.target]
        return tuple(self._fetch(np.flatnonzero(is_part)))

    def paths(self, account: str, *, direction: Direction, named: Mapping[str, str]) -> PathSearch:
        """Equal to paths.find_paths from all that the account sent or received."""
        hubs = self._hubs(HUB_COUNTERPARTIES_MAX) - {account, *named}
        return self._search(self._starts(account, direction), direction, named, hubs, HOPS_MAX)

    def exposures(
        self,
        *,
        paid_by: Mapping[str, str],
        paid_to: Mapping[str, str],
        only: Collection[str] | None = None,
    ) -> tuple[Exposure, ...]:
        """Equal to exposure.expose_accounts, of `only` these accounts when given."""
        return expose_all(self._ledger, paid_by=paid_by, paid_to=paid_to, only=only)

    @cached_property
    def _index(self) -> LotIndex:
        return index_map(build_fifo_map(self._ledger), lot_count=len(self._ledger.units))

    def _numbers(self, names: Collection[str]) -> dict[str, int]:
        """Of the names that the ledger shows. No table of all accounts is kept for it."""
        wanted = frozenset(names)
        every = enumerate(self._ledger.accounts)
        return {name: number for number, name in every if name in wanted}

    def _hubs(self, counterparties_max: int) -> frozenset[str]:
        found = find_hub_numbers(self._ledger, counterparties_max=counterparties_max)
        return frozenset(self._ledger.accounts[number] for number in found.tolist())

    def _starts(self, account: str, direction: Direction) -> list[Interval]:
        """As paths.starts_of_account gives them."""
        number = self._numbers((account,)).get(account)
        if number is None:
            return []
        source, target = self._ledger.source, self._ledger.target
        ends = source if direction is Direction.FORWARD else target
        places = np.flatnonzero((ends == number) & (source != target) & (self._ledger.units > 0))
        return [
            Interval(lot=lot, offset=0, units=units)
            for lot, units in zip(places.tolist(), self._ledger.units[places].tolist(), strict=True)
        ]

    def _search(
        self,
        starts: Sequence[Interval],
        direction: Direction,
        named: Mapping[str, str],
        hubs: Collection[str],
        hops_max: int,
    ) -> PathSearch:
        numbers = self._numbers((*named, *hubs))
        codes = np.zeros(self._ledger.account_count, dtype=np.int8)
        codes[[numbers[name] for name in hubs if name in numbers]] = HUB
        codes[[numbers[name] for name in named if name in numbers]] = STOPPED
        forward = direction is Direction.FORWARD
        pieces = walk_columns(
            self._index,
            starts,
            direction=direction,
            stops=codes[self._ledger.target if forward else self._ledger.source],
            hops_max=hops_max,
        )
        places = np.unique([lot for piece in pieces for lot in piece.way if lot >= 0])
        legs = self._fetch(places.astype(np.int64))
        return search_of_pieces(
            pieces,
            dict(zip(places.tolist(), legs, strict=True)),
            start_units=sum(start.units for start in starts),
            direction=direction,
            named=named,
        )

    def _spread(self, question: Question, numbers: Mapping[str, int]) -> NDArray[np.int8]:
        is_stop = np.zeros(self._ledger.account_count, dtype=np.bool_)
        account = numbers[question.account]
        is_stop[[number for number in numbers.values() if number != account]] = True
        return spread_pass(self._ledger, account, direction=question.direction, is_stop=is_stop)
