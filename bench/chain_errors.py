"""Error rates of the clustering rules on known sets: the numbers of attributions/error-rates.yaml.

    python -m bench chain_errors

Sets: the chain of 2009, in which no CoinJoin can exist; block 300025 (2014) with public tags of
who controls which address; and generated chains whose owners are known, labelled as our own.
"""

import csv
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from bench.row import Row
from plainsight.feeds.chain.bitcoin_block import blocks_of
from plainsight.feeds.chain.bitcoin_transactions import transactions_of
from plainsight.feeds.chain.bitcoin_undo import read_plain_undo
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.change import find_change
from plainsight.trace.chain.co_spend import co_spend_links
from plainsight.trace.chain.coinjoin import find_coinjoin
from plainsight.trace.chain.deposit import find_deposit_accounts
from plainsight.trace.chain.links import Link
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
Coin = tuple[OutPoint, int, str]  # where it is, units, address
USDT = Asset(code="USDT", decimals=6, symbol="USDT")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRate:
    """`errors` wrong answers among `cases` answers given."""

    rule: str
    measured_on: str
    cases: int
    errors: int


def run() -> list[Row]:
    """Each rate as a row; a set that has no case for a rule gives none."""
    return [
        Row(
            area="chain_errors",
            what=rate.rule,
            value=100 * rate.errors / rate.cases,
            unit="% wrong",
            note=f"{rate.errors:,} of {rate.cases:,}; {rate.measured_on}",
        )
        for rate in measure()
        if rate.cases
    ]


def measure() -> Iterator[ErrorRate]:
    """Every rate that can be measured here; sets that are absent are left out."""
    folder = Path(os.environ.get("PLAINSIGHT_DATA", "../shared/data")) / "chain"
    if folder.is_dir():
        yield from _on_2009(folder / "btc_2009_full")
        yield from _on_block_300025(folder)
    yield from _on_generated_wallets()
    yield from _on_generated_deposits()


def _on_2009(folder: Path) -> Iterator[ErrorRate]:
    chain = list(_chain_of(folder))
    shared = [t for t in chain if len({i.address for i in t.inputs}) > 1]
    false = sum(find_coinjoin(transaction) is not None for transaction in shared)
    yield ErrorRate(
        rule="CoinJoin veto, false alarms",
        measured_on="all multi-input transactions of 2009, before CoinJoin existed",
        cases=len(shared),
        errors=false,
    )


def _on_block_300025(folder: Path) -> Iterator[ErrorRate]:
    raw = folder / "btc_raw_blocks"
    block = next(blocks_of(raw / "bcoin_block300025.raw"))
    undo = read_plain_undo((raw / "bcoin_block300025-undo.raw").read_bytes())
    chain = list(transactions_of(block, height=300_025, undo=undo))
    parties = _tagged_parties(folder / "tags" / "graphsense_tags.parquet")
    links = [x for x in co_spend_links(chain) if isinstance(x, Link)]
    both = [x for x in links if x.first in parties and x.second in parties]
    yield ErrorRate(
        rule="co-spend, links between addresses tagged with different parties",
        measured_on="block 300025 with the GraphSense tag packs",
        cases=len(both),
        errors=sum(parties[x.first] != parties[x.second] for x in both),
    )


def _tagged_parties(path: Path) -> dict[str, str]:
    query = "SELECT address, any_value(label) FROM read_parquet(?) GROUP BY 1"
    return dict(duckdb.execute(query, [str(path)]).fetchall())


def _chain_of(folder: Path) -> Iterator[Transaction]:
    hashes = {row["tx_index"]: row["tx_hash"] for row in _rows(folder / "tx_hash.csv")}
    outputs: dict[str, list[Output]] = {}
    for row in _rows(folder / "tx_output.csv"):
        output = Output(units=int(row["output_value"]), address=row["adr_index"])
        outputs.setdefault(row["tx_index"], []).append(output)
    inputs: dict[str, list[Input]] = {}
    for row in _rows(folder / "tx_input.csv"):
        spent = OutPoint(hashes[row["spent_index"]], int(row["output_index"]) % 10)
        entry = Input(spent=spent, units=int(row["input_value"]), address=row["adr_index"])
        inputs.setdefault(row["tx_index"], []).append(entry)
    for place, index in enumerate(hashes):
        yield Transaction(
            transaction_id=hashes[index],
            block=place,
            at=BEGIN,
            inputs=tuple(inputs.get(index, ())),
            outputs=tuple(outputs[index]),
        )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _on_generated_wallets() -> Iterator[ErrorRate]:
    """200 owners over 20,000 payments, a fifth of them through CoinJoins of 3 to 12 parties."""
    chain, owner = _wallets(seed=1, payments=20_000)
    joins = [t for t in chain if t.transaction_id.startswith("c")]
    missed = sum(find_coinjoin(transaction) is None for transaction in joins)
    own = "generated wallets, our own labels (bench/chain_errors.py)"
    yield ErrorRate(rule="CoinJoin veto, misses", measured_on=own, cases=len(joins), errors=missed)
    links = [x for x in co_spend_links(chain) if isinstance(x, Link)]
    wrong = sum(owner[x.first] != owner[x.second] for x in links)
    yield ErrorRate(
        rule="co-spend with vetoes, links between different owners",
        measured_on=own,
        cases=len(links),
        errors=wrong,
    )
    bare = [x for x in co_spend_links(chain, filter_coinjoins=False) if isinstance(x, Link)]
    yield ErrorRate(
        rule="co-spend without vetoes, for comparison",
        measured_on=own,
        cases=len(bare),
        errors=sum(owner[x.first] != owner[x.second] for x in bare),
    )
    guesses, mistaken = _change_errors(chain, owner)
    yield ErrorRate(rule="change (leads only)", measured_on=own, cases=guesses, errors=mistaken)


