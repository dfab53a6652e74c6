"""The definitions behind `AskedAsset`: for amounts that no compiled engine divides."""

from collections.abc import Collection, Mapping, Sequence

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.exposure import Exposure, expose_accounts
from plainsight.trace.chain.ledger_slice import slice_ledger
from plainsight.trace.chain.lots import map_account_lots
from plainsight.trace.chain.paths import PathSearch, find_hubs, find_paths, starts_of_account
from plainsight.trace.chain.question import Answer, Question, ask
from plainsight.trace.chain.walk import Direction, LotMap


class PlainAsset:
    """Transfers of one asset in ledger order, asked by the definitions."""

    def __init__(self, transfers: Sequence[Transfer]) -> None:
        self._transfers = transfers

    def accounts(self) -> Sequence[str]:
        """In order of first sight."""
        ends = (end for leg in self._transfers for end in (leg.source, leg.target))
        return tuple(dict.fromkeys(ends))

    def ask(self, question: Question) -> Answer:
        """question.ask over all of them."""
        return ask(question, self._transfers)

    def slice_of(self, question: Question, answer: Answer) -> tuple[Transfer, ...]:
        """ledger_slice.slice_ledger over all of them."""
        return slice_ledger(question, answer, self._transfers)

    def paths(self, account: str, *, direction: Direction, named: Mapping[str, str]) -> PathSearch:
        """paths.find_paths, hubs found in the ledger."""
        return find_paths(
            self._transfers,
            LotMap(map_account_lots(self._transfers)),
            starts=starts_of_account(self._transfers, account, direction=direction),
            direction=direction,
            named=named,
            hubs=find_hubs(self._transfers) - {account, *named},
        )

    def exposures(
        self,
        *,
        paid_by: Mapping[str, str],
        paid_to: Mapping[str, str],
        only: Collection[str] | None = None,
    ) -> tuple[Exposure, ...]:
        """exposure.expose_accounts, of `only` these accounts when given."""
        rows = expose_accounts(self._transfers, paid_by=paid_by, paid_to=paid_to)
        return tuple(row for row in rows if only is None or row.account in only)
