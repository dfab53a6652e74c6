"""Join posts, fiat legs and chains: who advertised a wallet, what met it, and where it led."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from plainsight.app.trace.ask_chain import Tracer
from plainsight.app.trace.chain_ports import FiatLedger
from plainsight.app.trace.judge_accounts import Judged
from plainsight.app.trace.pick_asset import pick_asset
from plainsight.errors import BadValue
from plainsight.model.asset import Asset
from plainsight.model.rate import RATE_SCALE, DailyRate, Rates
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.crossing import Crossing, CrossingTerms, count_by_chance, find_crossings
from plainsight.trace.chain.paths import Path
from plainsight.trace.chain.question import Question, ask
from plainsight.trace.chain.trail import Trail, WalletMention, join_trails
from plainsight.trace.chain.walk import Direction

SHIFTS = tuple(timedelta(weeks=week) for week in (-4, -3, -2, -1, 1, 2, 3, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossTerms:
    """What is joined, as of when, and what still counts as one deal."""

    as_of: date
    reporting: Asset  # the currency in which legs are compared
    asset: str | None = None  # of the chain, symbol or code; left out when there is one
    par: bool = False  # the operator declares it to be worth one unit of `reporting`
    deal: CrossingTerms = field(default_factory=CrossingTerms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """Crossings with what chance alone would give, and the trails they are part of."""

    mentions: tuple[WalletMention, ...]  # where the trails begin
    crossings: tuple[Crossing, ...]
    by_chance: tuple[int, ...]  # crossings found when the chain legs are moved by each of SHIFTS
    trails: tuple[Trail, ...]
    # Of the far ends and of the wallets themselves, as the book says on the day asked about.
    judged: Judged


def cross_chain(
    tracer: Tracer,
    fiat: FiatLedger,
    *,
    mentions: Sequence[WalletMention],
    stated: Mapping[str, frozenset[str]],
    terms: CrossTerms,
) -> Crossed:
    """Match fiat legs with the chain legs of the wallets that posts or a case name.

    The wallets are followed on to whoever the book names. Raises BadValue for an asset that the
    ledger does not hold, NoRate when a leg cannot be valued on its day.
    """
    chosen = pick_asset(tracer.ledger, terms.asset)
    transfers = tracer.ledger.transfers(chosen.code)
    wallets = wallets_of(mentions, stated)
    rates = fiat.rates(terms.reporting)
    legs = fiat.legs(wallets, rates)
    if terms.par:
        rates = at_par(rates, [chosen], (leg.at.date() for leg in transfers))
    named = frozenset(wallet for held in wallets.values() for wallet in held)
    chain = [leg for leg in transfers if leg.source in named or leg.target in named]
    crossings = find_crossings(legs, chain, rates=rates, wallets=wallets, terms=terms.deal)
    chance = count_by_chance(
        legs, chain, rates=rates, wallets=wallets, terms=terms.deal, shifts=SHIFTS
    )
    ends = {end for leg in transfers for end in (leg.source, leg.target)}
    judged = tracer.judge(ends | named, as_of=terms.as_of, basis=Basis.EFFECTIVE)
    paths = [path for wallet in sorted(named) for path in _paths(wallet, transfers, judged.paid_to)]
    return Crossed(
        mentions=tuple(mentions),
        crossings=crossings,
        by_chance=chance,
        trails=join_trails(mentions, crossings, paths),
        judged=judged,
    )


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
