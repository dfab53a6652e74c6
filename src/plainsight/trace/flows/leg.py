"""A leg: a transfer as flow typologies see it, valued in one asset and joined with its accounts.

`view_flows` is the definition of that view; engines make it in SQL and are tested against it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from plainsight.model.account import Account, AccountKind, AccountLink, LinkKind
from plainsight.model.rate import Rates
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.refunds import Move, refund_numbers
from plainsight.trace.flows.typology import Key
from plainsight.trace.flows.watched import (
    Stretch,
    known_since,
    watch_of,
    watched_after,
    watched_before,
    watched_in_all,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What makes two accounts related. A shared place does not: half a town shares one.
RELATING = (LinkKind.OWNER, LinkKind.DEVICE, LinkKind.CONTACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One transfer between two different accounts. `number` orders legs by time, then id."""

    number: int
    transfer_id: str
    source: str
    target: str
    at_us: int
    value: int  # base units of the reporting asset
    asset: str
    channel: str
    purpose: str
    place: str
    source_country: str
    target_country: str
    is_related: bool
    is_refund: bool
    pair_first_us: int  # first leg of this source to this target
    pair_last_us: int
    watched_before_us: int  # for how long its feed had been watched at the pair's first leg
    watched_after_us: int  # and was watched from its last one on
    watched_in_all_us: int  # how long the stretch is in which the leg itself was seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """What is known of an account, with how many parties it dealt with."""

    kind: str = "unknown"
    sector: str = ""
    place: str = ""
    party: str = ""  # its owner, or itself
    peers: int = 0
    keys: Mapping[Key, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowView:
    """Everything the definitions look at: legs in order, and their accounts."""

    legs: tuple[Leg, ...]
    holders: Mapping[str, Holder]


def view_flows(
    transfers: Iterable[Transfer],
    *,
    rates: Rates,
    accounts: Iterable[Account] = (),
    links: Iterable[AccountLink] = (),
    since: datetime | None = None,
    feeds: Mapping[str, str] | None = None,
) -> FlowView:
    """Value, order and join. Transfers of an account to itself and of nothing are no flow.

    Those before `since` are no legs, but they tell who had dealt with whom, and since when a feed
    was watched; `feeds` names that of a transfer, by its id. Raises NoRate when an asset has no
    rate on its day.
    """
    known = {account.account_id: account for account in accounts}
    ties = _ties(known, links)
    every = sorted(transfers, key=lambda t: (t.at, t.transfer_id))
    fed = feeds or {}
    watch = watch_of(
        (fed.get(t.transfer_id, ""), instant_us(t.at), instant_us(t.at)) for t in every
    )
    moving = [t for t in every if t.source != t.target]
    earlier = [t for t in moving if since is not None and t.at < since]
    moving = moving[len(earlier) :]
    valued = [(t, rates.value(t.money, t.at).units) for t in moving]
    kept = [(t, value) for t, value in valued if value > 0]
    lives: dict[tuple[str, str], tuple[int, int]] = {}
    # What an earlier transfer was worth is not asked: it may have no rate.
    for transfer in [t for t in earlier if t.money.units > 0] + [t for t, _ in kept]:
        pair, at_us = (transfer.source, transfer.target), instant_us(transfer.at)
        lives[pair] = (lives.get(pair, (at_us, at_us))[0], at_us)
    refunds = refund_numbers(
        [_move(number, t, value, known) for number, (t, value) in enumerate(kept)]
    )
    legs = tuple(
        _leg(
            number,
            transfer,
            value,
            ties=ties,
            known=known,
            life=lives[transfer.source, transfer.target],
            watched=watch[fed.get(transfer.transfer_id, "")],
            is_refund=number in refunds,
        )
        for number, (transfer, value) in enumerate(kept)
    )
    return FlowView(legs=legs, holders=_holders(legs, known, ties))


def instant_us(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def us_instant(at_us: int) -> datetime:
    """The instant of a number of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=at_us)


_Ties = Mapping[str, frozenset[tuple[LinkKind, str]]]


def _ties(known: Mapping[str, Account], links: Iterable[AccountLink]) -> _Ties:
    ties: dict[str, set[tuple[LinkKind, str]]] = {}
    for account in known.values():
        held = ties.setdefault(account.account_id, set())
        if account.owner:
            held.add((LinkKind.OWNER, account.owner))
        if account.place:
            held.add((LinkKind.PLACE, account.place))
    for link in links:
        ties.setdefault(link.account_id, set()).add((link.kind, link.value))
    return {account: frozenset(held) for account, held in ties.items()}


def _move(number: int, transfer: Transfer, value: int, known: Mapping[str, Account]) -> Move:
    return Move(
        number=number,
        source_party=party_of(transfer.source, known),
        target_party=party_of(transfer.target, known),
        at_us=instant_us(transfer.at),
        value=value,
        purpose=transfer.purpose,
    )


def _leg(
    number: int,
    transfer: Transfer,
    value: int,
    *,
    ties: _Ties,
    known: Mapping[str, Account],
    life: tuple[int, int],
    watched: Sequence[Stretch],
    is_refund: bool,
) -> Leg:
    source, target = (ties.get(end, frozenset()) for end in (transfer.source, transfer.target))
    countries = [
        stated or (known[end].country if end in known else "")
        for stated, end in (
            (transfer.source_country, transfer.source),
            (transfer.target_country, transfer.target),
        )
    ]
    opened = [
        None if end not in known else known[end].opened_at
        for end in (transfer.source, transfer.target)
    ]
    return Leg(
        number=number,
        transfer_id=transfer.transfer_id,
        source=transfer.source,
        target=transfer.target,
        at_us=instant_us(transfer.at),
        value=value,
        asset=transfer.money.asset.code,
        channel=transfer.channel,
        purpose=transfer.purpose,
        place=transfer.place,
        source_country=countries[0],
        target_country=countries[1],
        is_related=any(kind in RELATING for kind, _ in source & target),
        is_refund=is_refund,
        pair_first_us=life[0],
        pair_last_us=life[1],
        watched_before_us=known_since(
            life[0],
            watched_before(life[0], watched),
            [None if day is None else instant_us(day) for day in opened],
        ),
        watched_after_us=watched_after(life[1], watched),
        watched_in_all_us=watched_in_all(instant_us(transfer.at), watched),
    )


def _holders(legs: Sequence[Leg], known: Mapping[str, Account], ties: _Ties) -> dict[str, Holder]:
    ends = {end for leg in legs for end in (leg.source, leg.target)}
    parties = {end: party_of(end, known) for end in ends}
    peers: dict[str, set[str]] = {end: set() for end in ends}
    for leg in legs:
        peers[leg.source].add(parties[leg.target])
        peers[leg.target].add(parties[leg.source])
    return {
        end: Holder(
            kind=str(known[end].kind if end in known else AccountKind.UNKNOWN),
            sector=known[end].sector if end in known else "",
            place=known[end].place if end in known else "",
            party=parties[end],
            peers=len(peers[end]),
            keys=_keys(end, parties[end], ties),
        )
        for end in ends
    }


def party_of(account_id: str, known: Mapping[str, Account]) -> str:
    """Who stands behind an account: its owner when known, otherwise the account itself."""
    owner = known[account_id].owner if account_id in known else ""
    return f"owner:{owner}" if owner else account_id


def _keys(account: str, party: str, ties: _Ties) -> dict[Key, tuple[str, ...]]:
    held = ties.get(account, frozenset())
    keys: dict[Key, tuple[str, ...]] = {Key.ACCOUNT: (account,), Key.OWNER: (party,)}
    for key, kind in (
        (Key.DEVICE, LinkKind.DEVICE),
        (Key.PLACE, LinkKind.PLACE),
        (Key.CONTACT, LinkKind.CONTACT),
    ):
        keys[key] = tuple(sorted(f"{kind}:{value}" for k, value in held if k is kind))
    return keys
