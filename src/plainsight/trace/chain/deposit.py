"""Deposit accounts on account chains: an account that forwards everything to one custodian.

After Victor (2020), who found it the best heuristic on Ethereum. It is the most useful one for an
investigation: the custodian knows whose deposit account it is and can be asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.links import RULE_VERSIONS, Link, LinkRule

FORWARD_WITHIN = timedelta(hours=24)
FORWARDED_PERCENT_MIN = 99  # dust and refunds aside
SENDERS_MAX = 20  # a customer pays in from a few wallets, a service from many


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositAccount:
    """An account that behaves as one customer's entry to a custodian."""

    account: str
    custodian: str  # the custodian's named account that it feeds
    party: str
    received_units: int
    forwarded_units: int
    link: Link


@dataclass(slots=True)
class _Life:
    received: int = 0
    sent: int = 0
    to_custodians: dict[str, int] | None = None
    senders: set[str] | None = None
    last_in: Transfer | None = None
    late: bool = False
    last_forward: Transfer | None = None


def find_deposit_accounts(
    transfers: Sequence[Transfer],
    *,
    custodians: Mapping[str, str],
    forward_within: timedelta = FORWARD_WITHIN,
    senders_max: int = SENDERS_MAX,
) -> tuple[DepositAccount, ...]:
    """Accounts whose money goes to one of `custodians` (account -> party), soon and whole."""
    lives: dict[str, _Life] = {}
    for transfer in transfers:
        if transfer.source == transfer.target or not transfer.money.units:
            continue
        if transfer.source not in custodians:
            _pay_out(
                lives.setdefault(transfer.source, _Life()), transfer, custodians, forward_within
            )
        if transfer.target not in custodians:
            _pay_in(lives.setdefault(transfer.target, _Life()), transfer)
    return tuple(_judge(lives, custodians, senders_max))


def _pay_in(life: _Life, transfer: Transfer) -> None:
    life.received += transfer.money.units
    life.senders = (life.senders or set()) | {transfer.source}
    life.last_in = transfer


def _pay_out(
    life: _Life, transfer: Transfer, custodians: Mapping[str, str], within: timedelta
) -> None:
    life.sent += transfer.money.units
    if transfer.target in custodians:
        life.to_custodians = life.to_custodians or {}
        before = life.to_custodians.get(transfer.target, 0)
        life.to_custodians[transfer.target] = before + transfer.money.units
        life.last_forward = transfer
        life.late |= life.last_in is None or transfer.at - life.last_in.at > within


def _judge(
    lives: Mapping[str, _Life], custodians: Mapping[str, str], senders_max: int
) -> Iterator[DepositAccount]:
    for account, life in lives.items():
        if not life.to_custodians or life.last_forward is None or life.late:
            continue
        custodian, forwarded = max(life.to_custodians.items(), key=lambda entry: entry[1])
        is_whole = forwarded * 100 >= max(life.sent, life.received) * FORWARDED_PERCENT_MIN
        if not is_whole or len(life.senders or ()) > senders_max:
            continue
        yield DepositAccount(
            account=account,
            custodian=custodian,
            party=custodians[custodian],
            received_units=life.received,
            forwarded_units=forwarded,
            link=Link(
                first=custodian,
                second=account,
                transaction_id=life.last_forward.transfer_id,
                rule=LinkRule.DEPOSIT,
                version=RULE_VERSIONS[LinkRule.DEPOSIT],
                confidence_percent=85,
            ),
        )
