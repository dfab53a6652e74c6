"""Exposure of one entity (an address, or a cluster) on a UTXO chain.

Change is not income: an output that returns to the entity from its own spending is left out of
both sides.
"""

from collections.abc import Collection, Mapping, Sequence

from plainsight.trace.chain.category import Reach
from plainsight.trace.chain.colours import RESTS, Masses, add_masses
from plainsight.trace.chain.exposure import Exposure, Way
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.utxo import OutPoint, Transaction
from plainsight.trace.chain.utxo_taint import trace_utxo

SUBJECT = "subject"


def expose_entity(
    transactions: Sequence[Transaction],
    *,
    entity: str,
    addresses: Collection[str],
    paid_by: Mapping[str, str],
    paid_to: Mapping[str, str],
    method: Method = Method.HAIRCUT,
) -> tuple[Exposure, ...]:
    """Exposure of the addresses together, reported under the name `entity`."""
    own = dict.fromkeys(addresses, SUBJECT)
    rows = [
        *_received(transactions, entity, own, paid_by, method),
        *_sent(transactions, entity, own, paid_to, method),
    ]
    return tuple(sorted(rows, key=lambda r: (r.account, r.way, r.reach, r.category)))


def _received(
    transactions: Sequence[Transaction],
    entity: str,
    own: Mapping[str, str],
    paid_by: Mapping[str, str],
    method: Method,
) -> list[Exposure]:
    coloured = {**paid_by, **own}
    incoming = [t for t in transactions if not any(i.address in own for i in t.inputs)]
    marked = trace_utxo(transactions, method=method, started={}, coloured=coloured).marked
    total = 0
    reached: dict[str, int] = {}
    direct: dict[str, int] = {}
    for transaction in incoming:
        alone = trace_utxo([transaction], method=method, started={}, coloured=paid_by).marked
        for index, output in enumerate(transaction.outputs):
            if output.address in own:
                point = OutPoint(transaction.transaction_id, index)
                total += output.units
                add_masses(reached, _foreign(marked.get(point, {})))
                add_masses(direct, alone.get(point, {}))
    return _rows(entity, Way.RECEIVED, reached, direct, total)


def _sent(
    transactions: Sequence[Transaction],
    entity: str,
    own: Mapping[str, str],
    paid_to: Mapping[str, str],
    method: Method,
) -> list[Exposure]:
    # Named receivers swallow without colouring what they spend: only the subject's is asked for.
    coloured = {**{address: f"at {c}" for address, c in paid_to.items()}, **own}
    taint = trace_utxo(transactions, method=method, started={}, coloured=coloured)
    reached: dict[str, int] = {}
    for address, masses in taint.absorbed.items():
        if address in paid_to and address not in own:
            add_masses(reached, {paid_to[address]: masses.get(SUBJECT, 0)})
    resting = sum(masses.get(SUBJECT, 0) for masses in taint.unspent.values())
    direct: dict[str, int] = {}
    total = 0
    for transaction in transactions:
        if not any(i.address in own for i in transaction.inputs):
            continue
        alone = trace_utxo([transaction], method=method, started={}, coloured=own).marked
        for index, output in enumerate(transaction.outputs):
            mass = alone.get(OutPoint(transaction.transaction_id, index), {}).get(SUBJECT, 0)
            if output.address not in own:
                total += mass
                if output.address is not None and output.address in paid_to:
                    add_masses(direct, {paid_to[output.address]: mass})
    add_masses(reached, {RESTS: resting})
    return _rows(entity, Way.SENT, reached, direct, total)


def _foreign(masses: Masses) -> dict[str, int]:
    return {colour: units for colour, units in masses.items() if colour != SUBJECT}


def _rows(
    entity: str, way: Way, reached: Mapping[str, int], direct: Mapping[str, int], total: int
) -> list[Exposure]:
    rows = []
    for reach in Reach:
        for category in sorted(reached.keys() | direct.keys()):
            units = direct.get(category, 0)
            if reach is Reach.INDIRECT:
                units = reached.get(category, 0) - units
            if units > 0:
                rows.append(
                    Exposure(
                        account=entity,
                        way=way,
                        reach=reach,
                        category=category,
                        units=units,
                        total=total,
                    )
                )
    return rows
