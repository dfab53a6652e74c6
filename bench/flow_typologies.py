"""Recall and precision of every flow typology on the public simulators, instance by instance.

Against the simulators' own labels: a labelled group is met when one instance holds at least half of
its transfers, an instance is true when at least half of its transfers are labelled. Both policies:
the shipped one, and the same forms at the simulators' scale (flows_data/simulator_policy.py), which
was written for these sets and proves nothing about others. docs/concepts/flows-measured.md has
these numbers; a row that differs from what is published there is not met.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.data import data_folder
from bench.flows_data.published_scores import GROUPS, INSTANCES
from bench.flows_data.simulator_policy import write_policy
from bench.row import Row
from plainsight import wiring
from plainsight.app.trace.evaluate_flows import FlowEvaluation, evaluate_flows
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.app.trace.ingest_transfers import ingest_transfers
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.layouts import layout_for
from plainsight.model.asset import fiat
from plainsight.stores.transfers.parquet import ParquetLedger

AREA = "flow_typologies"
SHIPPED, SCALED = "shipped", "simulator scale"
# name -> folder, files with the layout to read them by, reporting asset
SETS: dict[str, tuple[str, Sequence[tuple[str, str | None]], str]] = {
    "AMLGentex": (
        "amlgentex_10k",
        (("tx_log.parquet", None), ("tx_log.parquet", "amlgentex-labels")),
        "SEK",
    ),
    "AMLSim": (
        "amlsim_10k",
        (
            ("transactions.parquet", None),
            ("accounts.parquet", None),
            ("alert_transactions.parquet", "amlsim-alerts"),
        ),
        "USD",
    ),
}


def run() -> list[Row]:
    """Every typology that found or should have found something, on every set with every policy."""
    folder = data_folder()
    if folder is None or not (folder / "transfers").is_dir():
        return [Row(area=AREA, what="data absent", value=0, unit="", note="see docs")]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as place:
        scaled = Path(place) / "policy"
        write_policy(scaled)
        for name, (where, files, reporting) in SETS.items():
            snapshot = _ledger(Path(place) / name, folder / "transfers" / where, files)
            for policy, root in ((SHIPPED, None), (SCALED, scaled)):
                found = evaluate_flows(
                    snapshot,
                    wiring.load_flow_policy(root),
                    FlowQuestion(reporting=fiat(reporting), as_written=True),
                    tools=wiring.make_flow_tools(),
                    labels=wiring.make_label_reader(),
                    delays=(),
                )
                rows += _rows(found, (name, policy))
    return rows


def _ledger(place: Path, folder: Path, files: Sequence[tuple[str, str | None]]) -> LedgerSnapshot:
    ledger = ParquetLedger(place)
    for file, mapping in files:
        path = folder / file
        ingest_transfers(MappedFile(path, layout_for(path, mapping)), ledger)
    return ledger.snapshot()


def _rows(found: FlowEvaluation, of: tuple[str, str]) -> list[Row]:
    where = f"{of[0]}, {of[1]}"
    rows = []
    for pattern in found.patterns:
        published = GROUPS.get((*of, pattern.pattern))
        rows.append(
            Row(
                area=AREA,
                what=f"{where}: recall of {pattern.pattern}",
                value=pattern.met / pattern.groups,
                unit="of groups",
                target="" if published is None else f"published: {published[0]} of {published[1]}",
                is_met=None if published is None else (pattern.met, pattern.groups) == published,
                note=f"{pattern.met} of {pattern.groups}; by "
                + (", ".join(f"{t} {n}" for t, n in sorted(pattern.met_by.items())) or "none"),
            )
        )
    for each in found.typologies:
        if not each.instances:
            continue
        published = INSTANCES.get((*of, each.typology_id))
        told = (each.true_instances, each.instances)
        rows.append(
            Row(
                area=AREA,
                what=f"{where}: precision of {each.typology_id}",
                value=each.true_instances / each.instances,
                unit="of instances",
                target="" if published is None else f"published: {published[0]} of {published[1]}",
                is_met=None if published is None else told == published,
                note=f"{told[0]} of {told[1]}; groups met {each.groups_met}",
            )
        )
    return rows
