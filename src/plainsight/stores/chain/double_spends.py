"""Outputs that two transactions spend: both cannot be in one chain, and both would make money.

So the loser of a reorganisation and an export of unconfirmed transactions look. The one that came
first stands (held before; else the lower block, and no block last); the other is left out, counted
and named with it. Which of the two is in the chain a node can say.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import duckdb

from plainsight.stores.chain.contradictions import SHOWN_MAX, Contradictions

_POINT = "hash(spent.transaction_id, spent.index)"
_MEND = "take exports of final blocks, and ask a node which of the two is in the chain"
# (was held before, who spends, the spent output's transaction and index), first comer first
_Claim = tuple[bool, str, str, int]


def find_double_spends(
    connection: duckdb.DuckDBPyConnection, files: dict[str, Any], found: Contradictions
) -> None:
    """Add to `found` what of incoming transactions spends a spent output; its rows join `dropped`.

    Held in memory are the outputs that are spent twice, never the others.
    """
    # Rows that are known, or copies, spend nothing anew: only what is left is asked about.
    connection.execute(
        f"CREATE TEMP TABLE spends AS SELECT {_POINT} AS h FROM (SELECT unnest(inputs) AS spent "
        "FROM read_parquet($incoming) WHERE file_row_number NOT IN (SELECT place FROM dropped))",
        {"incoming": files["incoming"]},
    )
    also = (
        f"UNION SELECT {_POINT} FROM (SELECT unnest(inputs) AS spent FROM read_parquet($known)) "
        f"WHERE {_POINT} IN (SELECT h FROM spends)"
    )
    known = {"known": files["known"]} if "known" in files else {}
    connection.execute(
        "CREATE TEMP TABLE contested AS SELECT h FROM spends GROUP BY h HAVING count(*) > 1 "
        f"{also if known else ''}",
        known,
    )
    lost = dict(_lost(_claims(connection, files)))
    if not lost:
        return
    found.double_spenders |= lost.keys()
    connection.execute("CREATE TEMP TABLE double_spenders (id VARCHAR)")
    connection.executemany("INSERT INTO double_spenders VALUES (?)", [[loser] for loser in lost])
    away = (
        "SELECT file_row_number FROM read_parquet($incoming) "
        "WHERE transaction_id IN (SELECT id FROM double_spenders)"
    )
    incoming = {"incoming": files["incoming"]}
    # A copy of a loser is no known row: the ledger holds neither of them.
    (count,) = connection.execute(f"SELECT count(*) FROM ({away})", incoming).fetchall()[0]
    found.denied_count += count
    connection.execute(f"INSERT INTO dropped {away}", incoming)
    for loser, why in list(lost.items())[:SHOWN_MAX]:
        found.denied.append((loser, f"it {why}; see the gaps"))
        found.gaps.append(f"transaction {loser}: {why}; {_MEND}")
    if len(lost) > SHOWN_MAX:
        found.gaps.append(f"{len(lost) - SHOWN_MAX:,} more transactions spend what is spent")


def _claims(connection: duckdb.DuckDBPyConnection, files: dict[str, Any]) -> list[_Claim]:
    """Every spending of a contested output, a transaction's together, who stands before others."""
    columns = "transaction_id AS id, block, rank"
    incoming = (
        f"SELECT false AS held, {columns}, unnest(inputs) AS spent FROM read_parquet($incoming) "
        "WHERE file_row_number NOT IN (SELECT place FROM dropped)"
    )
    known = f"UNION ALL SELECT true, {columns}, unnest(inputs) FROM read_parquet($known)"
    return connection.execute(
        "SELECT held, id, spent.transaction_id, spent.index FROM "
        f"({incoming} {known if 'known' in files else ''}) "
        f"WHERE {_POINT} IN (SELECT h FROM contested) "
        "ORDER BY NOT held, block = 0, block, rank, id",
        files,
    ).fetchall()


def _lost(claims: list[_Claim]) -> Iterator[tuple[str, str]]:
    """Each transaction that does not stand, and why. What it spends besides stays unspent by it."""
    spender: dict[tuple[str, int], str] = {}
    for (is_held, claimant), group in groupby(claims, key=lambda claim: claim[:2]):
        points = [(claim[2], claim[3]) for claim in group]
        if not is_held:
            taken = next((point for point in points if point in spender), None)
            if taken is not None:
                output, other = f"{taken[0]}:{taken[1]}", spender[taken]
                yield (
                    claimant,
                    f"spends {output}, which transaction {other} spends; that one stands",
                )
                continue
            twice = next((point for point in points if points.count(point) > 1), None)
            if twice is not None:
                yield claimant, f"spends {twice[0]}:{twice[1]} twice itself"
                continue
        for point in points:
            spender.setdefault(point, claimant)
