"""python -m bench [AREA ...] [--json]: run the benchmarks and print one table.

Each module bench/<area>.py offers `run() -> list[Row]`. Areas that need data that is not there say
so in a row of their own.
"""

import argparse
import importlib
import json
import pkgutil
import sys
import traceback
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

import bench
from bench.row import Row

NOT_AREAS = {"row", "timing", "web_load", "web_senders", "web_server", "web_users", "__main__"}


def main() -> int:
    """Run the areas named, or all; exit with 1 when a target is missed."""
    areas = [m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in NOT_AREAS]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("area", nargs="*", choices=[[], *areas], default=[])
    parser.add_argument("--json", action="store_true", help="one JSON document")
    chosen = parser.parse_args()
    rows: list[Row] = []
    for area in chosen.area or areas:
        print(f"measuring {area} ...", file=sys.stderr)
        rows.extend(_measure(area))
    if chosen.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        _print(rows)
    return 1 if any(row.is_met is False for row in rows) else 0


def _measure(area: str) -> list[Row]:
    try:
        found: list[Row] = importlib.import_module(f"bench.{area}").run()
    except Exception as error:
        traceback.print_exc()
        return [Row(area=area, what="failed", value=0, unit="", is_met=False, note=str(error))]
    return found


def _print(rows: list[Row]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("area", "what", "value", "unit", "target", "met", "peer", "ratio", "note"):
        table.add_column(column, justify="right" if column in {"value", "ratio"} else "left")
    for row in rows:
        table.add_row(
            row.area,
            row.what,
            f"{row.value:,.4g}" if row.value < 1000 else f"{row.value:,.0f}",
            row.unit,
            row.target,
            {True: "yes", False: "NO", None: ""}[row.is_met],
            row.peer,
            "" if row.ratio is None else f"{row.ratio:.2f}",
            row.note,
        )
    Console(width=200 if not sys.stdout.isatty() else None).print(table)


if __name__ == "__main__":
    sys.exit(main())
