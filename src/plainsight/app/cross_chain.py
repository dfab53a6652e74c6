"""Join posts, fiat legs and chains: who advertised a wallet, what met it, and where it led."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plainsight.app.chain_ports import ChainLedger
from plainsight.app.judge_accounts import Judged, judge_accounts
from plainsight.errors import BadValue
from plainsight.model.asset import Asset
from plainsight.model.rate import RATE_SCALE, DailyRate, Rates
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.attribution import AttributionBook
from plainsight.trace.chain.category import Categories
from plainsight.trace.chain.crossing import (
    Crossing,
    CrossingTerms,
    count_by_chance,
    find_crossings,
)
from plainsight.trace.chain.paths import Path
from plainsight.trace.chain.question import Question, ask
from plainsight.trace.chain.trail import Trail, WalletMention, join_trails
from plainsight.trace.chain.walk import Direction

SHIFTS = tuple(timedelta(weeks=week) for week in (-4, -3, -2, -1, 1, 2, 3, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """Crossings with what chance alone would give, and the trails they are part of."""

    crossings: tuple[Crossing, ...]
    by_chance: tuple[int, ...]  # crossings found when the chain legs are moved by each of SHIFTS
    trails: tuple[Trail, ...]
    # Of the far ends and of the wallets themselves, as the book says on the day asked about.
    judged: Judged


def wallets_of(
    mentions: Iterable[WalletMention], stated: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Platform account -> wallets: those the case states, and those a post asks to be paid."""
    known = dict(stated)
    for mention in mentions:
        if mention.role == "payee":
            known[mention.account_id] = known.get(mention.account_id, frozenset()) | {
                mention.wallet
            }
    return known


def cross_chain(
    ledger: ChainLedger,
    fiat: Sequence[Transfer],
    *,
    asset: Asset,
    mentions: Sequence[WalletMention],
    stated: Mapping[str, frozenset[str]],
    rates: Rates,
    par: bool,
    book: AttributionBook,
    categories: Categories,
    as_of: date,
    terms: CrossingTerms,
) -> Crossed:
    """Match `fiat` legs with the chain legs of the known wallets, and follow the wallets on.

    `par` declares the chain's asset to be worth one unit of the reporting currency.
    """
    transfers = ledger.transfers(asset.code)
    if par:
        rates = at_par(rates, [asset], (leg.at.date() for leg in transfers))
    wallets = wallets_of(mentions, stated)
    named = frozenset(wallet for held in wallets.values() for wallet in held)
    chain = [leg for leg in transfers if leg.source in named or leg.target in named]
    legs = [leg for leg in fiat if leg.source in wallets or leg.target in wallets]
    crossings = find_crossings(legs, chain, rates=rates, wallets=wallets, terms=terms)
    chance = count_by_chance(legs, chain, rates=rates, wallets=wallets, terms=terms, shifts=SHIFTS)
    ends = {end for leg in transfers for end in (leg.source, leg.target)}
    judged = judge_accounts(ends | named, book=book, categories=categories, as_of=as_of)
    paths = [path for wallet in sorted(named) for path in _paths(wallet, transfers, judged.paid_to)]
    return Crossed(
        crossings=crossings,
        by_chance=chance,
        trails=join_trails(mentions, crossings, paths),
        judged=judged,
    )


def at_par(rates: Rates, assets: Iterable[Asset], days: Iterable[date]) -> Rates:
    """`rates` with assets that the operator declares to be worth one reporting unit each.

    A stablecoin at par is an assumption; it is the operator's to make, and it is in the terms.
    """
    reporting = rates.reporting
    lines = list(rates)
    days_seen = sorted(set(days))
    for asset in assets:
        scaled, rest = divmod(RATE_SCALE * 10**reporting.decimals, 10**asset.decimals)
        if rest:
            raise BadValue("decimals", asset.decimals, "too fine to be held as a daily rate")
        lines += [
            DailyRate(
                asset=asset, reporting=reporting, day=day, scaled=scaled, source="declared at par"
            )
            for day in days_seen
        ]
    return Rates(reporting, lines)


def _paths(wallet: str, transfers: Sequence[Transfer], named: Mapping[str, str]) -> list[Path]:
    question = Question(account=wallet, direction=Direction.FORWARD, named=named)
    try:
        return list(ask(question, transfers).search.paths)
    except BadValue:
        return []  # a wallet of a post that the ledger never shows
