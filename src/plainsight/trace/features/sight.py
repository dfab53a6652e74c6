"""What is in sight when a transfer is judged: a prefix of the transfers in time order."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A transfer as features see it; accounts are numbers, `value` is base units of one asset."""

    source: int
    target: int
    at_us: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The first `visible` of `edges` (ordered by time), judged at the one numbered `own`."""

    edges: Sequence[Edge]
    own: int
    visible: int

    @property
    def edge(self) -> Edge:
        """The transfer that is judged."""
        return self.edges[self.own]

    def of(self, account: int, *, paid: bool) -> list[int]:
        """Numbers of the visible transfers the account paid, or received."""
        return [
            number
            for number, edge in enumerate(self.edges[: self.visible])
            if (edge.source if paid else edge.target) == account
        ]

    def split(self, numbers: Sequence[int], instant: int) -> tuple[list[int], list[int]]:
        """Those until `instant`, and those later."""
        place = bisect_right(numbers, instant, key=lambda number: self.edges[number].at_us)
        return list(numbers[:place]), list(numbers[place:])

    def around(self, account: int, *, paid: bool, window: int, near: int) -> tuple[list[int], ...]:
        """The `near` transfers before (and at) the judged instant and after it, in `window`."""
        now = self.edge.at_us
        before, later = self.split(self.of(account, paid=paid), now)
        return (
            [
                n
                for n in before[max(0, len(before) - near) :]
                if self.edges[n].at_us >= now - window
            ],
            [n for n in later[:near] if self.edges[n].at_us <= now + window],
        )

    def is_first(self, number: int) -> bool:
        """Whether its source had never paid its target before."""
        edge = self.edges[number]
        return all(
            (other.source, other.target) != (edge.source, edge.target)
            for other in self.edges[:number]
        )

    def other(self, number: int, *, paid: bool) -> int:
        """The end that is not the account."""
        return self.edges[number].target if paid else self.edges[number].source