def _change_errors(chain: list[Transaction], owner: dict[str, int]) -> tuple[int, int]:
    seen: set[str] = set()
    guesses = mistaken = 0
    for transaction in chain:
        found = find_change(transaction, seen)
        if found is not None:
            address = transaction.outputs[found[0]].address or ""
            guesses += 1
            mistaken += owner[address] != owner[transaction.inputs[0].address or ""]
        seen.update(output.address or "" for output in transaction.outputs)
    return guesses, mistaken


def _wallets(*, seed: int, payments: int) -> tuple[list[Transaction], dict[str, int]]:
    draw = random.Random(seed)
    owner: dict[str, int] = {}
    purse: dict[int, list[Coin]] = {n: [] for n in range(200)}
    chain: list[Transaction] = []

    def address(of: int, *, fresh: bool = True) -> str:
        used = [entry[2] for entry in purse[of]]
        if not fresh and used:
            return draw.choice(used)
        name = f"a{len(owner)}"
        owner[name] = of
        return name

    def add(
        prefix: str, inputs: list[tuple[OutPoint, int, str]], outs: list[tuple[int, str]]
    ) -> None:
        name = f"{prefix}{len(chain)}"
        spends = tuple(Input(spent=p, units=u, address=a) for p, u, a in inputs)
        made = tuple(Output(units=units, address=to) for units, to in outs)
        chain.append(
            Transaction(
                transaction_id=name, block=len(chain), at=BEGIN, inputs=spends, outputs=made
            )
        )
        for index, (units, to) in enumerate(outs):
            purse[owner[to]].append((OutPoint(name, index), units, to))

    for person in purse:
        for _ in range(5):
            add("m", [], [(draw.randint(1, 50) * 10_000_000, address(person))])
    for _ in range(payments):
        if draw.random() < 0.2:
            _join(draw, purse, address, add)
        else:
            _pay(draw, purse, address, add)
    return chain, owner


def _pay(draw, purse, address, add) -> None:  # noqa: ANN001 - local closures
    payer, payee = draw.sample(sorted(purse), 2)
    if not purse[payer]:
        return
    count = min(len(purse[payer]), draw.choice([1, 1, 1, 2, 3]))
    inputs = [purse[payer].pop(draw.randrange(len(purse[payer]))) for _ in range(count)]
    whole = sum(units for _, units, _ in inputs)
    amount = draw.randint(1, max(whole // 2, 1))
    if draw.random() < 0.5 and amount > 1_000_000:
        amount -= amount % 1_000_000
    outs = [(amount, address(payee, fresh=draw.random() < 0.6))]
    change = whole - amount - 1000
    if change > 0:
        outs.append((change, address(payer, fresh=draw.random() < 0.9)))
    draw.shuffle(outs)
    add("p", inputs, outs)


def _join(draw, purse, address, add) -> None:  # noqa: ANN001 - local closures
    able = [n for n in purse if any(u > 2_000_000 for _, u, _ in purse[n])]
    people = draw.sample(able, min(len(able), draw.randint(3, 12)))
    if len(people) < 3:
        return
    inputs = []
    for person in people:
        places = [i for i, (_, units, _) in enumerate(purse[person]) if units > 2_000_000]
        inputs.append(purse[person].pop(draw.choice(places)))
    equal = min(units for _, units, _ in inputs) - 1000
    outs = [(equal, address(person)) for person in people]
    for person, (_, units, _) in zip(people, inputs, strict=True):
        if units - equal > 2000 and draw.random() < 0.95:
            outs.append((units - equal - 1000, address(person)))
    add("c", inputs, outs)


def _on_generated_deposits() -> Iterator[ErrorRate]:
    """3,000 customers of a custodian, and 3,000 people who merely pay it once."""
    draw = random.Random(2)
    legs: list[tuple[int, str, str, int]] = []
    for n in range(3000):
        minute = draw.randint(0, 500_000)
        for _ in range(draw.randint(1, 5)):
            units = draw.randint(10, 5000) * 10**6
            minute += draw.randint(1, 5000)
            legs.append((minute, f"own{n}.{draw.randint(0, 2)}", f"deposit{n}", units))
            legs.append((minute + draw.randint(1, 600), f"deposit{n}", "hot", units))
        minute = draw.randint(0, 500_000)
        units = draw.randint(10, 5000) * 10**6
        legs.append((minute, f"x{n}", f"person{n}", units * 3))
        kept = draw.random()
        legs.append(
            (minute + draw.randint(1, 9000), f"person{n}", "hot", units * (1 + (kept > 0.1)))
        )
    transfers = [
        Transfer(
            transfer_id=str(number),
            source=source,
            target=target,
            money=Money(units=units, asset=USDT),
            at=BEGIN + timedelta(minutes=minute),
        )
        for number, (minute, source, target, units) in enumerate(sorted(legs))
    ]
    found = find_deposit_accounts(transfers, custodians={"hot": "Example Exchange"})
    yield ErrorRate(
        rule="deposit account, accounts that are none",
        measured_on="generated customers, our own labels (bench/chain_errors.py)",
        cases=len(found),
        errors=sum(not entry.account.startswith("deposit") for entry in found),
    )
