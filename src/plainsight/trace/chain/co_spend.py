"""Co-spending: whoever signs a transaction holds the keys of all its inputs, unless they are many.

Vetoes: a suspected CoinJoin, inputs that different parties are said to control, and inputs that
are a custodian's own batch. An input without a single address links nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plainsight.trace.chain.coinjoin import find_coinjoin, is_payjoin_suspect
from plainsight.trace.chain.links import RULE_VERSIONS, Link, LinkRule
from plainsight.trace.chain.utxo import Transaction

CONFIDENCE_PERCENT = 95
PAYJOIN_SUSPECT_PERCENT = 90  # ordinary wallets do the same far more often


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """A transaction whose inputs were not linked, and why."""

    transaction_id: str
    reason: str


def co_spend_links(
    transactions: Iterable[Transaction],
    *,
    parties: Mapping[str, str] | None = None,
    filter_coinjoins: bool = True,
) -> Iterator[Link | Veto]:
    """Links from the first input's address to each other one, or the veto, in chain order."""
    for transaction in transactions:
        addresses = _spenders(transaction)
        if len(addresses) < 2:
            continue
        reason = _veto(transaction, addresses, parties or {}, filter_coinjoins)
        if reason:
            yield Veto(transaction_id=transaction.transaction_id, reason=reason)
            continue
        suspect = is_payjoin_suspect(transaction)
        for address in addresses[1:]:
            yield Link(
                first=addresses[0],
                second=address,
                transaction_id=transaction.transaction_id,
                rule=LinkRule.CO_SPEND,
                version=RULE_VERSIONS[LinkRule.CO_SPEND],
                confidence_percent=PAYJOIN_SUSPECT_PERCENT if suspect else CONFIDENCE_PERCENT,
            )


def addresses_in_order(transactions: Iterable[Transaction]) -> tuple[str, ...]:
    """Every address, in the order in which the chain first shows it."""
    seen: dict[str, None] = {}
    for transaction in transactions:
        named = [spent.address for spent in transaction.inputs]
        named += [output.address for output in transaction.outputs]
        for address in named:
            if address is not None:
                seen.setdefault(address)
    return tuple(seen)


def _spenders(transaction: Transaction) -> list[str]:
    named = (spent.address for spent in transaction.inputs)
    return list(dict.fromkeys(address for address in named if address is not None))


def _veto(
    transaction: Transaction,
    addresses: list[str],
    parties: Mapping[str, str],
    filter_coinjoins: bool,
) -> str:
    coinjoin = find_coinjoin(transaction) if filter_coinjoins else None
    if coinjoin is not None:
        return f"{coinjoin.kind.value}: {coinjoin.reason}"
    named = sorted({parties[address] for address in addresses if address in parties})
    if len(named) > 1:
        return f"inputs of different parties: {', '.join(named)}"
    return ""
