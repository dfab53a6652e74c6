"""Real chain data, read where it lies; absent data skips the test with the reason."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from tests.strategies.data import data_at

from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction

GENESIS = datetime(2009, 1, 3, tzinfo=UTC)


def chain_data(name: str) -> Path:
    """A folder or file under chain/ of the development data."""
    return data_at(f"chain/{name}")


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def chain_of_2009() -> tuple[Transaction, ...]:
    """Every transaction of 2009 in order; ten minutes stand for a block's age."""
    folder = chain_data("btc_2009_full")
    hashes = {row["tx_index"]: row["tx_hash"] for row in rows_of(folder / "tx_hash.csv")}
    heights = {r["tx_index"]: int(r["block_index"]) for r in rows_of(folder / "tx_height.csv")}
    outputs: dict[str, list[Output]] = {}
    for row in rows_of(folder / "tx_output.csv"):
        output = Output(units=int(row["output_value"]), address=row["adr_index"])
        outputs.setdefault(row["tx_index"], []).append(output)
    inputs: dict[str, list[Input]] = {}
    for row in rows_of(folder / "tx_input.csv"):
        # `spent_index` is the spent transaction; the last digit of `output_index` its output.
        spent = OutPoint(hashes[row["spent_index"]], int(row["output_index"]) % 10)
        inputs.setdefault(row["tx_index"], []).append(
            Input(spent=spent, units=int(row["input_value"]), address=row["adr_index"])
        )
    return tuple(
        Transaction(
            transaction_id=hashes[index],
            block=heights[index],
            at=GENESIS + timedelta(minutes=10 * heights[index]),
            inputs=tuple(inputs.get(index, ())),
            outputs=tuple(outputs[index]),
        )
        for index in hashes
    )


@cache
def values_of_2009() -> dict[OutPoint, int]:
    """The value of every output of 2009."""
    return {
        OutPoint(t.transaction_id, index): output.units
        for t in chain_of_2009()
        for index, output in enumerate(t.outputs)
    }
