"""Money that goes back to the party it came from: a refund, a reversal, a bounced payment.

It was not handed on, whatever its purpose says, so a traced hub leaves it out on both sides before
it follows the rest. Time is read backwards: a payment back is set against the latest receipts from
the same party, no older than `within`. Oldest first would set this week's refund of a regular
customer against a purchase of last year.
"""

from collections import deque
from collections.abc import Sequence

from plainsight.trace.flows.leg import Holder, Leg

Sided = Sequence[tuple[Leg, Holder]]  # a centre's legs of one direction, each with its other end


def returned_values(received: Sided, paid: Sided, within: int) -> dict[int, int]:
    """By number of leg, how much of it came back, or was such a return. Only what is not nothing.

    Within an instant nothing returns: what is paid back was received before.
    """
    events = [(-leg.at_us, 0, -leg.number, leg, peer.party) for leg, peer in received]
    events += [(-leg.at_us, 1, -leg.number, leg, peer.party) for leg, peer in paid]
    waiting: dict[str, deque[tuple[Leg, int]]] = {}
    back: dict[int, int] = {}
    for _, is_paid, _, leg, party in sorted(events, key=lambda event: event[:3]):
        queue = waiting.setdefault(party, deque())
        if is_paid:
            queue.append((leg, leg.value))
            continue
        wanted = leg.value
        while wanted and queue:
            refund, rest = queue.popleft()
            taken = min(rest, wanted)
            if refund.at_us - leg.at_us <= within:
                back[leg.number] = back.get(leg.number, 0) + taken
                back[refund.number] = back.get(refund.number, 0) + taken
            wanted -= taken
            if rest > taken:
                queue.appendleft((refund, rest - taken))
    return back
