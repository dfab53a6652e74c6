"""What a set of typologies needs to know about legs and accounts; engines prepare only that."""

from collections.abc import Iterable
from dataclasses import dataclass

from plainsight.trace.flows.typology import FlowTypology, LegTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Columns that cost a pass over the ledger."""

    relations: bool  # pair_first, pair_last, watched_before, watched_after, watched_in_all
    related: bool
    refunds: bool = False
    peers_max: int | None  # the smallest bound on peers that is asked for

    def cover(self, other: "Needs") -> bool:
        """Whether what was prepared for these serves the other too."""
        return (
            self.relations >= other.relations
            and self.related >= other.related
            and self.refunds >= other.refunds
            and (
                other.peers_max is None
                or (self.peers_max is not None and self.peers_max <= other.peers_max)
            )
        )


def needs_of(typologies: Iterable[FlowTypology]) -> Needs:
    """Collect the needs of several typologies."""
    tests: list[LegTest] = []
    bounds: list[int] = []
    for typology in typologies:
        tests += typology.tests
        bounds += [
            r.test.peers_max for r in typology.roles.values() if r.test.peers_max is not None
        ]
    return Needs(
        relations=any(
            test.relation_younger_than is not None
            or test.relation_life_max is not None
            or test.watched_in_all is not None
            for test in tests
        ),
        related=any(test.is_related is not None for test in tests),
        refunds=any(test.is_refund is not None for test in tests),
        peers_max=min(bounds, default=None),
    )
