"""Payments that the institution calls a refund or a reversal, and that are one.

A label is believed where the target's party had paid the source's before, and at least what now
goes back, together with all that was called so between the two until then. Anybody could hand money
to strangers under that word otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plainsight.trace.flows.plan import in_list

PURPOSES = frozenset({"refund", "reversal"})
# What was paid in one asset may come back in another, at another day's rate.
DRIFT_TENTHS = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What counts of a leg here."""

    number: int
    source_party: str
    target_party: str
    at_us: int
    value: int
    purpose: str


def refund_numbers(moves: Sequence[Move]) -> frozenset[int]:
    """The numbers of the legs that are refunds; `moves` stand in order.

    Within an instant nothing returns: what is paid back was received before.
    """
    called = [move for move in moves if move.purpose in PURPOSES]
    paid: dict[tuple[str, str], list[Move]] = {}
    for move in moves:
        paid.setdefault((move.source_party, move.target_party), []).append(move)
    back: dict[tuple[str, str], int] = {}
    found = set()
    for move in called:
        ends = (move.source_party, move.target_party)
        back[ends] = back.get(ends, 0) + move.value
        before = _value(each for each in paid.get(ends[::-1], ()) if each.at_us < move.at_us)
        if back[ends] * 10 <= before * DRIFT_TENTHS:
            found.add(move.number)
    return frozenset(found)


def _value(moves: Iterable[Move]) -> int:
    return sum(move.value for move in moves)


def called_sql(moves: str) -> str:
    """The legs that are called refunds; `moves` is a relation (number, sp, dp, t, v, purpose)."""
    return f"SELECT number, sp, dp, t, v FROM {moves} m WHERE purpose IN ({in_list(PURPOSES)})"


def refunds_sql(called: str, moves: str) -> str:
    """The numbers of those that are refunds, in the SQL that the engines share."""
    received = (
        f"SELECT m.number, m.dp AS a, m.sp AS b, m.t, CAST(0 AS BIGINT) AS back, m.v AS paid "
        f"FROM {moves} m JOIN (SELECT DISTINCT sp, dp FROM {called}) c "
        "ON m.sp = c.dp AND m.dp = c.sp"
    )
    returned = (
        f"SELECT number, sp AS a, dp AS b, t, v AS back, CAST(0 AS BIGINT) AS paid FROM {called}"
    )
    ends = "PARTITION BY a, b ORDER BY"
    sums = (
        f"SELECT number, back, SUM(back) OVER ({ends} number ROWS UNBOUNDED PRECEDING) AS gone, "
        f"SUM(paid) OVER ({ends} t RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS came "
        f"FROM ({returned} UNION ALL {received}) x"
    )
    return (
        f"SELECT number FROM ({sums}) y WHERE back > 0 "
        f"AND gone * 10 <= COALESCE(came, 0) * {DRIFT_TENTHS}"
    )
