"""From Parquet files to the relations that plans read (trace/flows/plan.py), as Spark views.

Accounts, parties and shared things are their own codes here: a cluster spends less on wider keys
than on agreeing on numbers for them.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb

from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.engines.flows_duckdb.prepare import DAY_US, read_rates
from plainsight.errors import NoRate
from plainsight.model.asset import Asset
from plainsight.model.rate import RATE_SCALE
from plainsight.trace.flows.leg import RELATING, instant_us
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

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COUNTRY = "CASE WHEN {side}_country = '' THEN COALESCE({end}.country, '') ELSE {side}_country END"


class Views:
    """Temporary views of one search."""

    def __init__(self, session: "SparkSession") -> None:
        self.session = session
        self._named: list[str] = []

    def keep(self, name: str, sql: str) -> None:
        """A view that is computed now, once; later plans begin at its rows, not at its query.

        Spark's cache would keep the whole history of a view in every plan that reads it, and
        planning would soon take longer than computing.
        """
        self._name(name, self.session.sql(sql).localCheckpoint())

    def describe(self, name: str, sql: str) -> None:
        """A view that is part of whatever reads it."""
        self._name(name, self.session.sql(sql))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """A small answer."""
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def drop(self, *, but: int = 0) -> None:
        """Forget the views made after the first `but`; their rows go with them."""
        while len(self._named) > but:
            self.session.catalog.dropTempView(self._named.pop())

    @property
    def count(self) -> int:
        """How many views there are."""
        return len(self._named)

    def _name(self, name: str, frame: "DataFrame") -> None:
        frame.createOrReplaceTempView(name)
        self._named.append(name)


def prepare_views(
    views: Views, snapshot: LedgerSnapshot, question: FlowQuestion, needs: Needs
) -> None:
    """Make rows, legs, accounts and account_keys. Raises NoRate."""
    session = views.session
    _read(session, snapshot)
    conditions = ["source <> target", "units > 0"]
    if question.since is not None:
        conditions.append(f"unix_micros(at) >= {instant_us(question.since)}")
    if question.as_of is not None:
        conditions.append(f"unix_micros(at) <= {instant_us(question.as_of)}")
    # Ranges of a sorted frame are numbered one after the other: the numbers grow with time and
    # id, which is all that is asked of them, and no single worker has to see every row.
    views.keep(
        "flow_rows",
        "SELECT *, monotonically_increasing_id() AS number FROM (SELECT transfer_id, source, "
        "target, units, asset, channel, purpose, place, source_country, target_country, feed, "
        f"unix_micros(at) AS t FROM ledger_transfers WHERE {' AND '.join(conditions)} "
        "ORDER BY t, transfer_id) x",
    )
    _make_accounts(views)
    _make_legs(views, snapshot, question.reporting)
    newest = "legs_valued"
    if needs.relations:
        newest = _add_relations(views, newest, snapshot, question)
    if needs.related:
        newest = _add_related(views, newest)
    if needs.refunds:
        newest = _add_refunds(views, newest)
    views.session.table(newest).createOrReplaceTempView("legs")
    _add_peers(views, needs)


def _read(session: "SparkSession", snapshot: LedgerSnapshot) -> None:
    for number, paths in enumerate(snapshot.files_by_feed.values()):
        read = session.read.option("mergeSchema", "true").parquet(*paths)
        read.createOrReplaceTempView(f"ledger_feed_{number}")
    _union(session, "ledger_transfers", len(snapshot.files_by_feed))
    for name, paths, columns in (
        (
            "ledger_accounts",
            snapshot.accounts,
            "account_id string, kind string, owner string, country string, place string, "
            "sector string, opened_at timestamp",
        ),
        ("ledger_links", snapshot.links, "account_id string, kind string, value string"),
    ):
        if paths:
            frame = session.read.parquet(*paths)
            # A ledger written by others may not tell when an account was opened.
            frame = frame.selectExpr(
                *(
                    name if name in frame.columns else f"CAST(NULL AS {kind}) AS {name}"
                    for name, kind in (column.split() for column in columns.split(", "))
                )
            )
        else:
            frame = session.createDataFrame([], columns)
        frame.createOrReplaceTempView(name)


def _union(session: "SparkSession", name: str, feeds: int) -> None:
    """All transfers, each with the number of its feed."""
    columns = (
        "transfer_id, source, target, units, asset, channel, purpose, place, source_country, "
        "target_country, at"
    )
    every = " UNION ALL ".join(
        f"SELECT {columns}, {number} AS feed FROM ledger_feed_{number}" for number in range(feeds)
    )
    session.sql(every).createOrReplaceTempView(name)


def _make_accounts(views: Views) -> None:
    views.keep(
        "flow_accounts",
        "SELECT name AS acct, COALESCE(kind, 'unknown') AS kind, COALESCE(sector, '') AS sector, "
        "COALESCE(place, '') AS home, COALESCE(country, '') AS country, unix_micros(opened_at) "
        "AS opened, CASE WHEN "
        "COALESCE(owner, '') = '' THEN name ELSE CONCAT('owner:', owner) END AS party FROM "
        "(SELECT source AS name FROM flow_rows UNION SELECT target FROM flow_rows) n "
        "LEFT JOIN ledger_accounts ON account_id = name",
    )
    known = "flow_accounts JOIN ledger_accounts l ON l.account_id = acct"
    views.keep(
        "account_keys",
        "SELECT DISTINCT acct, kind, CONCAT(kind, ':', value) AS k FROM ("
        f"SELECT acct, 'owner' AS kind, l.owner AS value FROM {known} WHERE l.owner <> '' "
        f"UNION ALL SELECT acct, 'place', l.place FROM {known} WHERE l.place <> '' "
        "UNION ALL SELECT account_id, l.kind, value FROM ledger_links l "
        "JOIN flow_accounts ON acct = account_id) x",
    )


def _make_legs(views: Views, snapshot: LedgerSnapshot, reporting: Asset) -> None:
    _make_rates(views, snapshot, reporting)
    # Wide decimals: units times a rate of twelve digits outgrows 64 bits.
    value = (
        f"CAST((CAST(units AS DECIMAL(38, 0)) * CAST(scaled AS DECIMAL(20, 0)) + "
        f"{RATE_SCALE // 2}) DIV {RATE_SCALE} AS BIGINT)"
    )
    views.keep(
        "legs_valued",
        "SELECT * FROM (SELECT number, source AS s, target AS d, a.party AS sp, b.party AS dp, t, "
        f"CASE WHEN scaled IS NULL THEN units ELSE {value} END AS v, r.asset, channel, purpose, "
        f"r.place, {_COUNTRY.format(side='source', end='a')} AS sc, "
        f"{_COUNTRY.format(side='target', end='b')} AS dc, feed, a.opened AS s_opened, "
        "b.opened AS d_opened FROM flow_rows r "
        "JOIN flow_accounts a ON a.acct = source JOIN flow_accounts b ON b.acct = target "
        f"LEFT JOIN day_rates q ON q.asset = r.asset AND q.day = t DIV {DAY_US}) x WHERE v > 0",
    )


def _make_rates(views: Views, snapshot: LedgerSnapshot, reporting: Asset) -> None:
    """The rate in force for every asset on every day it moved: few lines, made on the driver."""
    with duckdb.connect() as connection:
        rates = read_rates(connection, snapshot, reporting)
    assets = {rate.asset.code: rate.asset for rate in rates}
    moved = views.rows(f"SELECT DISTINCT asset, t DIV {DAY_US} FROM flow_rows ORDER BY ALL")
    lines = []
    for code, day in moved:
        at = _EPOCH + timedelta(days=int(str(day)))
        if code == reporting.code:
            continue
        if code not in assets:
            raise NoRate(str(code), at.date(), rates.age_days_max)
        lines.append((str(code), int(str(day)), rates.on(assets[str(code)], at).scaled))
    frame = views.session.createDataFrame(lines, "asset string, day long, scaled long")
    frame.createOrReplaceTempView("day_rates")


def _add_relations(
    views: Views, source: str, snapshot: LedgerSnapshot, question: FlowQuestion
) -> str:
    first, met = "t", ""
    if question.since is not None:
        # Before the search: no leg of it, but an old friend.
        first = "LEAST(t, COALESCE(met, t))"
        met = (
            " LEFT JOIN (SELECT source, target, MIN(unix_micros(at)) AS met FROM ledger_transfers "
            f"WHERE units > 0 AND unix_micros(at) < {instant_us(question.since)} "
            "GROUP BY source, target) m ON m.source = s AND m.target = d"
        )
    views.describe(
        "legs_met",
        f"SELECT l.*, MIN({first}) OVER (PARTITION BY s, d) AS pair_first, "
        f"MAX(t) OVER (PARTITION BY s, d) AS pair_last FROM {source} l{met}",
    )
    watch = _watch(views, snapshot, question)
    before = before_sql("pair_first", watch)
    views.keep(
        "legs_aged",
        f"SELECT *, {known_since_sql('pair_first', before, ('s_opened', 'd_opened'))} "
        f"AS watched_before, {after_sql('pair_last', watch)} AS watched_after, "
        f"{in_all_sql('t', watch)} AS watched_in_all FROM legs_met",
    )
    return "legs_aged"


def _watch(views: Views, snapshot: LedgerSnapshot, question: FlowQuestion) -> Watch:
    known = "" if question.as_of is None else f" WHERE t <= {instant_us(question.as_of)}"
    days: Any = views.rows(
        "SELECT feed, MIN(t), MAX(t) FROM (SELECT feed, unix_micros(at) AS t FROM "
        f"ledger_transfers) x{known} GROUP BY feed, t DIV {DAY_US}"
    )
    return {
        feed: stretches((first, last) for each, first, last in days if each == number)
        for number, feed in enumerate(snapshot.files_by_feed)
    }


def _add_refunds(views: Views, source: str) -> str:
    views.keep("legs_called", called_sql(source))
    views.keep("flow_refunds", refunds_sql("legs_called", source))
    views.keep(
        "legs_refunded",
        f"SELECT l.*, r.number IS NOT NULL AS refund FROM {source} l "
        "LEFT JOIN flow_refunds r ON r.number = l.number",
    )
    return "legs_refunded"


def _add_related(views: Views, source: str) -> str:
    relating = ", ".join(f"'{kind}'" for kind in RELATING)
    views.keep(
        "legs_related",
        f"SELECT l.*, r.number IS NOT NULL AS related FROM {source} l LEFT JOIN "
        f"(SELECT DISTINCT l.number FROM {source} l "
        f"JOIN account_keys a ON a.acct = l.s AND a.kind IN ({relating}) "
        "JOIN account_keys b ON b.acct = l.d AND b.k = a.k) r ON r.number = l.number",
    )
    return "legs_related"


def _add_peers(views: Views, needs: Needs) -> None:
    peers = "CAST(0 AS BIGINT)"
    dealt = ""
    if needs.peers_max is not None:
        peers = "COALESCE(peers, 0)"
        dealt = (
            " LEFT JOIN (SELECT acct AS dealer, COUNT(DISTINCT peer) AS peers FROM "
            "(SELECT s AS acct, dp AS peer FROM legs UNION ALL SELECT d, sp FROM legs) y "
            "GROUP BY acct) z ON dealer = acct"
        )
    views.keep("accounts", f"SELECT a.*, {peers} AS peers FROM flow_accounts a{dealt}")
