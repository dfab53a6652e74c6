"""First in, first out as set operations: two partitions of one line laid over each other.

Per key, what is queued lies end to end on a line; so do the observed parts of what is served from
it. What an account spends beyond its receipts is the running maximum of its deficit (the unobserved
opening balance) and takes no part. A stretch between two neighbouring ends belongs to one leg of
each side: that is the link. `fifo.py` and, with time read backwards, `returned.py` define it.
"""

from dataclasses import dataclass

from plainsight.trace.flows.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class FifoLine:
    """Relations (keys, u, number, v) of the two sides; numbers grow with u. `name` is a prefix."""

    queued: str
    served: str
    keys: str = "k"
    name: str = ""


def add_links(plan: Plan, line: FifoLine) -> str:
    """links(keys, x, number, u, paid_number, paid_u): x of a queued leg went into a served one."""
    keys, name = line.keys, line.name
    order = f"PARTITION BY {keys} ORDER BY u, is_in, number ROWS UNBOUNDED PRECEDING"
    moves = plan.add(
        f"{name}moves",
        f"SELECT {keys}, u, number, is_in, v, CAST(SUM(is_in * v) OVER w AS BIGINT) AS ins, "
        f"CAST(SUM((1 - is_in) * v) OVER w AS BIGINT) AS outs FROM "
        f"(SELECT {keys}, u, number, v, 1 AS is_in FROM {line.queued} UNION ALL "
        f"SELECT {keys}, u, number, v, 0 AS is_in FROM {line.served}) x WINDOW w AS ({order})",
    )
    funded = plan.add(
        f"{name}funded",
        f"SELECT {keys}, u, number, is_in, ins, outs - GREATEST(0, MAX(outs - ins) OVER ({order})) "
        f"AS observed FROM {moves}",
    )
    # A payment wholly out of the opening balance covers no stretch of the line.
    ends = plan.add(
        f"{name}ends",
        f"SELECT {keys}, ins AS e, number AS in_number, u AS in_u, "
        f"CAST(NULL AS BIGINT) AS out_number, CAST(NULL AS BIGINT) AS out_u "
        f"FROM {funded} WHERE is_in = 1 UNION ALL "
        f"SELECT {keys}, observed, NULL, NULL, number, u FROM (SELECT *, LAG(observed) OVER "
        f"(PARTITION BY {keys} ORDER BY u, number) AS former FROM {funded} WHERE is_in = 0) x "
        f"WHERE observed > COALESCE(former, 0)",
    )
    later = f"PARTITION BY {keys} ORDER BY e DESC RANGE UNBOUNDED PRECEDING"
    stretches = (
        f"SELECT {keys}, e - COALESCE(LAG(e) OVER (PARTITION BY {keys} ORDER BY e), 0) AS x, "
        f"MIN(in_number) OVER ({later}) AS number, MIN(in_u) OVER ({later}) AS u, "
        f"MIN(out_number) OVER ({later}) AS paid_number, MIN(out_u) OVER ({later}) AS paid_u "
        f"FROM {ends}"
    )
    return plan.add(
        f"{name}links",
        f"SELECT * FROM ({stretches}) x WHERE x > 0 AND number IS NOT NULL "
        "AND paid_number IS NOT NULL",
    )


def add_kept(plan: Plan, received: str, paid: str, within: int) -> tuple[str, str]:
    """Both sides without what went back to the party it came from, as `returned.py` has it."""
    both = (
        f"SELECT r.k, r.p FROM (SELECT DISTINCT k, p FROM {received}) r "
        f"JOIN (SELECT DISTINCT k, p FROM {paid}) q ON q.k = r.k AND q.p = r.p"
    )
    pairs = plan.add("two_way", both)
    # Backwards: instants and numbers change their sign, and what is paid back waits for receipts.
    sides = [
        plan.add(
            f"back_{name}",
            f"SELECT l.k, l.p, -l.u AS u, -l.number AS number, l.v FROM {side} l "
            f"JOIN {pairs} t ON t.k = l.k AND t.p = l.p",
        )
        for name, side in (("paid", paid), ("received", received))
    ]
    line = FifoLine(queued=sides[0], served=sides[1], keys="k, p", name="back_")
    links = add_links(plan, line)
    soon = f"FROM {links} WHERE paid_u - u <= {within} GROUP BY k,"
    kept = []
    for name, side, own in (("received", received, "paid_number"), ("paid", paid, "number")):
        back = f"SELECT k, -{own} AS number, SUM(x) AS x {soon} {own}"
        kept.append(
            plan.add(
                f"kept_{name}",
                "SELECT s.k, s.u, CAST(s.v - COALESCE(b.x, 0) AS BIGINT) AS v, s.p, s.pl, s.number "
                f"FROM {side} s LEFT JOIN ({back}) b ON b.k = s.k AND b.number = s.number "
                "WHERE s.v > COALESCE(b.x, 0)",
            )
        )
    return kept[0], kept[1]
