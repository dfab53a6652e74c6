"""The part of a ledger that an answer rests on: enough to compute it again, and no more.

Taint of a start never depends on who paid the clean remainder, only on balances. So all
transfers of every account that carried it suffice: a report takes this slice along, and the
numbers recomputed from it are the same to the base unit (tests/trace/test_chain_question.py).
"""

from collections.abc import Sequence

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.question import START, Answer, Question, stops_of
from plainsight.trace.chain.spread import find_spread, transfers_inside
from plainsight.trace.chain.utxo import Transaction
from plainsight.trace.chain.utxo_question import UtxoQuestion
from plainsight.trace.chain.utxo_taint import trace_utxo


def slice_ledger(
    question: Question, answer: Answer, transfers: Sequence[Transfer]
) -> tuple[Transfer, ...]:
    """Every transfer of every account that the answer's money passed through, in order."""
    spread = find_spread(
        transfers,
        question.account,
        direction=question.direction,
        stops=stops_of(question, answer.hubs),
    )
    return transfers_inside(transfers, spread.inside)


def slice_transactions(
    question: UtxoQuestion, transactions: Sequence[Transaction]
) -> tuple[Transaction, ...]:
    """The transactions that made the starts, and every one that spent what descends from them."""
    taint = trace_utxo(
        transactions,
        method=Method.POISON,
        started=dict.fromkeys(question.starts, START),
        coloured=dict.fromkeys(question.named, "stop"),
    )
    inside = {point.transaction_id for point in question.starts} | set(taint.transactions)
    return tuple(t for t in transactions if t.transaction_id in inside)
