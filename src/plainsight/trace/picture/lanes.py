"""Who stands where: one lane an account, money running downwards, the smallest together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from plainsight.trace.flows.finding import FlowLeg, LegPair

GATHERED = "\x00gathered:"  # no account id begins so
_SWEEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """An account, or several of one role drawn as one."""

    key: str
    accounts: tuple[str, ...]
    role: str
    side: int  # 0 or 1 in a mirror, else 0


def roles_of(legs: Sequence[FlowLeg]) -> dict[str, str]:
    """The role each account plays most often; on a tie the one it played first."""
    played: dict[str, Counter[str]] = {}
    for leg in legs:
        for account, role in ((leg.source, leg.source_role), (leg.target, leg.target_role)):
            played.setdefault(account, Counter())[role] += 1
    return {account: counted.most_common(1)[0][0] for account, counted in played.items()}


def gather(
    legs: Sequence[FlowLeg], roles: Mapping[str, str], *, lanes_max: int
) -> tuple[list[FlowLeg], dict[str, tuple[str, ...]]]:
    """At most about `lanes_max` lanes: the smallest accounts of each role become one.

    Returns the legs with their ends renamed, and key -> accounts for what was gathered.
    """
    moved: Counter[str] = Counter()
    for leg in legs:
        moved[leg.source] += leg.value.units
        moved[leg.target] += leg.value.units
    if len(moved) <= lanes_max:
        return list(legs), {}
    kept = {
        account for account, _ in moved.most_common(max(lanes_max - len(set(roles.values())), 1))
    }
    groups: dict[str, list[str]] = {}
    for account in moved:
        if account not in kept:
            groups.setdefault(GATHERED + roles.get(account, ""), []).append(account)
    named = {account: key for key, accounts in groups.items() for account in accounts}
    renamed = [
        replace(
            leg, source=named.get(leg.source, leg.source), target=named.get(leg.target, leg.target)
        )
        for leg in legs
    ]
    return renamed, {key: tuple(accounts) for key, accounts in groups.items()}


def order_lanes(
    legs: Sequence[FlowLeg],
    roles: Mapping[str, str],
    gathered: Mapping[str, tuple[str, ...]],
    pairs: Sequence[LegPair],
) -> list[Lane]:
    """Sides of a mirror apart; then by how far down the flow; then near those it deals with."""
    accounts = list(dict.fromkeys(end for leg in legs for end in (leg.source, leg.target)))
    sides = _sides(legs, pairs)
    levels = _levels(legs)
    first = {account: place for place, account in enumerate(accounts)}
    ordered = sorted(accounts, key=lambda a: (sides[a], levels[a], first[a]))
    for _ in range(_SWEEPS):
        place = {account: number for number, account in enumerate(ordered)}
        beside: dict[str, list[int]] = {account: [] for account in accounts}
        for leg in legs:
            beside[leg.source].append(place[leg.target])
            beside[leg.target].append(place[leg.source])
        ordered = sorted(
            accounts, key=lambda a: (sides[a], levels[a], sum(beside[a]) / len(beside[a]), first[a])
        )
    return [
        Lane(
            key=account,
            accounts=gathered.get(account, (account,)),
            role=account.removeprefix(GATHERED) if account in gathered else roles.get(account, ""),
            side=sides[account],
        )
        for account in ordered
    ]


def _sides(legs: Sequence[FlowLeg], pairs: Sequence[LegPair]) -> dict[str, int]:
    of_b = {transfer_id for pair in pairs for transfer_id in pair.side_b}
    counts: dict[str, int] = {}
    for leg in legs:
        vote = 1 if leg.transfer_id in of_b else -1
        for end in (leg.source, leg.target):
            counts[end] = counts.get(end, 0) + vote
    return {account: int(count > 0) if of_b else 0 for account, count in counts.items()}


def _levels(legs: Sequence[FlowLeg]) -> dict[str, int]:
    """How many accounts money passed before it first came here; who paid first stands on top."""
    levels: dict[str, int] = {}
    for leg in legs:
        source = levels.setdefault(leg.source, 0)
        levels.setdefault(leg.target, source + 1)
    return levels
