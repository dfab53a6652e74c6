"""Screen a few addresses that a caller sends; the log says that it was done, not which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from plainsight.app.ports import Clock, Records
from plainsight.app.trace.screen_addresses import screen_addresses, screening_fact
from plainsight.trace.chain.attribution import AttributionBook, Basis
from plainsight.trace.chain.category import Categories
from plainsight.trace.chain.screening import Screening


class PresentBook(Protocol):
    """The book of attributions as it is at the moment of asking."""

    def book(self) -> AttributionBook:
        """Raises BadValue where no list was ever taken in, BadList for one that lost its claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What addresses are screened by."""

    present: PresentBook
    categories: Categories


def screen_sent(
    records: Records,
    addresses: Iterable[str],
    *,
    lists: Lists,
    as_of: date | None,
    basis: Basis,
    source: str,
    clock: Clock,
) -> tuple[Screening, ...]:
    """One answer for each address, in order, by what held on a day: today if none is named."""
    now = clock()
    answers = tuple(
        screen_addresses(
            addresses,
            book=lists.present.book(),
            categories=lists.categories,
            as_of=as_of or now.date(),
            basis=basis,
        )
    )
    with records.begin() as unit:
        unit.record(screening_fact(answers, subject=source, now=now))
    return answers
