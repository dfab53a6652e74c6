"""First in, first out at one account: which incoming leg paid for which outgoing one.

What an account spends beyond what it was seen to receive comes from an unobserved opening balance;
that part is linked to nothing. Legs of one instant cannot pay for each other: within an instant
the outgoing ones are served first, so that every link leads from an earlier leg to a later one.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainsight.trace.flows.leg import Leg


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`value` base units of `received` went out again in `paid`."""

    received: Leg
    paid: Leg
    value: int

    @property
    def dwell_us(self) -> int:
        """How long the money stayed."""
        return self.paid.at_us - self.received.at_us


def trace_fifo(received: Sequence[Leg], paid: Sequence[Leg]) -> Iterator[Link]:
    """Link the legs into and out of one account. At most len(received) + len(paid) links."""
    events = [(leg.at_us, 1, leg.number, leg) for leg in received]
    events += [(leg.at_us, 0, leg.number, leg) for leg in paid]
    queue: deque[tuple[Leg, int]] = deque()
    for _, incoming, _, leg in sorted(events, key=lambda event: event[:3]):
        if incoming:
            queue.append((leg, leg.value))
            continue
        wanted = leg.value
        while wanted and queue:
            earliest, rest = queue.popleft()
            taken = min(rest, wanted)
            yield Link(received=earliest, paid=leg, value=taken)
            wanted -= taken
            if rest > taken:
                queue.appendleft((earliest, rest - taken))
