"""What the accounts of a ledger count as on a date, by the operator's book and the categories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from plainsight.trace.chain.attribution import Attribution, AttributionBook, Basis
from plainsight.trace.chain.category import Categories, Role, Standing, standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Accounts that stop a trace, and why."""

    as_of: date
    basis: Basis
    policy_version: str
    standings: Mapping[str, Standing]
    claims: Mapping[str, tuple[Attribution, ...]]

    @property
    def paid_to(self) -> dict[str, str]:
        """Account -> category of money that goes there."""
        return {account: standing.paid_to for account, standing in self.standings.items()}

    @property
    def paid_by(self) -> dict[str, str]:
        """Account -> category of money that comes from there."""
        return {account: standing.paid_by for account, standing in self.standings.items()}

    def name(self, account: str) -> str:
        """Who is said to control it, by the strongest claim."""
        claims = self.claims.get(account, ())
        return claims[0].party if claims else ""


def judge_accounts(
    accounts: Iterable[str],
    *,
    book: AttributionBook,
    categories: Categories,
    as_of: date,
    basis: Basis = Basis.EFFECTIVE,
) -> Judged:
    """Judge every account that the book names."""
    claims: dict[str, tuple[Attribution, ...]] = {}
    standings: dict[str, Standing] = {}
    known = frozenset(book.accounts())
    for account in accounts:
        # Few accounts of a ledger are in any book, and a look at the claims costs more than this.
        if account not in known:
            continue
        found = book.standing(account, as_of=as_of, basis=basis)
        if found:
            claims[account] = found
            standing = standing_of(found, categories)
            if standing is not None:
                standings[account] = standing
    return Judged(
        as_of=as_of,
        basis=basis,
        policy_version=categories.version,
        standings=standings,
        claims=claims,
    )


def find_breaks(
    book: AttributionBook, *, categories: Categories, as_of: date, basis: Basis = Basis.EFFECTIVE
) -> frozenset[str]:
    """Swaps and bridges of every network, by the book."""
    judged = judge_accounts(
        book.accounts(), book=book, categories=categories, as_of=as_of, basis=basis
    )
    return frozenset(a for a, s in judged.standings.items() if s.role is Role.BREAK)
