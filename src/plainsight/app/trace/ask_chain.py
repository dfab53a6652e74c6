"""What is asked of a chain ledger, judged by the operator's book; every door asks here."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from plainsight.app.trace.chain_ports import AskedAsset, ChainLedger, SnapshotRecord
from plainsight.app.trace.judge_accounts import Judged, find_breaks, judge_accounts
from plainsight.app.trace.pick_asset import pick_asset
from plainsight.app.trace.trace_chain import Traced, trace_account, trace_outputs
from plainsight.app.trace.trace_report_rows import out_point
from plainsight.errors import BadValue
from plainsight.model.asset import Asset
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import AttributionBook, Basis
from plainsight.trace.chain.category import Categories
from plainsight.trace.chain.co_spend import addresses_in_order
from plainsight.trace.chain.paths import HUB_COUNTERPARTIES_MAX
from plainsight.trace.chain.question import Question
from plainsight.trace.chain.utxo_question import UtxoQuestion
from plainsight.trace.chain.walk import HOPS_MAX, Direction

_OUTPUT = re.compile(r"[0-9a-fA-F]{64}:\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceTerms:
    """By which claims a trace is judged, and how far and which way it goes."""

    as_of: date
    basis: Basis = Basis.EFFECTIVE
    direction: Direction = Direction.FORWARD
    asset: str | None = None  # symbol or code; may be left out when the ledger holds one
    hops_max: int = HOPS_MAX
    hub_counterparties_max: int = HUB_COUNTERPARTIES_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracer:
    """A ledger with the claims it is judged by. What the ledger never shows is an error."""

    ledger: ChainLedger
    book: AttributionBook
    categories: Categories
    lists: Sequence[SnapshotRecord]  # what the book was made of, for reports
    bitcoin: Asset
    open_asset: Callable[[ChainLedger, str], AskedAsset]

    def trace(self, subject: str, terms: TraceTerms, *, has_slice: bool = False) -> Traced:
        """Trace an output written as transaction:index, or else an account."""
        if _OUTPUT.fullmatch(subject):
            return self.trace_output(subject, terms)
        return self.trace_account(subject, terms, has_slice=has_slice)

    def trace_account(self, account: str, terms: TraceTerms, *, has_slice: bool = False) -> Traced:
        """Where an account's money went, or came from; `has_slice` for a report.

        Raises BadValue for an account or asset that the ledger never shows.
        """
        chosen = pick_asset(self.ledger, terms.asset)
        asked = self.open_asset(self.ledger, chosen.code)
        judged = self.judge(asked.accounts(), as_of=terms.as_of, basis=terms.basis)
        forward = terms.direction is Direction.FORWARD
        question = Question(
            account=spelled(account),
            direction=terms.direction,
            named=judged.paid_to if forward else judged.paid_by,
            hops_max=terms.hops_max,
            hub_counterparties_max=terms.hub_counterparties_max,
        )
        return trace_account(
            self.ledger,
            asked,
            question,
            asset=chosen,
            judged=judged,
            lists=self.lists,
            breaks=find_breaks(
                self.book, categories=self.categories, as_of=terms.as_of, basis=terms.basis
            ),
            has_slice=has_slice,
        )

    def trace_output(self, output: str, terms: TraceTerms) -> Traced:
        """Where an output of Bitcoin, written transaction:index, went.

        Raises BadValue for one that the ledger does not hold.
        """
        if terms.direction is Direction.BACKWARD:
            raise BadValue("direction", "backward", "outputs are followed forward only")
        try:
            start = out_point(output.lower())
        except ValueError:
            raise BadValue("output", output, "write transaction:index") from None
        transactions = self.ledger.transactions()
        held = {t.transaction_id: len(t.outputs) for t in transactions}
        if not 0 <= start.index < held.get(start.transaction_id, 0):
            raise BadValue("output", output, "the ledger holds no such output")
        judged = self.judge(addresses_in_order(transactions), as_of=terms.as_of, basis=terms.basis)
        question = UtxoQuestion(starts=(start,), named=judged.paid_to, hops_max=terms.hops_max)
        return trace_outputs(
            self.ledger, question, asset=self.bitcoin, judged=judged, lists=self.lists
        )

    def judge(self, accounts: Iterable[str], *, as_of: date, basis: Basis) -> Judged:
        """What accounts count as on a day."""
        return judge_accounts(
            accounts, book=self.book, categories=self.categories, as_of=as_of, basis=basis
        )


def require_shown(account: str, accounts: Iterable[str]) -> str:
    """The account, if the ledger shows it. Raises BadValue: nothing found would read as clean."""
    if account not in accounts:
        raise BadValue("account", account, "the ledger shows no transfer of it")
    return account


def spelled(account: str) -> str:
    """As the ledger spells it: an EVM address may be written with its checksum's capitals."""
    read = read_account(account)
    return read.text if read else account
