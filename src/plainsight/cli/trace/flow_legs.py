"""Legs to draw from the transfers around an account."""

from collections.abc import Iterable

from plainsight.app.trace.flow_ports import ValuedTransfer
from plainsight.trace.flows.finding import FlowLeg

CENTRE, PAYER, PAYEE, BEYOND = "centre", "payer", "payee", "beyond"


def legs_around(account: str, transfers: Iterable[ValuedTransfer]) -> tuple[FlowLeg, ...]:
    """Transfers around an account as legs; those who deal with it are its payers and payees."""
    known = list(transfers)
    roles: dict[str, str] = {account: CENTRE}
    for valued in known:
        transfer = valued.transfer
        if transfer.target == account:
            roles[transfer.source] = PAYER
        elif transfer.source == account:
            roles.setdefault(transfer.target, PAYEE)
    return tuple(
        FlowLeg(
            transfer_id=valued.transfer.transfer_id,
            source=valued.transfer.source,
            target=valued.transfer.target,
            money=valued.transfer.money,
            value=valued.value,
            at=valued.transfer.at,
            stage="",
            source_role=roles.get(valued.transfer.source, BEYOND),
            target_role=roles.get(valued.transfer.target, BEYOND),
            channel=valued.transfer.channel,
        )
        for valued in known
        if valued.transfer.source != valued.transfer.target and valued.value.units > 0
    )
