"""Attributions: claims that a party controls an account, each with its source and its dates.

Two clocks run on a claim. `effective_from` is when the source says it holds; `known_from` is the
date of the edition in which we first read it. A screening asks either: what holds on a date,
or what could have been known on it. Removals end a claim; nothing is ever deleted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from plainsight.errors import BadValue


class Confidence(StrEnum):
    """What stands behind a claim, strongest first."""

    AUTHORITY = "authority"  # an authority's own list
    COURT = "court"  # an indictment, a judgment, a seizure
    SERVICE = "service"  # published by the party itself
    FORENSIC = "forensic"  # worked out by investigators, with their reasons
    OPEN_SOURCE = "open_source"  # seen on the web, with the page
    HEURISTIC = "heuristic"  # inferred from the ledger by a rule
    UNVERIFIED = "unverified"


CONFIDENCE_RANK = {level: rank for rank, level in enumerate(Confidence)}


class Basis(StrEnum):
    """Which clock of a claim a question is about."""

    EFFECTIVE = "effective"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One claim about one account by one source."""

    account: str  # as AccountId spells it; the raw text when no encoding fits
    network: str  # decided by the encoding; "" when none fits
    category: str  # an id of attributions/categories.yaml
    party: str  # who is said to control it
    source: str
    confidence: Confidence
    effective_from: date
    known_from: date
    effective_until: date | None = None  # first day on which it no longer holds
    label: str = ""  # what the source calls the asset; kept, never believed
    party_id: str = ""  # the source's own number for the party
    programme: str = ""
    source_url: str = ""
    custodian: str = ""  # set when the account is a deposit account at this custodian
    # SHA-256 of the editions in which it was first and last read, set when they are taken.
    first_edition: str = field(default="", compare=False)
    last_edition: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.effective_until is not None and self.effective_until < self.effective_from:
            raise BadValue("effective_until", self.effective_until, "not before effective_from")

    @property
    def row(self) -> tuple[str, str, str, str]:
        """What a source speaks of, whatever it says about it."""
        return (self.source, self.account, self.label, self.party_id)

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two rows the same claim across editions: who is said to be what, how surely.

        An exchange that turns out to be on a sanctions list is another claim, not the old one.
        """
        says = (self.category, self.party, self.custodian, self.confidence.value)
        return (*self.row, *says)

    def holds(self, as_of: date, basis: Basis = Basis.EFFECTIVE) -> bool:
        """True when the claim stands on `as_of`; under KNOWN, when we could have read it too."""
        start = self.effective_from
        if basis is Basis.KNOWN:
            start = max(start, self.known_from)
        return start <= as_of and (self.effective_until is None or as_of < self.effective_until)


class AttributionBook:
    """Every claim, standing or ended, by account."""

    def __init__(self, attributions: Iterable[Attribution]) -> None:
        self._by_account: dict[str, list[Attribution]] = {}
        for attribution in attributions:
            self._by_account.setdefault(attribution.account, []).append(attribution)

    def __iter__(self) -> Iterator[Attribution]:
        for claims in self._by_account.values():
            yield from claims

    def standing(
        self, account: str, *, as_of: date, basis: Basis = Basis.EFFECTIVE
    ) -> tuple[Attribution, ...]:
        """Claims about an account that hold on a date, strongest source first."""
        claims = [c for c in self._by_account.get(account, ()) if c.holds(as_of, basis)]
        return tuple(sorted(claims, key=lambda claim: CONFIDENCE_RANK[claim.confidence]))

    def ended(self, account: str, *, as_of: date) -> tuple[Attribution, ...]:
        """Claims that held once and no longer do: a delisting is part of the answer."""
        return tuple(
            claim
            for claim in self._by_account.get(account, ())
            if claim.effective_until is not None and claim.effective_until <= as_of
        )

    def of_source(self, source: str) -> tuple[Attribution, ...]:
        """Every claim of one source."""
        return tuple(claim for claim in self if claim.source == source)

    def accounts(self) -> tuple[str, ...]:
        """Accounts with any claim."""
        return tuple(self._by_account)


def merge_books(books: Iterable[AttributionBook]) -> AttributionBook:
    """One book out of several sources'."""
    return AttributionBook(claim for book in books for claim in book)


def count_networks(attributions: Iterable[Attribution]) -> Mapping[str, int]:
    """Claims per network, for summaries."""
    counts: dict[str, int] = {}
    for attribution in attributions:
        counts[attribution.network] = counts.get(attribution.network, 0) + 1
    return counts
