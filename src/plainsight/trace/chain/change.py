"""Change: the output of a payment that returns to the payer. A lead, off for evidence.

Conditions after Meiklejohn and others (2013) and Möser and Narayanan (2021); each that holds
adds to the confidence. Error rates on the chain of 2009 are in docs/concepts/chains.md.
"""

from collections.abc import Iterable, Iterator

from plainsight.trace.chain.coinjoin import find_coinjoin
from plainsight.trace.chain.links import RULE_VERSIONS, Link, LinkRule
from plainsight.trace.chain.utxo import Transaction

BASE_PERCENT = 50
PER_CONDITION_PERCENT = 10  # below EVIDENCE_PERCENT_MIN even when all hold
ROUND_UNITS = 1_000_000  # a hundredth of a coin: people pay round sums, change is ragged


def change_links(transactions: Iterable[Transaction]) -> Iterator[Link]:
    """A link from the first input to the output that looks like change, where one does."""
    seen: set[str] = set()
    for transaction in transactions:
        found = find_change(transaction, seen)
        if found is not None:
            index, percent = found
            payer, change = transaction.inputs[0].address, transaction.outputs[index].address
            if payer is not None and change is not None:
                yield Link(
                    first=payer,
                    second=change,
                    transaction_id=transaction.transaction_id,
                    rule=LinkRule.CHANGE,
                    version=RULE_VERSIONS[LinkRule.CHANGE],
                    confidence_percent=percent,
                )
        seen.update(o.address for o in transaction.outputs if o.address is not None)


def find_change(transaction: Transaction, seen: set[str]) -> tuple[int, int] | None:
    """(output index, confidence in percent) of the one output that can be change.

    `seen` holds the addresses of all earlier outputs. None when the payment has no second
    output, is a CoinJoin, already returns to an input's address, or leaves more than one choice.
    """
    if not transaction.inputs or len(transaction.outputs) < 2 or find_coinjoin(transaction):
        return None
    spenders = {spent.address for spent in transaction.inputs}
    if any(o.address in spenders for o in transaction.outputs):
        return None
    fresh = [
        index
        for index, output in enumerate(transaction.outputs)
        if output.address is not None and output.address not in seen
    ]
    if len(fresh) != 1:
        return None
    return fresh[0], _confidence(transaction, fresh[0])


def _confidence(transaction: Transaction, index: int) -> int:
    output = transaction.outputs[index]
    others = [o for place, o in enumerate(transaction.outputs) if place != index]
    kinds = {spent.script_kind for spent in transaction.inputs}
    conditions = (
        kinds == {output.script_kind} and any(o.script_kind not in kinds for o in others),
        output.units % ROUND_UNITS != 0 and all(o.units % ROUND_UNITS == 0 for o in others),
        output.units < min(spent.units for spent in transaction.inputs),
    )
    return BASE_PERCENT + PER_CONDITION_PERCENT * sum(conditions)
