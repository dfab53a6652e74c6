"""What the documentation publishes of the simulators is what the bench holds its rows to."""

import re
from itertools import takewhile
from pathlib import Path

import pytest
from bench.flows_data.published_scores import GROUPS, INSTANCES

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "flows-measured.md"
POLICIES = ("shipped", "simulator scale")


def table(first: str) -> list[list[str]]:
    """The cells of the rows below the heading that begins with `first`."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {first}"))
    rows = takewhile(lambda line: line.startswith("|"), lines[start + 2 :])
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize("name", ["AMLGentex", "AMLSim"])
def test_groups_met_are_published_as_the_bench_expects_them(name: str) -> None:
    told = {}
    for pattern, *cells in table(f"{name}, groups met"):
        for policy, cell in zip(POLICIES, cells, strict=True):
            told[name, policy, pattern.partition(",")[0]] = int(cell)
    assert told == {of: met for of, (met, _) in GROUPS.items() if of[0] == name}


@pytest.mark.parametrize("name", ["AMLGentex", "AMLSim"])
def test_true_instances_are_published_as_the_bench_expects_them(name: str) -> None:
    told = {}
    for typology, *cells in table(f"{name}, true instances of all"):
        for policy, cell in zip(POLICIES, cells, strict=True):
            if cell:
                true, every = re.findall(r"[0-9,]+", cell)
                told[name, policy, typology.split()[0]] = int(true), int(every.replace(",", ""))
    assert told == {of: counts for of, counts in INSTANCES.items() if of[0] == name}
