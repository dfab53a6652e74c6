"""Searches a ledger for mirror transfers: DuckDB reads, numba meets, the definition decides."""

from collections.abc import Sequence
from dataclasses import replace

import duckdb
import numpy as np

from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.mirror_side import (
    SOURCE,
    SOURCE_KEY,
    TARGET,
    TARGET_KEY,
    TIME,
    VALUE,
    Ints,
    Side,
)
from plainsight.engines.flows_duckdb.mirror_ties import ArrayTies
from plainsight.engines.flows_duckdb.prepared_legs import PreparedLegs
from plainsight.trace.flows.mirror import Direction, MirrorLeg, Span, Tie
from plainsight.trace.flows.mirror_net import Move, NetPosition, net_position
from plainsight.trace.flows.mirror_runs import Run
from plainsight.trace.flows.mirror_search import Mirror, MirrorPair, find_mirrors
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.needs import needs_of
from plainsight.trace.flows.plan import in_list
from plainsight.trace.flows.typology import DAY_US, Key


class DuckMirrors:
    """Implements `app.trace.flow_ports.MirrorEngine`.

    `legs` are those another engine may use too, with their own workspace.
    """

    def __init__(
        self, workspace: Workspace | None = None, *, legs: PreparedLegs | None = None
    ) -> None:
        self._legs = legs or PreparedLegs(workspace)

    def find(
        self, snapshot: LedgerSnapshot, typology: MirrorTypology, question: FlowQuestion
    ) -> list[Mirror]:
        """Every mirror that passes the false-discovery limit, the surest first.

        Raises NoRate when an asset cannot be valued, BadValue when the days are too few to know
        what chance gives.
        """
        if not snapshot.transfers:
            return []
        with self._legs.open(snapshot, question, needs_of(())) as connection:
            finders = self._finders(connection, typology, typology.keys)
            return _with_ids(connection, find_mirrors(typology, finders)) if finders else []

    def books(
        self,
        snapshot: LedgerSnapshot,
        typology: MirrorTypology,
        question: FlowQuestion,
        *,
        key_a: str,
        key_b: str,
    ) -> NetPosition | None:
        """Whether the books of two ends even out; None when too little moved to tell.

        A key is an account, or a shared thing as its kind and value. Raises NoRate.
        """
        if not snapshot.transfers:
            return None
        # Who asks about two ends wants them however busy they are.
        unbounded = replace(typology, legs_max=snapshot.transfer_count)
        levels = {_level_of(key_a), _level_of(key_b)}
        with self._legs.open(snapshot, question, needs_of(())) as connection:
            books: dict[str, list[Move]] = {}
            for finder in self._finders(connection, unbounded, sorted(levels)):
                moved = finder.books(key_a, key_b)
                for side, moves in zip("ab", moved, strict=True):
                    books[side] = [*books.get(side, ()), *moves]
                span = finder.span
            return net_position(books["a"], books["b"], span) if books else None

    def _finders(
        self, connection: duckdb.DuckDBPyConnection, typology: MirrorTypology, keys: Sequence[Key]
    ) -> list[ArrayTies]:
        """One for each level; none when a side has no legs."""
        sides = (typology.assets_a, typology.assets_b)
        # Told before the legs are read: in most ledgers one side of most typologies is not there.
        if not all(_has_legs(connection, side) for side in sides):
            return []
        legs = [_read_side(connection, side) for side in sides]
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM accounts ORDER BY acct").fetchall()
        ]
        return [
            _finder(connection, typology, key, legs, names, threads=self._legs.workspace.threads)
            for key in keys
        ]


def _level_of(name: str) -> Key:
    """The level of a key's name: `device:x` is a device, a name without a kind an account."""
    kind = name.partition(":")[0]
    return Key(kind) if kind in set(Key) - {Key.ACCOUNT} else Key.ACCOUNT


def _has_legs(connection: duckdb.DuckDBPyConnection, assets: frozenset[str]) -> bool:
    sql = f"SELECT number FROM legs WHERE asset IN ({in_list(assets)}) LIMIT 1"
    return bool(connection.execute(sql).fetchall())


def _read_side(connection: duckdb.DuckDBPyConnection, assets: frozenset[str]) -> Ints:
    """Legs x (number, time, value, source, target)."""
    table = connection.sql(
        f"SELECT number, t, v, s, d FROM legs WHERE asset IN ({in_list(assets)}) ORDER BY number"
    ).to_arrow_table()
    columns = [np.asarray(table.column(name).to_numpy(), np.int64) for name in table.column_names]
    return np.column_stack(columns)


def _finder(
    connection: duckdb.DuckDBPyConnection,
    typology: MirrorTypology,
    key: Key,
    legs: Sequence[Ints],
    names: Sequence[str],
    *,
    threads: int,
) -> ArrayTies:
    keys_of, key_names = _keys(connection, key, names)
    sides = [_side(side, keys_of, len(key_names), typology.legs_max) for side in legs]
    days = np.concatenate([side[:, 1] for side in legs]) // DAY_US
    span = Span(start_us=int(days.min()) * DAY_US, days=int(days.max() - days.min()) + 1)
    codes = {name: code for code, name in enumerate(key_names)}

    def read(tie: Tie) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
        pays = tie.direction is Direction.PAYS
        ends = (SOURCE_KEY, TARGET_KEY) if pays else (TARGET_KEY, SOURCE_KEY)
        return (
            _legs_at(sides[0], ends[0], codes[tie.key_a], names, tie.key_a),
            _legs_at(sides[1], ends[1], codes[tie.key_b], names, tie.key_b),
        )

    return ArrayTies(
        sides[0],
        sides[1],
        span=span,
        level=str(key),
        key_names=key_names,
        reader=read,
        pairs_min=typology.pairs_min,
        threads=threads,
    )


