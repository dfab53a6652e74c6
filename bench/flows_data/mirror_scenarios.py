"""Labelled mirror scenarios: brokers planted among ordinary payments in dollars and in yuan.

The labels are ours, since nobody publishes real ones; what is measured with them is whether the
search does what it says, not how well it would do against real brokers.

Ordinary life: 5,000 dollar accounts with 50,000 payments, 50,000 yuan accounts with 500,000, over
60 days, each account with a handful of standing partners, busy by day and less on Sundays, six
amounts in ten round. A broker has accounts on both sides; for each order it pays on one and is paid
on the other by ever new clients, with a lag and a spread, beside camouflage: payments that settle
nothing, to and from the same accounts, of ordinary size and time.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from plainsight.app.trace.flow_ports import LedgerSnapshot

START_US = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z
HOUR_US = 3_600_000_000
YUAN_PER_DOLLAR = 7.17
RATE = "0.139470"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How hard the brokers are to find."""

    name: str
    orders: int  # mirrored orders of each broker
    camouflage: int  # other legs of each broker, on each side
    lag_hours: float  # standard deviation of the lag
    spread: tuple[float, float]
    accounts: int = 1  # rotated among, on each side; tied by one device
    split_share: float = 0.0  # of orders, settled on the yuan side in three payments


LEVELS = (
    Level(name="easy", orders=20, camouflage=10, lag_hours=2, spread=(0.01, 0.03)),
    Level(name="medium", orders=12, camouflage=30, lag_hours=6, spread=(-0.01, 0.06)),
    Level(name="hard", orders=8, camouflage=60, lag_hours=12, spread=(-0.01, 0.06)),
    Level(
        name="split", orders=16, camouflage=30, lag_hours=6, spread=(-0.01, 0.06), split_share=0.4
    ),
    Level(name="rotating", orders=16, camouflage=30, lag_hours=6, spread=(-0.01, 0.06), accounts=4),
    Level(name="commission", orders=12, camouflage=30, lag_hours=6, spread=(-0.05, -0.03)),
)


@dataclass(slots=True, kw_only=True)
class Scenario:
    """A ledger and what was planted in it."""

    snapshot: LedgerSnapshot
    brokers: list[tuple[frozenset[str], frozenset[str]]]  # accounts in dollars, in yuan
    pairs: set[tuple[str, str]]  # transfer ids of mirrored legs, dollars and yuan


@dataclass(slots=True, kw_only=True)
class _Rows:
    source: list[np.ndarray] = field(default_factory=list)
    target: list[np.ndarray] = field(default_factory=list)
    units: list[np.ndarray] = field(default_factory=list)
    at: list[np.ndarray] = field(default_factory=list)
    asset: list[np.ndarray] = field(default_factory=list)

    def add(self, source, target, units, at, asset: str) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
        """Append rows; returns the number of the first one."""
        first = sum(map(len, self.at))
        self.source.append(np.asarray(source, dtype=object))
        self.target.append(np.asarray(target, dtype=object))
        self.units.append(np.asarray(units, dtype=np.int64))
        self.at.append(np.asarray(at, dtype=np.int64))
        self.asset.append(np.full(len(self.at[-1]), asset, dtype=object))
        return first


