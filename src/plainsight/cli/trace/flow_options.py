"""The options that commands about transfers, flows and mirrors share."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.cli.offered import flow_typology_ids
from plainsight.errors import BadValue
from plainsight.model.asset import fiat
from plainsight.settings import Setting
from plainsight.stores.transfers.parquet import ParquetLedger
from plainsight.trace.flows.policy import FlowPolicy

DEFAULT_TRANSFERS = Path("plainsight-transfers")
DAY_FORMS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]

TransfersFolder = Annotated[
    Path,
    typer.Option("--ledger", help="Folder of the ledger of transfers.", envvar=Setting.TRANSFERS),
]
Reporting = Annotated[
    str, typer.Option(help="The currency (ISO 4217) in which every amount is valued.")
]
AsWritten = Annotated[
    bool,
    typer.Option(
        "--as-written",
        help="Read the typologies' amounts in --reporting as they stand, 5,000 as 5,000; without "
        "it transfers are held against them in the currency that they are written in.",
    ),
]
Since = Annotated[
    datetime | None,
    typer.Option(
        help="Leave out what came before this day or instant (UTC).",
        formats=DAY_FORMS,
        metavar="DAY",
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        help="Know nothing that came after this instant; a day means its end (UTC).",
        formats=DAY_FORMS,
        metavar="DAY",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--typology",
        help="A typology's id or name; repeat for several. All by default.",
        autocompletion=flow_typology_ids,
    ),
]
PolicyFolder = Annotated[
    Path | None,
    typer.Option("--policy", help="A folder with typologies/ and spec/ (default: shipped)."),
]
EngineOption = Annotated[
    wiring.FlowEngineName,
    typer.Option(
        "--engine",
        help="duckdb: on this machine. spark: on the cluster at $SPARK_MASTER, or local[*].",
    ),
]


def open_snapshot(folder: Path) -> LedgerSnapshot:
    """The ledger in a folder. Raises BadValue when it holds no transfers."""
    snapshot = open_ledger(folder).snapshot()
    if not snapshot.transfers:
        raise BadValue(
            "ledger", str(folder), "holds no transfers; take some in: plainsight transfers ingest"
        )
    return snapshot


def open_ledger(folder: Path) -> ParquetLedger:
    """The ledger in a folder. Raises BadValue when nothing was ever taken into it."""
    if not (folder / "manifest.json").exists():
        raise BadValue(
            "ledger", str(folder), "is no ledger; take files in: plainsight transfers ingest FILE"
        )
    return ParquetLedger(folder)


def ask(
    reporting: str, since: datetime | None, as_of: datetime | None, *, as_written: bool = False
) -> FlowQuestion:
    """The question that the options make. Raises BadValue for a currency that is none."""
    end = None if as_of is None else as_of.replace(tzinfo=UTC)
    if end is not None and end == end.replace(hour=0, minute=0, second=0, microsecond=0):
        end += timedelta(days=1) - timedelta(microseconds=1)
    return FlowQuestion(
        reporting=fiat(reporting.upper()),
        since=None if since is None else since.replace(tzinfo=UTC),
        as_of=end,
        as_written=as_written,
    )


def choose_policy(folder: Path | None, only: list[str] | None) -> FlowPolicy:
    """The typologies asked for. Raises BadPolicy, or BadValue for an unknown name."""
    policy = wiring.load_flow_policy(folder)
    return policy.only(only) if only else policy
