"""Categories of counterparties: what each one does to a trace, and when exposure to it counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plainsight.trace.chain.attribution import Attribution


class Role(StrEnum):
    """What an account of a category does to a trace."""

    LISTED = "listed"  # an end that matters; its payouts carry its colour
    CUSTODIAN = "custodian"  # pools customers' funds: the trace stops, the custodian can be asked
    BREAK = "break"  # swap or bridge: the asset changes; the trace points across and stops
    ISSUER = "issuer"  # mints and burns
    OTHER = "other"  # known, but money flows through it like through anybody


class Reach(StrEnum):
    """How far away the counterparty stands."""

    DIRECT = "direct"  # one transfer
    INDIRECT = "indirect"  # more than one


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """From when on an exposure counts: both the amount and the share must be reached."""

    amounts: Mapping[str, int] = field(default_factory=dict)  # asset symbol -> base units
    share_bp: int = 0  # hundredths of a percent of all that was received or sent

    def is_met(self, *, units: int, total: int, symbol: str) -> bool:
        """True for any positive amount that reaches both floors."""
        floor = self.amounts.get(symbol, 1)
        return units >= max(floor, 1) and units * 10_000 >= self.share_bp * total


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category of attributions/categories.yaml."""

    category_id: str
    title: str
    role: Role
    thresholds: Mapping[Reach, Threshold]


class Categories:
    """The categories in order of weight: the first of several names an account."""

    def __init__(self, categories: Iterable[Category], *, version: str) -> None:
        self.version = version
        self._by_id = {category.category_id: category for category in categories}
        self._rank = {category_id: rank for rank, category_id in enumerate(self._by_id)}

    def __iter__(self) -> Iterator[Category]:
        return iter(self._by_id.values())

    def __contains__(self, category_id: str) -> bool:
        return category_id in self._by_id

    def find(self, category_id: str) -> Category:
        """The category; every claim's category is checked when it is read."""
        return self._by_id[category_id]

    def weightiest(self, claims: Iterable[Attribution]) -> Attribution | None:
        """The claim whose category stands first."""
        ranked = [claim for claim in claims if claim.category in self._rank]
        return min(ranked, key=lambda claim: self._rank[claim.category], default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an account counts as in a trace.

    `paid_to` names money sent there, `paid_by` money that comes from there. They differ for a
    sanctioned party's deposit account at an exchange: paying into it is paying the party, but
    what leaves the exchange's pool is the exchange's and not the party's.
    """

    paid_to: str
    paid_by: str
    role: Role


def standing_of(claims: tuple[Attribution, ...], categories: Categories) -> Standing | None:
    """Judge an account by its standing claims; None when nobody claims anything that stops."""
    first = categories.weightiest(claims)
    if first is None:
        return None
    role = categories.find(first.category).role
    deposits = [claim for claim in claims if claim.custodian]
    pooled = [c for c in claims if categories.find(c.category).role is Role.CUSTODIAN]
    if deposits or pooled:
        pool = categories.weightiest(pooled)
        paid_by = pool.category if pool is not None else CUSTODIAN_CATEGORY
        return Standing(paid_to=first.category, paid_by=paid_by, role=Role.CUSTODIAN)
    if role is Role.OTHER:
        return None
    return Standing(paid_to=first.category, paid_by=first.category, role=role)


CUSTODIAN_CATEGORY = "exchange"  # the name of a pool that a deposit account leads into
