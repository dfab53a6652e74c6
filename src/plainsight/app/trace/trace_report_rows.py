"""Questions, transfers and transactions as rows of a report's appendix, and back."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.time import format_instant, parse_instant
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.question import Answer, Question
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction
from plainsight.trace.chain.utxo_question import UtxoQuestion
from plainsight.trace.chain.walk import Direction


def question_json(
    question: Question | UtxoQuestion, answer: Answer, *, accounts: Collection[str]
) -> dict[str, Any]:
    """The question with what was judged beforehand, of the `accounts` that the slice holds."""
    named = {a: category for a, category in sorted(question.named.items()) if a in accounts}
    if isinstance(question, UtxoQuestion):
        return {
            "starts": [str(point) for point in question.starts],
            "named": named,
            "hops_max": question.hops_max,
        }
    return {
        "account": question.account,
        "direction": question.direction.value,
        "named": named,
        "hops_max": question.hops_max,
        "hub_counterparties_max": question.hub_counterparties_max,
        "hubs": sorted(answer.hubs),
    }


def question_of(row: Mapping[str, Any]) -> Question | UtxoQuestion:
    """Read a question back."""
    if "starts" in row:
        return UtxoQuestion(
            starts=tuple(out_point(text) for text in row["starts"]),
            named=row["named"],
            hops_max=row["hops_max"],
        )
    return Question(
        account=row["account"],
        direction=Direction(row["direction"]),
        named=row["named"],
        hops_max=row["hops_max"],
        hub_counterparties_max=row["hub_counterparties_max"],
        hubs=frozenset(row["hubs"]),
    )


def out_point(text: str) -> OutPoint:
    """Read transaction:index. Raises ValueError."""
    transaction_id, _, index = text.rpartition(":")
    return OutPoint(transaction_id, int(index))


def transfer_json(transfer: Transfer) -> list[str]:
    """Id, source, target, base units, time."""
    return [
        transfer.transfer_id,
        transfer.source,
        transfer.target,
        str(transfer.money.units),
        format_instant(transfer.at),
    ]


def transfer_of(row: Sequence[str], asset: Asset) -> Transfer:
    """Read a transfer back."""
    transfer_id, source, target, units, at = row
    return Transfer(
        transfer_id=transfer_id,
        source=source,
        target=target,
        money=Money(units=int(units), asset=asset),
        at=parse_instant(at, field="at"),
        channel="chain",
    )


def transaction_json(transaction: Transaction) -> dict[str, Any]:
    """One transaction with its inputs valued."""
    return {
        "id": transaction.transaction_id,
        "block": transaction.block,
        "at": format_instant(transaction.at),
        "inputs": [[str(i.spent), str(i.units), i.address] for i in transaction.inputs],
        "outputs": [[str(o.units), o.address] for o in transaction.outputs],
    }


def transaction_of(row: Mapping[str, Any]) -> Transaction:
    """Read a transaction back."""
    return Transaction(
        transaction_id=row["id"],
        block=row["block"],
        at=parse_instant(row["at"], field="at"),
        inputs=tuple(
            Input(spent=out_point(point), units=int(units), address=address)
            for point, units, address in row["inputs"]
        ),
        outputs=tuple(
            Output(units=int(units), address=address) for units, address in row["outputs"]
        ),
    )
