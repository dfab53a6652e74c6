"""From Parquet files to the relations that plans read (trace/flows/plan.py): coded and valued."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.errors import NoRate
from plainsight.model.asset import Asset
from plainsight.model.rate import RATE_SCALE, Rates, rates_of_rows
from plainsight.trace.flows.leg import RELATING
from plainsight.trace.flows.needs import Needs
from plainsight.trace.flows.refunds import called_sql, refunds_sql
from plainsight.trace.flows.watched import (
    Watch,
    after_sql,
    before_sql,
    in_all_sql,
    known_since_sql,
    stretches,
)

DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORDS = ("asset", "channel", "purpose", "place", "source_country", "target_country")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a caller must know about the relations."""

    leg_count: int
    reporting: Asset


def prepare_legs(
    connection: duckdb.DuckDBPyConnection,
    snapshot: LedgerSnapshot,
    question: FlowQuestion,
    needs: Needs,
) -> Prepared:
    """Make legs, accounts, account_keys and the names behind their codes.

    Raises NoRate when an asset has no rate on a day on which it moved.
    """
    _make_rows(connection, snapshot, question)
    _make_accounts(connection, snapshot)
    _make_rates(connection, snapshot, question.reporting)
    _make_legs(connection, snapshot, question, needs)
    _count_peers(connection, needs)
    ((count,),) = connection.execute("SELECT count(*) FROM legs").fetchall()
    return Prepared(leg_count=count, reporting=question.reporting)


def files_sql(paths: Iterable[str]) -> str:
    """A list of files as SQL wants it."""
    return "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]"


def is_in_order(paths: Iterable[str]) -> bool:
    """Whether the files' rows stand in the order of time, then id, as they are.

    The ledger sorts each file; a month of one file needs no sorting again.
    """
    months = [Path(path).parent.name for path in paths]
    return months == sorted(set(months))


def read_watch(
    connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot, as_of: datetime | None
) -> Watch:
    """When each feed was watched, as known at `as_of`: told by its instants alone."""
    known = "" if as_of is None else f" WHERE \"at\" <= '{as_of.isoformat()}'::TIMESTAMPTZ"
    return {
        feed: stretches(
            connection.execute(
                f'SELECT min(t), max(t) FROM (SELECT epoch_us("at") AS t FROM '
                f"read_parquet({files_sql(paths)}){known}) GROUP BY t // {DAY_US}"
            ).fetchall()
        )
        for feed, paths in snapshot.files_by_feed.items()
    }


def _make_rows(
    connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot, question: FlowQuestion
) -> None:
    """The transfers asked about: as they lie, and numbered before any join can shuffle them."""
    conditions = ["source <> target", "units > 0"]
    if question.since is not None:
        conditions.append(f"\"at\" >= '{question.since.isoformat()}'::TIMESTAMPTZ")
    if question.as_of is not None:
        conditions.append(f"\"at\" <= '{question.as_of.isoformat()}'::TIMESTAMPTZ")
    feeds = list(snapshot.files_by_feed.values()) or [()]
    rows = " UNION ALL ".join(
        "SELECT transfer_id, source, target, units, asset, channel, purpose, place, "
        f'source_country, target_country, epoch_us("at") AS t, {number} AS feed FROM '
        f"read_parquet({files_sql(paths)}) WHERE {' AND '.join(conditions)}"
        for number, paths in enumerate(feeds)
    )
    connection.execute(f"CREATE VIEW raw AS {rows}")
    # Files in order are numbered as they are read, each time anew; others are sorted once.
    if len(feeds) == 1 and is_in_order(snapshot.transfers):
        connection.execute("CREATE VIEW rows AS SELECT *, row_number() OVER () AS number FROM raw")
    else:
        connection.execute(
            "CREATE TABLE rows AS SELECT *, row_number() OVER (ORDER BY t, transfer_id) AS number "
            "FROM raw"
        )


