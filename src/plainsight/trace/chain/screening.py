"""Screening: is an account listed on a date, and how is it tied to those that are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.trace.chain.account_id import AccountId, read_account
from plainsight.trace.chain.attribution import Attribution, AttributionBook, Basis
from plainsight.trace.chain.category import Categories, Reach, Role
from plainsight.trace.chain.exposure import Exposure, Way
from plainsight.trace.chain.wording import amount_text, share_text


class Outcome(StrEnum):
    """What a screening found. There is no "clean": absence of claims is not innocence."""

    LISTED = "listed"  # a listed party is said to control it
    EXPOSED = "exposed"  # tied to a category above its threshold
    NAMED = "named"  # somebody names it, nothing that counts
    NOTHING_FOUND = "nothing_found"
    UNREADABLE = "unreadable"  # no known encoding and checksum fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The answer for one account as of one date; every sentence names what it rests on."""

    written: str  # as it was handed in
    account: AccountId | None
    as_of: date
    basis: Basis
    outcome: Outcome
    claims: tuple[Attribution, ...]
    ended: tuple[Attribution, ...]  # delisted before `as_of`
    exposures: tuple[Exposure, ...]  # those that reached their threshold
    reasons: tuple[str, ...]
    policy_version: str


def screen_account(
    written: str,
    *,
    book: AttributionBook,
    categories: Categories,
    as_of: date,
    basis: Basis = Basis.EFFECTIVE,
    exposures: Iterable[Exposure] = (),
    asset: Asset | None = None,
) -> Screening:
    """Screen one address, spelled in any accepted way, and its `exposures` in `asset`."""
    account = read_account(written.strip())
    text = account.text if account else written.strip()
    claims = book.standing(text, as_of=as_of, basis=basis)
    ended = book.ended(text, as_of=as_of)
    symbol = asset.symbol if asset is not None else ""
    met = tuple(e for e in exposures if e.account == text and _counts(e, categories, symbol))
    return Screening(
        written=written,
        account=account,
        as_of=as_of,
        basis=basis,
        outcome=_outcome(account, claims, met, categories),
        claims=claims,
        ended=ended,
        exposures=met,
        reasons=(
            *_reasons(account, claims, ended, categories),
            *(_exposure_sentence(exposure, asset, categories) for exposure in met),
        ),
        policy_version=categories.version,
    )


def _counts(exposure: Exposure, categories: Categories, symbol: str) -> bool:
    if exposure.category not in categories:
        return False
    threshold = categories.find(exposure.category).thresholds[exposure.reach]
    return threshold.is_met(units=exposure.units, total=exposure.total, symbol=symbol)


def _outcome(
    account: AccountId | None,
    claims: tuple[Attribution, ...],
    met: tuple[Exposure, ...],
    categories: Categories,
) -> Outcome:
    if any(categories.find(claim.category).role is Role.LISTED for claim in claims):
        return Outcome.LISTED
    if met:
        return Outcome.EXPOSED
    if claims:
        return Outcome.NAMED
    return Outcome.NOTHING_FOUND if account is not None else Outcome.UNREADABLE


def _reasons(
    account: AccountId | None,
    claims: tuple[Attribution, ...],
    ended: tuple[Attribution, ...],
    categories: Categories,
) -> Iterable[str]:
    if account is None:
        yield "no known address encoding and checksum fits; compared as text only"
    elif not account.is_checked:
        yield "written in one case, so no checksum vouches for the spelling"
    for claim in claims:
        yield _claim_sentence(claim, account, categories)
    for claim in ended:
        yield (
            f"{claim.source} listed it from {claim.effective_from} and removed it on "
            f"{claim.effective_until}"
        )


def _exposure_sentence(exposure: Exposure, asset: Asset | None, categories: Categories) -> str:
    title = categories.find(exposure.category).title.lower()
    reach = "directly" if exposure.reach is Reach.DIRECT else "through others"
    side = "from" if exposure.way is Way.RECEIVED else "to"
    amount = f"{exposure.units} base units"
    if asset is not None:
        amount = amount_text(Money(units=exposure.units, asset=asset))
    share = share_text(exposure.units, exposure.total)
    return f"{exposure.way} {amount} ({share}) {side} a {title} {reach}"


def _claim_sentence(claim: Attribution, account: AccountId | None, categories: Categories) -> str:
    title = categories.find(claim.category).title.lower()
    parts = [f"{claim.source} names it {title}: {claim.party or 'no name given'}"]
    parts.append(f"since {claim.effective_from}, known since {claim.known_from}")
    if claim.programme:
        parts.append(f"programme {claim.programme}")
    if claim.label and account is not None:
        parts.append(f"filed as {claim.label}, by its encoding a {account.network} address")
    if claim.custodian:
        parts.append(f"a deposit account at {claim.custodian}, which can be asked for its customer")
    return "; ".join(parts)
