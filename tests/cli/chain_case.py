"""A small chain of one broker, and its commands without the rest of the program."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import typer
from tests.strategies.chains import tron_account
from typer.testing import CliRunner, Result

from plainsight.app.trace.ingest_transfers import ingest_transfers
from plainsight.cli.trace import attributions, chain
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.mapping import read_mapping
from plainsight.stores.transfers.parquet import ParquetLedger

USDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
BROKER, MULE, SUPPLIER, POOL, BUYER = (tron_account(n) for n in range(1, 6))
app = typer.Typer()
app.add_typer(chain.app, name="chain")
app.add_typer(attributions.app, name="attributions")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def write_case(folder: Path) -> None:
    """Write, into the current folder, a broker's USDT history and a book with one supplier."""
    legs = [(BUYER, BROKER, 900), (BROKER, MULE, 700), (BROKER, POOL, 200), (MULE, SUPPLIER, 650)]
    rows = [chain_row(number, *leg) for number, leg in enumerate(legs)]
    (folder / "usdt.json").write_text(json.dumps({"token_transfers": rows}))
    (folder / "pack.yaml").write_text(
        "source: Demo list (fictional)\nconfidence: authority\ncategory: sanctioned\n"
        "party: Example <Chemicals> </script>\neffective_from: 2023-10-03\nattributions:\n"
        f"  - {{account: {SUPPLIER}}}\n"
        f"  - {{account: {POOL}, category: exchange, party: Example Exchange}}\n"
    )
    assert run("chain", "ingest", "usdt.json").exit_code == 0
    assert run("attributions", "update", "pack.yaml").exit_code == 0


def write_transfers(case: Path) -> None:
    """A ledger of fiat legs where `transfers ingest` would make it."""
    fiat = case / "fiat.csv"
    fiat.write_text(
        "transfer_id,source,target,amount,asset,at\n"
        "f1,customer,broker,5072.00,CNY,2024-05-31T23:30:00Z\n"
        "f2,somebody,else,5072.00,CNY,2024-05-31T23:30:00Z\n"
    )
    rates = case / "rates.csv"
    rates.write_text("day,asset,reporting,rate,published_by\n2024-05-31,CNY,USD,0.138,test rates\n")
    store = ParquetLedger(case / "plainsight-transfers")
    for path, mapping in ((fiat, "plainsight"), (rates, "rates")):
        ingest_transfers(MappedFile(path, read_mapping(mapping)), store)


def chain_row(number: int, source: str, target: str, dollars: int) -> dict[str, Any]:
    return {
        "transaction_id": sha256(bytes([number])).hexdigest(),
        "block": 100 + number,
        "block_ts": 1_717_200_000_000 + number * 60_000,
        "from_address": source,
        "to_address": target,
        "quant": str(dollars * 10**6),
        "contract_address": USDT,
        "tokenInfo": {"tokenAbbr": "USDT"},
        "contractRet": "SUCCESS",
        "confirmed": True,
    }