def _make_accounts(connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot) -> None:
    """Code accounts and parties by whole numbers; keep the names beside the codes."""
    known = (
        f"SELECT account_id, kind, owner, country, place, sector, {_opened(connection, snapshot)} "
        f"AS opened FROM read_parquet({files_sql(snapshot.accounts)})"
        if snapshot.accounts
        else "SELECT '' AS account_id, '' AS kind, '' AS owner, '' AS country, '' AS place, "
        "'' AS sector, NULL::BIGINT AS opened WHERE false"
    )
    connection.execute(f"CREATE TABLE known AS {known}")
    connection.execute(
        "CREATE TABLE account_names AS SELECT name, (row_number() OVER () - 1)::INTEGER AS acct "
        "FROM (SELECT source AS name FROM raw UNION SELECT target FROM raw)"
    )
    party = "dense_rank() OVER (ORDER BY party_name)::INTEGER" if snapshot.accounts else "acct"
    connection.execute(
        "CREATE TABLE accounts AS SELECT acct, name, coalesce(kind, 'unknown') AS kind, "
        "coalesce(sector, '') AS sector, coalesce(place, '') AS home, coalesce(country, '') "
        "AS country, opened, "
        "CASE WHEN coalesce(owner, '') = '' THEN name ELSE 'owner:' || owner END "
        f"AS party_name, {party} AS party FROM account_names LEFT JOIN known ON account_id = name"
    )
    _make_ties(connection, snapshot)


def _opened(connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot) -> str:
    """When an account was opened, as SQL; a ledger written by others may not tell."""
    files = f"read_parquet({files_sql(snapshot.accounts)})"
    columns = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {files}").fetchall()}
    return "epoch_us(opened_at)" if "opened_at" in columns else "NULL::BIGINT"


def _make_ties(connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot) -> None:
    """What accounts share, from their own facts and from the links; `k` codes kind and value."""
    own = " UNION ALL ".join(
        f"SELECT acct, '{kind}' AS kind, {value} AS value FROM accounts JOIN known "
        f"ON account_id = name WHERE {value} <> ''"
        for kind, value in (("owner", "owner"), ("place", "known.place"))
    )
    links = ""
    if snapshot.links:
        links = (
            " UNION ALL SELECT acct, kind, value FROM (SELECT account_id, kind, value FROM "
            f"read_parquet({files_sql(snapshot.links)})) JOIN account_names ON account_id = name"
        )
    connection.execute(
        "CREATE OR REPLACE TABLE account_keys AS SELECT acct, kind, value, "
        "dense_rank() OVER (ORDER BY kind, value)::INTEGER AS k FROM "
        f"(SELECT DISTINCT acct, kind, value FROM ({own}{links}))"
    )


def _make_rates(
    connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot, reporting: Asset
) -> None:
    """The rate in force for every asset on every day it moved."""
    rates = read_rates(connection, snapshot, reporting)
    moved = connection.execute(
        f"SELECT DISTINCT asset, t // {DAY_US} FROM raw WHERE asset <> ? ORDER BY ALL",
        [reporting.code],
    ).fetchall()
    assets = {rate.asset.code: rate.asset for rate in rates}
    lines = []
    for code, day in moved:
        at = _EPOCH + timedelta(days=day)
        if code not in assets:
            raise NoRate(code, at.date(), rates.age_days_max)
        lines.append((code, day, rates.on(assets[code], at).scaled))
    table = pa.table(
        {
            "asset": pa.array([line[0] for line in lines], pa.string()),
            "day": pa.array([line[1] for line in lines], pa.int64()),
            "scaled": pa.array([line[2] for line in lines], pa.int64()),
        }
    )
    connection.register("day_rates_arrow", table)
    connection.execute("CREATE OR REPLACE TABLE day_rates AS FROM day_rates_arrow")
    connection.unregister("day_rates_arrow")


