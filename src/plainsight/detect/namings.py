"""Who wrote each contact of a campaign, and in which post: a campaign's tie is nobody's by itself.

Of each contact the earliest post of each account is kept, up to bounds: what ties a thousand
accounts is told by the first of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.model.post import Post

NAMERS_MAX = 10  # accounts remembered per contact
NAMINGS_MAX = 2_000  # per campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """One account's earliest post with a contact."""

    account_id: str
    surface: str
    post_id: str
    revision: int  # the wording that has it
    posted_at: datetime


@dataclass(slots=True)
class Namings:
    """Of one campaign, by contact."""

    _by_contact: dict[str, list[Naming]] = field(default_factory=dict)
    _count: int = 0

    def note(self, post: Post, contacts: Iterable[str]) -> None:
        """Remember who wrote these."""
        naming = Naming(
            account_id=post.account_id,
            surface=post.surface,
            post_id=post.post_id,
            revision=post.revision,
            posted_at=post.posted_at,
        )
        # Sorted, so that the same ones fit within the bounds in every run.
        for contact in sorted(contacts):
            self._add(contact, naming)

    def join(self, other: "Namings") -> None:
        """Take over those of a campaign that became part of this one."""
        for contact, namings in other._by_contact.items():
            for naming in namings:
                self._add(contact, naming)

    def of(self, contact: str) -> tuple[Naming, ...]:
        """Who wrote a contact, earliest first; nobody where that was not remembered."""
        held = self._by_contact.get(contact, ())
        return tuple(sorted(held, key=lambda each: (each.posted_at, each.account_id)))

    def _add(self, contact: str, naming: Naming) -> None:
        held = self._by_contact.get(contact)
        for place, known in enumerate(held or ()):
            if known.account_id == naming.account_id:
                if held is not None and naming.posted_at < known.posted_at:
                    held[place] = naming
                return
        if self._count >= NAMINGS_MAX or len(held or ()) >= NAMERS_MAX:
            return
        self._count += 1
        if held is None:
            self._by_contact[contact] = [naming]
        else:
            held.append(naming)
