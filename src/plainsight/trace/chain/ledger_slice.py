"""The part of a ledger that an answer rests on: enough to compute it again, and no more.

Taint of a start never depends on who paid the clean remainder, only on balances. So all
transfers of every account that carried it suffice: a report takes this slice along, and the
numbers recomputed from it are the same to the base unit (tests/trace/test_chain_question.py).
"""

from collections.abc import Sequence

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_taint import trace_accounts
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.question import START, Answer, Question
from plainsight.trace.chain.utxo import Transaction
from plainsight.trace.chain.utxo_question import UtxoQuestion
from plainsight.trace.chain.utxo_taint import trace_utxo
from plainsight.trace.chain.walk import Direction


def slice_ledger(
    question: Question, answer: Answer, transfers: Sequence[Transfer]
) -> tuple[Transfer, ...]:
    """Every transfer of every account that the answer's money passed through, in order."""
    stops = {*question.named, *answer.hubs}
    inside = {question.account}
    if question.direction is Direction.FORWARD:
        inside |= _touched(question, stops, transfers)
    else:
        inside |= _upstream(question.account, stops, transfers)
    return tuple(t for t in transfers if t.source in inside or t.target in inside)


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


def _touched(question: Question, stops: set[str], transfers: Sequence[Transfer]) -> set[str]:
    coloured = {**dict.fromkeys(stops, "stop"), question.account: START}
    taint = trace_accounts(transfers, method=Method.POISON, coloured=coloured)
    carried = zip(transfers, taint.carried, strict=True)
    return {transfer.target for transfer, masses in carried if START in masses} - stops


def _upstream(account: str, stops: set[str], transfers: Sequence[Transfer]) -> set[str]:
    """Accounts from which money could have reached `account` in time."""
    inside = {account}
    for transfer in reversed(transfers):
        if transfer.target in inside and transfer.source not in stops:
            inside.add(transfer.source)
    return inside