def read_rates(
    connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot, reporting: Asset
) -> Rates:
    """The ledger's daily rates into `reporting`, published or derived (`rates_into`)."""
    if not snapshot.rates:
        return Rates(reporting, ())
    rows = connection.execute(
        "SELECT day, asset, reporting, rate, published_by, decimals FROM "
        f"read_parquet({files_sql(snapshot.rates)}) ORDER BY ALL"
    ).fetchall()
    return rates_of_rows(reporting, rows)


def _make_legs(
    connection: duckdb.DuckDBPyConnection,
    snapshot: LedgerSnapshot,
    question: FlowQuestion,
    needs: Needs,
) -> None:
    files = f"read_parquet({files_sql(snapshot.transfers)})"
    words = {name: _make_words(connection, name, files) for name in _WORDS}
    ((priced,),) = connection.execute("SELECT count(*) FROM day_rates").fetchall()
    value, valued = "units", "rows"
    if priced:
        value = (
            "CASE WHEN scaled IS NULL THEN units ELSE "
            f"((units::HUGEINT * scaled + {RATE_SCALE // 2}) // {RATE_SCALE})::BIGINT END"
        )
        valued = (
            "(SELECT rows.*, scaled FROM rows LEFT JOIN day_rates q ON q.asset = rows.asset "
            f"AND q.day = t // {DAY_US})"
        )
    columns = ", ".join(
        f"{words[name].format(name)} AS {name}" for name in _WORDS if not name.endswith("country")
    )
    # Long names meet their codes in a join of few columns; what else is known of an account
    # follows by code, which is many times cheaper.
    connection.execute(
        f"CREATE TABLE coded AS SELECT number, s.acct AS s, d.acct AS d, t, v, asset, channel, "
        f"purpose, place, source_country, target_country, feed FROM (SELECT number, source, "
        f"target, t, {value} AS v, {columns}, source_country, target_country, feed FROM {valued} r "
        f"WHERE {value} > 0) r JOIN account_names s ON s.name = source "
        "JOIN account_names d ON d.name = target"
    )
    columns, joins = _facts_of_pairs(connection, snapshot, question, needs)
    country = "CASE WHEN l.{side}_country = '' THEN {end}.country ELSE l.{side}_country END"
    connection.execute(
        "CREATE TABLE legs AS SELECT number, l.s, l.d, a.party AS sp, b.party AS dp, t, v, asset, "
        "channel, purpose, place, "
        f"{words['source_country'].format(country.format(side='source', end='a'))} AS sc, "
        f"{words['target_country'].format(country.format(side='target', end='b'))} AS dc"
        f"{columns} FROM coded l JOIN accounts a ON a.acct = l.s JOIN accounts b ON b.acct = l.d"
        f"{joins}"
    )
    connection.execute("DROP TABLE coded")
    connection.execute("DROP TABLE IF EXISTS pairs")
    connection.execute("DROP TABLE IF EXISTS refunds")


def _make_words(connection: duckdb.DuckDBPyConnection, name: str, files: str) -> str:
    """How a column of few different words is kept: one byte or two a row, or nothing at all."""
    country = " UNION SELECT country FROM accounts" if name.endswith("country") else ""
    words = f"SELECT DISTINCT {name} AS word FROM {files}{country}"
    found = connection.execute(f"SELECT word FROM ({words}) LIMIT 2").fetchall()
    if len(found) < 2:
        only = found[0][0] if found else ""
        return f"'{only.replace(chr(39), chr(39) * 2)}'"
    connection.execute(f"CREATE TYPE {name}_words AS ENUM (SELECT word FROM ({words}))")
    return f"({{}})::{name}_words"


