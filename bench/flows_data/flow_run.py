"""One measured search in a process of its own: `python -m bench.flows_data.flow_run ENGINE ROWS`.

The search is the product's own, `app.trace.find_flows`: all 17 typologies, mirrors among them, up
to the findings that people read. Prints one JSON line: seconds, processor seconds, peak
memory, processor seconds when each typology was done, instances, findings by typology.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.flows_data.ordinary import make_ledger
from bench.flows_data.usage import peak_mebibytes, processor_seconds

from plainsight.app.trace.find_flows import FlowTools, find_flows
from plainsight.app.trace.flow_ports import FlowQuestion
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.engine import DuckFlows
from plainsight.engines.flows_duckdb.mirror_engine import DuckMirrors
from plainsight.engines.flows_duckdb.prepared_legs import PreparedLegs
from plainsight.engines.flows_duckdb.read_transfers import DuckTransfers
from plainsight.feeds.policy.flow_policy import load_flow_policy
from plainsight.model.asset import fiat

MEMORY = "5500MB"  # of eight GiB; Python, numba and Arrow take their part besides


def ledgers() -> Path:
    """Where generated ledgers are kept between runs."""
    return Path(os.environ.get("PLAINSIGHT_BENCH_LEDGERS", tempfile.gettempdir())) / "flow-ledgers"


def main() -> None:
    """Search every typology once."""
    engine_name, rows = sys.argv[1], int(sys.argv[2])
    snapshot = make_ledger(ledgers(), rows)
    tools = _tools(engine_name)
    policy = load_flow_policy()
    marks: dict[str, float] = {}
    before, cpu = time.perf_counter(), processor_seconds()

    def mark(name: str) -> None:
        marks[name] = round(processor_seconds() - cpu, 2)

    found = find_flows(
        snapshot, policy, FlowQuestion(reporting=fiat("USD")), tools=tools, on_typology=mark
    )
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - before,
                "cpu": processor_seconds() - cpu,
                "mebibytes": peak_mebibytes(),
                "marks": marks,
                "typologies": len({each.typology_id for each in (*policy.flows, *policy.mirrors)}),
                "instances": found.instance_count,
                "found": Counter(finding.typology_id for finding in found.findings),
            }
        )
    )


def _tools(name: str) -> FlowTools:
    workspace = Workspace(memory_limit=MEMORY, threads=2, spill=ledgers())
    legs = PreparedLegs(workspace)
    mirrors, reader = DuckMirrors(legs=legs), DuckTransfers(workspace)
    if name == "duckdb":
        return FlowTools(
            flows=DuckFlows(legs=legs), mirrors=mirrors, reader=reader, together=legs.keep
        )
    # Loaded here: a session starts a Java machine.
    from plainsight.engines.flows_spark.engine import SparkFlows
    from plainsight.engines.flows_spark.session import open_session

    settings = {
        "spark.driver.memory": "4g",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "8",
        "spark.local.dir": str(ledgers()),
    }
    flows = SparkFlows(open_session(name, settings=settings))
    return FlowTools(flows=flows, mirrors=mirrors, reader=reader, together=legs.keep)


if __name__ == "__main__":
    main()
