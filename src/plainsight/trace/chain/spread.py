"""How far money of an account can have spread, under any convention: poison's accounts, no amounts.

Every convention's ends lie inside, so this is what a trace has to look at and no more.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.walk import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Accounts that the money can have passed through, and the stops that it came to."""

    inside: frozenset[str]  # the account asked about included
    stopped_at: frozenset[str]


def find_spread(
    transfers: Sequence[Transfer], account: str, *, direction: Direction, stops: Collection[str]
) -> Spread:
    """From `account` on in time, or back from it; nothing is followed through `stops`."""
    forward = direction is Direction.FORWARD
    inside, stopped_at = {account}, set()
    for transfer in transfers if forward else reversed(transfers):
        near, far = transfer.source, transfer.target
        if not forward:
            near, far = far, near
        if near not in inside or not transfer.money.units:
            continue
        if far in stops:
            stopped_at.add(far)
        else:
            inside.add(far)
    return Spread(inside=frozenset(inside), stopped_at=frozenset(stopped_at))


def transfers_inside(
    transfers: Iterable[Transfer], inside: Collection[str]
) -> tuple[Transfer, ...]:
    """Every transfer of every account inside, in order."""
    return tuple(t for t in transfers if t.source in inside or t.target in inside)
