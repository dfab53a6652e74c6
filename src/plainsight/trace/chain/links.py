"""Clustering: links between addresses, each with its rule, version, confidence and transaction.

A cluster is never stored, only its links: take one link away and the clusters are what they
would have been without it. Merging two large clusters, or two that different parties are said
to control, raises the collapse alarm: one wrong link there names thousands of strangers.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class LinkRule(StrEnum):
    """Why two addresses are said to belong together. Versions are in `RULE_VERSIONS`."""

    CO_SPEND = "co_spend"  # spent together: whoever signed held both keys
    CHANGE = "change"  # an output looks like the payer's change; for leads, not for evidence
    DEPOSIT = "deposit"  # forwards everything to one custodian: its customer's deposit account


RULE_VERSIONS: Mapping[LinkRule, int] = {
    LinkRule.CO_SPEND: 1,
    LinkRule.CHANGE: 1,
    LinkRule.DEPOSIT: 1,
}
EVIDENCE_PERCENT_MIN = 90  # links below are leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One reason to put two addresses together."""

    first: str
    second: str
    transaction_id: str
    rule: LinkRule
    version: int
    confidence_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collapse:
    """A link held back because of what it would merge."""

    link: Link
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Address -> the first-seen address of its cluster, and the links that were held back."""

    members: Mapping[str, str]
    held_back: tuple[Collapse, ...]

    def sizes(self) -> dict[str, int]:
        """Addresses per cluster."""
        counts: dict[str, int] = {}
        for representative in self.members.values():
            counts[representative] = counts.get(representative, 0) + 1
        return counts

    def addresses_of(self, address: str) -> tuple[str, ...]:
        """The cluster of an address; itself alone when no link names it."""
        representative = self.members.get(address, address)
        found = tuple(a for a, r in self.members.items() if r == representative)
        return found or (address,)


def cluster(
    addresses: Iterable[str],
    links: Iterable[Link],
    *,
    confidence_percent_min: int = EVIDENCE_PERCENT_MIN,
    without: Collection[str] = frozenset(),
    parties: Mapping[str, str] | None = None,
    merge_size_max: int | None = None,
) -> Clustering:
    """Join `addresses` (in order of first sight) along the links of enough confidence.

    `without` names transactions whose links are taken back. `parties` (address -> party) and
    `merge_size_max` (both sides larger) are the collapse alarm.
    """
    forest = _Forest()
    for address in addresses:
        forest.add(address, (parties or {}).get(address, ""))
    held_back = []
    for link in links:
        if link.confidence_percent < confidence_percent_min or link.transaction_id in without:
            continue
        reason = forest.join(link.first, link.second, merge_size_max)
        if reason:
            held_back.append(Collapse(link=link, reason=reason))
    return Clustering(members=forest.members(), held_back=tuple(held_back))


@dataclass(slots=True)
class _Forest:
    """Union-find whose root is always the member seen first, so labels never depend on order."""

    parents: dict[str, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)  # root -> party, when one is known

    def add(self, address: str, party: str = "") -> None:
        if address not in self.parents:
            self.parents[address] = address
            self.order[address] = len(self.order)
            self.sizes[address] = 1
            if party:
                self.parties[address] = party

    def root(self, address: str) -> str:
        path = []
        while self.parents[address] != address:
            path.append(address)
            address = self.parents[address]
        for step in path:
            self.parents[step] = address
        return address

    def join(self, first: str, second: str, merge_size_max: int | None) -> str:
        """Merge, or say why not."""
        self.add(first)
        self.add(second)
        low, high = sorted((self.root(first), self.root(second)), key=self.order.__getitem__)
        if low == high:
            return ""
        parties = (self.parties.get(low), self.parties.get(high))
        if all(parties) and parties[0] != parties[1]:
            return f"would merge what {parties[0]} and {parties[1]} are said to control"
        smaller = min(self.sizes[low], self.sizes[high])
        if merge_size_max is not None and smaller > merge_size_max:
            return f"would merge clusters of {self.sizes[low]} and {self.sizes[high]} addresses"
        self.parents[high] = low
        self.sizes[low] += self.sizes.pop(high)
        party = parties[0] or parties[1]
        if party:
            self.parties[low] = party
        return ""

    def members(self) -> dict[str, str]:
        return {address: self.root(address) for address in self.parents}
