"""What ties the posts of a campaign, in words: one contact of several accounts, or like wording."""

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedBy:
    """Contacts by how many accounts named them, and whether nothing but the wording is shared."""

    same: tuple[str, ...]  # "@name (3 accounts)", most accounts first
    named: tuple[str, ...]  # by one account each: they tie nobody to anybody
    hidden_count: int  # contacts beyond those shown
    is_wording_alone: bool


def tied_by(namers: Iterable[tuple[str, int]], *, account_count: int) -> TiedBy:
    """Of each contact how many accounts are remembered to have named it."""
    ordered = sorted(namers, key=lambda each: (-each[1], each[0]))
    same = [f"{contact} ({count} accounts)" for contact, count in ordered if count > 1]
    named = [contact for contact, count in ordered if count <= 1]
    return TiedBy(
        same=tuple(same[:SHOWN_MAX]),
        named=tuple(named[:SHOWN_MAX]),
        hidden_count=max(len(same) - SHOWN_MAX, 0) + max(len(named) - SHOWN_MAX, 0),
        is_wording_alone=account_count > 1 and not same,
    )


def tied_lines(tied: TiedBy) -> list[str]:
    """One line for each kind of tie; none for a single account without a contact."""
    lines = []
    if tied.same:
        lines.append(f"same contact: {', '.join(tied.same)}")
    if tied.is_wording_alone:
        lines.append("tied by like wording; no contact stands in posts of two accounts")
    if tied.named:
        lines.append(f"{'contacts' if len(tied.named) > 1 else 'contact'}: {', '.join(tied.named)}")
    if tied.hidden_count:
        lines.append(f"and {tied.hidden_count} more contacts")
    return lines
