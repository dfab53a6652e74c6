"""python -m bench [AREA ...] [--quick] [--json]: run the benchmarks, each area told when done.

Each module bench/<area>.py offers `run() -> list[Row]`, and `quick()` where a part of it ends in a
minute or two. Areas that need data that is not there say so in a row of their own. All of it takes
hours (bench/durations.py); whoever ends it keeps what was printed.
"""

import argparse
import importlib
import json
import pkgutil
import sys
import time
import traceback
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

import bench
from bench.durations import QUICK, about
from bench.row import Row

NOT_AREAS = {
    "data", "row", "timing", "durations", "web_load", "web_senders", "web_server", "web_users",
    "web_verdicts", "__main__",
}  # fmt: skip
EXIT_INTERRUPTED = 130  # as a shell says it


def main(arguments: list[str] | None = None) -> int:
    """Run the areas named, or all; exit with 1 when a target is missed, 130 when interrupted."""
    known = all_areas()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("area", nargs="*", choices=[[], *known], default=[])
    parser.add_argument("--json", action="store_true", help="one JSON document at the end")
    parser.add_argument(
        "--quick", action="store_true", help="the areas, and parts of areas, of a minute or two"
    )
    chosen = parser.parse_args(arguments)
    areas = chosen.area or [area for area in known if not chosen.quick or area in QUICK]
    _say(f"{len(areas)} areas, about {about(areas, is_quick=chosen.quick)} on two cores")
    rows: list[Row] = []
    is_whole = False
    try:
        for area in areas:
            _say(f"measuring {area}, about {about([area], is_quick=chosen.quick)} ...")
            started = time.monotonic()
            found = measure(area, is_quick=chosen.quick)
            rows += found
            if not chosen.json:
                _print(found)
            _say(f"{area} took {time.monotonic() - started:,.0f} s")
        is_whole = True
    except KeyboardInterrupt:
        _say(f"interrupted; {len({row.area for row in rows})} of {len(areas)} areas are told")
    if chosen.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    if not is_whole:
        return EXIT_INTERRUPTED
    return 1 if any(row.is_met is False for row in rows) else 0


def all_areas() -> list[str]:
    """Every area there is, in order of name."""
    return [m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in NOT_AREAS]


def measure(area: str, *, is_quick: bool) -> list[Row]:
    """The rows of one area; an error is a row that says so."""
    try:
        module = importlib.import_module(f"bench.{area}")
        run = getattr(module, "quick", module.run) if is_quick else module.run
        found: list[Row] = run()
    except Exception as error:
        traceback.print_exc()
        return [Row(area=area, what="failed", value=0, unit="", is_met=False, note=str(error))]
    return found


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


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
