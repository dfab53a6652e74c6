"""Which legs the money of a leg can have come from, and gone to: later out of where it went."""

from collections.abc import Sequence

from plainsight.trace.flows.finding import FlowLeg


def followers(legs: Sequence[FlowLeg], columns: Sequence[int]) -> list[list[int]]:
    """For each leg, the legs its money can have gone on by. `columns` order them in time."""
    onward: list[list[int]] = []
    order = sorted(range(len(legs)), key=lambda number: columns[number])
    leaving: dict[str, list[int]] = {}
    for number in order:
        leaving.setdefault(legs[number].source, []).append(number)
    for number in range(len(legs)):
        reached: set[int] = set()
        front = [number]
        while front:
            one = front.pop()
            for after in leaving.get(legs[one].target, ()):
                if columns[after] > columns[one] and after not in reached:
                    reached.add(after)
                    front.append(after)
        onward.append(sorted(reached))
    return onward