def make_scenario(
    folder: Path,
    level: Level,
    *,
    seed: int,
    brokers: int = 20,
    dollar_legs: int = 50_000,
    yuan_legs: int = 500_000,
    days: int = 60,
) -> Scenario:
    """Draw one scenario and write it as a ledger's files."""
    draw = np.random.default_rng(seed)
    rows = _Rows()
    sizes = {"USD": (dollar_legs, dollar_legs // 10), "CNY": (yuan_legs, yuan_legs // 10)}
    for asset, (legs, accounts) in sizes.items():
        _ordinary(draw, rows, asset, legs, accounts, days)
    planted: list[tuple[frozenset[str], frozenset[str]]] = []
    pairs: set[tuple[str, str]] = set()
    links: list[tuple[str, str, str]] = []
    for number in range(brokers):
        here = [f"bu{number}_{n}" for n in range(level.accounts)]
        there = [f"bc{number}_{n}" for n in range(level.accounts)]
        pairs |= _broker(draw, rows, level, here, there, sizes, days)
        planted.append((frozenset(here), frozenset(there)))
        if level.accounts > 1:
            links += [(account, "device", f"phone{number}") for account in (*here, *there)]
    # Ordinary people share devices too, a family's phone here and there.
    links += [
        (f"{letter}{n}", "device", f"family-{letter}{n // 3}")
        for letter, (_, accounts) in (("u", sizes["USD"]), ("c", sizes["CNY"]))
        for n in range(0, accounts, 7)
    ]
    return Scenario(snapshot=_write(folder, rows, links, days), brokers=planted, pairs=pairs)


def _ordinary(
    draw: np.random.Generator, rows: _Rows, asset: str, legs: int, accounts: int, days: int
) -> None:
    letter = "u" if asset == "USD" else "c"
    names = np.array([f"{letter}{n}" for n in range(accounts)], dtype=object)
    # Few accounts are busy, most are not.
    activity = draw.pareto(1.6, accounts) + 0.2
    source = draw.choice(accounts, legs, p=activity / activity.sum())
    standing = (source * 31 + draw.integers(0, 6, legs) * 977) % accounts
    target = np.where(draw.random(legs) < 0.6, standing, draw.integers(0, accounts, legs))
    target = np.where(target == source, (target + 1) % accounts, target)
    rows.add(
        names[source], names[target], _amounts(draw, asset, legs), _times(draw, legs, days), asset
    )


def _amounts(draw: np.random.Generator, asset: str, count: int) -> np.ndarray:
    """Minor units; log-normal, six in ten rounded to what people round to."""
    scale = 1.0 if asset == "USD" else YUAN_PER_DOLLAR
    amounts = np.exp(draw.normal(7.4, 1.3, count)) * scale
    step = draw.choice([50, 100, 500, 1000], count)
    rounded = np.maximum(step, np.round(amounts / step) * step)
    chosen = np.where(draw.random(count) < 0.6, rounded, amounts)
    return np.maximum(100, np.round(chosen * 100)).astype(np.int64)


def _times(draw: np.random.Generator, count: int, days: int) -> np.ndarray:
    """By day more than by night, on Sundays half as much."""
    weight = np.where(np.arange(days) % 7 == 3, 0.5, 1.0)
    day = draw.choice(days, count, p=weight / weight.sum())
    hour = np.clip(draw.normal(14, 4.5, count), 0, 23.99)
    return START_US + ((day * 24 + hour) * HOUR_US).astype(np.int64)


def _broker(
    draw: np.random.Generator,
    rows: _Rows,
    level: Level,
    here: list[str],
    there: list[str],
    sizes: dict[str, tuple[int, int]],
    days: int,
) -> set[tuple[str, str]]:
    count = level.orders
    dollars = np.round(np.exp(draw.normal(9.0, 0.5, count)) * 100).astype(np.int64)
    dollars = np.where(draw.random(count) < 0.4, np.round(dollars / 50_000) * 50_000, dollars)
    dollars = np.maximum(250_000, dollars).astype(np.int64)
    spread = draw.uniform(*level.spread, count)
    at = _times(draw, count, days)
    lag = (draw.normal(0, level.lag_hours, count) * HOUR_US).astype(np.int64)
    pays = draw.random() < 0.5  # most brokers work one way
    clients_here = [f"u{n}" for n in draw.integers(0, sizes["USD"][1], count)]
    clients_there = [f"c{n}" for n in draw.integers(0, sizes["CNY"][1], count)]
    own_here = [here[n % len(here)] for n in range(count)]
    own_there = [there[n % len(there)] for n in range(count)]
    ends = (own_here, clients_here) if pays else (clients_here, own_here)
    first_a = rows.add(*ends, dollars, at, "USD")
    pairs = set()
    for n in range(count):
        yuan = round(int(dollars[n]) * YUAN_PER_DOLLAR * (1 + spread[n]))
        parts = [yuan]
        if draw.random() < level.split_share:
            cut = np.sort(draw.uniform(0.2, 0.8, 2))
            parts = [int(yuan * cut[0]), int(yuan * (cut[1] - cut[0]))]
            parts.append(yuan - sum(parts))
        for place, part in enumerate(parts):
            moment = [int(at[n] + lag[n] + place * HOUR_US)]
            ends_b = (
                ([clients_there[n]], [own_there[n]])
                if pays
                else ([own_there[n]], [clients_there[n]])
            )
            first_b = rows.add(*ends_b, [part], moment, "CNY")
            pairs.add((f"t{first_a + n}", f"t{first_b}"))
    for asset, own, letter in (("USD", here, "u"), ("CNY", there, "c")):
        extra = level.camouflage
        mine = np.array([own[n % len(own)] for n in range(extra)], dtype=object)
        others = np.array(
            [f"{letter}{n}" for n in draw.integers(0, sizes[asset][1], extra)], object
        )
        out = draw.random(extra) < 0.5
        rows.add(np.where(out, mine, others), np.where(out, others, mine),
                 _amounts(draw, asset, extra), _times(draw, extra, days), asset)  # fmt: skip
    return pairs


def _write(
    folder: Path, rows: _Rows, links: list[tuple[str, str, str]], days: int
) -> LedgerSnapshot:
    folder.mkdir(parents=True, exist_ok=True)
    at = np.concatenate(rows.at)
    ids = np.array([f"t{n}" for n in range(len(at))], dtype=object)
    order = np.lexsort((ids.astype(str), at))
    empty = pa.array([""] * len(at))
    table = pa.table(
        {
            "transfer_id": pa.array(ids[order]),
            "source": pa.array(np.concatenate(rows.source)[order]),
            "target": pa.array(np.concatenate(rows.target)[order]),
            "units": pa.array(np.concatenate(rows.units)[order]),
            "asset": pa.array(np.concatenate(rows.asset)[order]),
            "at": pa.array(at[order]).cast(pa.timestamp("us", tz="UTC")),
            **dict.fromkeys(
                ("channel", "purpose", "place", "source_country", "target_country"), empty
            ),
        }
    )
    path = folder / "month=2026-01" / "000001.parquet"
    path.parent.mkdir(exist_ok=True)
    pa.parquet.write_table(table, path, compression="zstd")
    tied = pa.table({name: pa.array([link[n] for link in links], pa.string())
                     for n, name in enumerate(("account_id", "kind", "value"))})  # fmt: skip
    pa.parquet.write_table(tied, folder / "links.parquet")
    first = START_US // (24 * HOUR_US)
    span = range(first - 2, first + days + 3)
    rates = pa.table(
        {
            "day": pa.array(list(span), pa.int64()),
            "asset": pa.array(["CNY"] * len(span)),
            "reporting": pa.array(["USD"] * len(span)),
            "rate": pa.array([RATE] * len(span)),
            "published_by": pa.array(["scenario"] * len(span)),
            "decimals": pa.array([2] * len(span), pa.int32()),
        }
    )
    pa.parquet.write_table(rates, folder / "rates.parquet")
    return LedgerSnapshot(
        version=1,
        transfers=(str(path),),
        accounts=(),
        links=(str(folder / "links.parquet"),),
        rates=(str(folder / "rates.parquet"),),
        labels=(),
        transfer_count=len(at),
        quarantined_count=0,
        first_us=int(at.min()),
        last_us=int(at.max()),
    )