def _keys(
    connection: duckdb.DuckDBPyConnection, key: Key, names: Sequence[str]
) -> tuple[tuple[Ints, Ints], list[str]]:
    """(accounts, key codes) sorted by account, and the names of the codes."""
    if key is Key.ACCOUNT:
        every = np.arange(len(names), dtype=np.int64)
        return (every, every), list(names)
    if key is Key.OWNER:
        rows = connection.execute("SELECT acct, party_name FROM accounts ORDER BY acct").fetchall()
    else:
        rows = connection.execute(
            "SELECT acct, kind || ':' || value FROM account_keys WHERE kind = ? ORDER BY ALL",
            [str(key)],
        ).fetchall()
    key_names = sorted({name for _, name in rows})
    codes = {name: code for code, name in enumerate(key_names)}
    accounts = np.array([acct for acct, _ in rows], np.int64)
    return (accounts, np.array([codes[name] for _, name in rows], np.int64)), key_names


def _side(legs: Ints, keys_of: tuple[Ints, Ints], key_count: int, legs_max: int) -> Side:
    """Key every leg at both ends, leaving out the keys that are too busy."""
    accounts, codes = keys_of
    ends = [_exploded(legs[:, column], accounts, codes) for column in (3, 4)]
    counts = np.bincount(np.concatenate([keys for _, keys in ends]), minlength=key_count)
    quiet = counts <= legs_max
    rows = [(places[quiet[keys]], keys[quiet[keys]]) for places, keys in ends]
    if len(np.unique(accounts)) == len(accounts):
        source, target = (np.full(len(legs), -1, np.int64) for _ in range(2))
        source[rows[0][0]], target[rows[1][0]] = rows[0][1], rows[1][1]
        order, keys = np.arange(len(legs)), (source, target)
    else:
        absent = [np.full(len(places), -1, np.int64) for places, _ in rows]
        order = np.concatenate([rows[0][0], rows[1][0]])
        keys = (np.concatenate([rows[0][1], absent[1]]), np.concatenate([absent[0], rows[1][1]]))
    # A leg without a key at either end can meet, but ties nothing.
    tied = (keys[0] >= 0) | (keys[1] >= 0)
    order, keys = order[tied], (keys[0][tied], keys[1][tied])
    kept = legs[order]
    columns = np.vstack([kept[:, 1], kept[:, 2], kept[:, 3], kept[:, 4], keys[0], keys[1]])
    sorting = np.argsort(kept[:, 0], kind="stable")
    return Side(columns=np.ascontiguousarray(columns[:, sorting]), numbers=kept[sorting, 0])


def _exploded(ends: Ints, accounts: Ints, codes: Ints) -> tuple[Ints, Ints]:
    """(leg place, key code) for every key of the account at one end of each leg."""
    size = 1 + int(max(accounts.max(initial=0), ends.max(initial=0)))
    keys_each = np.bincount(accounts, minlength=size)
    counts = keys_each[ends]
    first = (np.cumsum(keys_each) - keys_each)[ends]
    places = np.repeat(np.arange(len(ends)), counts)
    within = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
    return places, codes[np.repeat(first, counts) + within]


def _legs_at(side: Side, end: int, code: int, names: Sequence[str], key: str) -> list[MirrorLeg]:
    """The legs with a key at one end; their ids are filled in for those that become evidence."""
    pays = end == SOURCE_KEY
    return [
        MirrorLeg(
            number=int(side.numbers[place]),
            transfer_id="",
            source=names[side.columns[SOURCE, place]],
            target=names[side.columns[TARGET, place]],
            source_keys=(key,) if pays else (),
            target_keys=() if pays else (key,),
            at_us=int(side.columns[TIME, place]),
            value=int(side.columns[VALUE, place]),
        )
        for place in np.flatnonzero(side.columns[end] == code)
    ]


def _with_ids(connection: duckdb.DuckDBPyConnection, mirrors: Sequence[Mirror]) -> list[Mirror]:
    legs = [leg for mirror in mirrors for leg in mirror.legs()]
    if not legs:
        return []
    connection.execute("CREATE OR REPLACE TEMP TABLE wanted (number BIGINT)")
    connection.execute(
        "INSERT INTO wanted SELECT unnest(?::BIGINT[])", [sorted({leg.number for leg in legs})]
    )
    ids: dict[int, str] = dict(
        connection.execute(
            "SELECT number, transfer_id FROM rows WHERE number IN (SELECT number FROM wanted)"
        ).fetchall()
    )

    def named(leg: MirrorLeg) -> MirrorLeg:
        return replace(leg, transfer_id=ids[leg.number])

    return [
        replace(
            mirror,
            pairs=tuple(
                MirrorPair(a=named(p.a), b=named(p.b), lag_us=p.lag_us, spread=p.spread)
                for p in mirror.pairs
            ),
            runs=tuple(
                Run(
                    legs_a=tuple(named(leg) for leg in run.legs_a),
                    legs_b=tuple(named(leg) for leg in run.legs_b),
                    spread=run.spread,
                )
                for run in mirror.runs
            ),
        )
        for mirror in mirrors
    ]
