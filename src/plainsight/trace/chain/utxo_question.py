"""The same question on a UTXO chain: from single outputs, under all five conventions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.colours import RESTS
from plainsight.trace.chain.lots import map_utxo_lots, number_outputs
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.paths import find_paths
from plainsight.trace.chain.question import START, Answer
from plainsight.trace.chain.utxo import OutPoint, Transaction
from plainsight.trace.chain.utxo_taint import trace_utxo
from plainsight.trace.chain.walk import HOPS_MAX, Direction, Interval, LotMap

COINBASE = "coinbase"
FEES = "fees"


@dataclass(frozen=True, slots=True, kw_only=True)
class UtxoQuestion:
    """Where did the units of these outputs go, among the `named` addresses?"""

    starts: tuple[OutPoint, ...]
    named: Mapping[str, str]  # address -> category
    hops_max: int = HOPS_MAX


def ask_utxo(
    question: UtxoQuestion, transactions: Sequence[Transaction], *, asset: Asset
) -> Answer:
    """Answer over a chain in order. Raises KeyError for a start that the chain does not hold."""
    numbers = number_outputs(transactions)
    transfers = transfers_of_outputs(transactions, asset=asset)
    begun = [numbers[point] for point in question.starts]
    search = find_paths(
        transfers,
        LotMap(map_utxo_lots(transactions)),
        starts=[Interval(lot=n, offset=0, units=transfers[n].money.units) for n in begun],
        direction=Direction.FORWARD,
        named=question.named,
        hops_max=question.hops_max,
    )
    return Answer(
        total=search.start_units,
        ends={method: _ends(question, transactions, method) for method in Method},
        search=search,
        hubs=frozenset(),
    )


def transfers_of_outputs(
    transactions: Sequence[Transaction], *, asset: Asset
) -> tuple[Transfer, ...]:
    """One transfer per output, numbered as lots: paid by the first input's address."""
    return tuple(
        Transfer(
            transfer_id=f"{transaction.transaction_id}:{index}",
            source=_payer(transaction),
            target=output.address or f"script:{transaction.transaction_id}:{index}",
            money=Money(units=output.units, asset=asset),
            at=transaction.at,
            channel="chain",
        )
        for transaction in transactions
        for index, output in enumerate(transaction.outputs)
    )


def _payer(transaction: Transaction) -> str:
    if transaction.is_coinbase:
        return COINBASE
    first = transaction.inputs[0]
    return first.address or f"script:{first.spent}"


def _ends(
    question: UtxoQuestion, transactions: Sequence[Transaction], method: Method
) -> Mapping[str, int]:
    taint = trace_utxo(
        transactions,
        method=method,
        started=dict.fromkeys(question.starts, START),
        coloured={address: f"by {category}" for address, category in question.named.items()},
    )
    ends: dict[str, int] = {}
    for address, masses in taint.absorbed.items():
        category = question.named.get(address)
        units = masses.get(START, 0)
        if category is not None and units:
            ends[category] = ends.get(category, 0) + units
    fees = taint.fees.get(START, 0)
    resting = sum(masses.get(START, 0) for masses in taint.unspent.values())
    others = {FEES: fees, RESTS: resting}
    return {**ends, **{name: units for name, units in others.items() if units}}