def _facts_of_pairs(
    connection: duckdb.DuckDBPyConnection,
    snapshot: LedgerSnapshot,
    question: FlowQuestion,
    needs: Needs,
) -> tuple[str, str]:
    """What is known of the two ends together: columns, and joins that bring them.

    All at once: each writing of the legs costs a large ledger as much as a typology.
    """
    columns, joins = "", ""
    if needs.relations:
        # First and last leg of every pair; most pairs have one leg only.
        met = "coded" if question.since is None else _met_before(snapshot, question.since)
        connection.execute(
            f"CREATE TABLE pairs AS SELECT s, d, min(t) AS first, max(t) AS last FROM {met} "
            "GROUP BY s, d HAVING count(*) > 1"
        )
        watch = read_watch(connection, snapshot, question.as_of)
        first = "coalesce(first, t)"
        opened = ("a.opened", "b.opened") if snapshot.accounts else ()
        columns += (
            f", {first} AS pair_first, coalesce(last, t) AS pair_last, "
            f"{known_since_sql(first, before_sql(first, watch), opened)} AS watched_before, "
            f"{after_sql('coalesce(last, t)', watch)} AS watched_after, "
            f"{in_all_sql('t', watch)} AS watched_in_all"
        )
        joins += " LEFT JOIN pairs p ON p.s = l.s AND p.d = l.d"
    if needs.refunds:
        columns += f", {_refund(connection)} AS refund"
    if needs.related:
        relating = ", ".join(f"'{kind}'" for kind in RELATING)
        columns += (
            ", number IN (SELECT c.number FROM coded c "
            f"JOIN account_keys f ON f.acct = c.s AND f.kind IN ({relating}) "
            "JOIN account_keys g ON g.acct = c.d AND g.k = f.k) AS related"
        )
    return columns, joins


def _met_before(snapshot: LedgerSnapshot, since: datetime) -> str:
    """Legs, and the first of every pair before `since`: no leg of the search, but an old friend."""
    return (
        "(SELECT s, d, t FROM coded UNION ALL SELECT a.acct, b.acct, e.t FROM (SELECT source, "
        f'target, min(epoch_us("at")) AS t FROM read_parquet({files_sql(snapshot.transfers)}) '
        f"WHERE source <> target AND units > 0 AND \"at\" < '{since.isoformat()}'::TIMESTAMPTZ "
        "GROUP BY source, target) e JOIN account_names a ON a.name = e.source "
        "JOIN account_names b ON b.name = e.target)"
    )


def _refund(connection: duckdb.DuckDBPyConnection) -> str:
    """Whether a leg is a refund, as SQL; most ledgers call no payment one."""
    moves = (
        "(SELECT number, a.party AS sp, b.party AS dp, t, v, purpose FROM coded c "
        "JOIN accounts a ON a.acct = c.s JOIN accounts b ON b.acct = c.d)"
    )
    connection.execute(f"CREATE TEMP TABLE called AS {called_sql(moves)}")
    ((count,),) = connection.execute("SELECT count(*) FROM called").fetchall()
    if count:
        connection.execute(f"CREATE TEMP TABLE refunds AS {refunds_sql('called', moves)}")
    connection.execute("DROP TABLE called")
    return "number IN (SELECT number FROM refunds)" if count else "false"


def _count_peers(connection: duckdb.DuckDBPyConnection, needs: Needs) -> None:
    """With how many parties each account dealt, where that may be too many."""
    peers = "0"
    if needs.peers_max is not None:
        peers = "coalesce(peers, 0)"
        connection.execute(
            "CREATE OR REPLACE TABLE dealt AS SELECT acct, count(DISTINCT peer) AS peers FROM "
            "(SELECT s AS acct, dp AS peer FROM legs UNION ALL SELECT d, sp FROM legs) "
            "WHERE acct IN (SELECT acct FROM (SELECT s AS acct FROM legs UNION ALL SELECT d "
            f"FROM legs) GROUP BY acct HAVING count(*) > {needs.peers_max}) GROUP BY acct"
        )
    join = "LEFT JOIN dealt USING (acct)" if needs.peers_max is not None else ""
    connection.execute(
        f"CREATE OR REPLACE TABLE accounts AS SELECT accounts.*, {peers} AS peers "
        f"FROM accounts {join}"
    )
