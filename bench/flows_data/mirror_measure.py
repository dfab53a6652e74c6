"""How many of the planted brokers a mirror search names, and how many of the named are real."""

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bench.flows_data.mirror_scenarios import Level, Scenario, make_scenario

from plainsight.app.trace.flow_ports import FlowQuestion
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.mirror_engine import DuckMirrors
from plainsight.feeds.policy.flow_policy import load_flow_policy
from plainsight.model.asset import fiat
from plainsight.trace.flows.mirror_search import Mirror
from plainsight.trace.flows.mirror_typology import MirrorTypology


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One search in one scenario."""

    level: str
    seed: int
    brokers: int
    named: int  # brokers that at least one mirror names rightly
    mirrors: int
    true_mirrors: int
    pairs: int  # of legs, in the evidence of all mirrors
    true_pairs: int
    planted_pairs: int
    even_books: int  # mirrors whose books mirror each other over days, beside their pairs
    seconds: float = 0.0  # of the search, without drawing the scenario
    cpu: float = 0.0  # the same of processor time


def dollars_and_yuan() -> MirrorTypology:
    """The shipped mirror typology between dollars and yuan."""
    mirrors = load_flow_policy().mirrors
    return next(each for each in mirrors if {"USD", "CNY"} == each.assets_a | each.assets_b)


def measure(
    level: Level,
    seed: int,
    typology: MirrorTypology,
    *,
    brokers: int = 20,
    days: int = 60,
    legs: tuple[int, int] = (50_000, 500_000),
) -> Measured:
    """Draw a scenario, search it, and hold the mirrors against what was planted."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = make_scenario(
            Path(folder),
            level,
            seed=seed,
            brokers=brokers,
            days=days,
            dollar_legs=legs[0],
            yuan_legs=legs[1],
        )
        before, cpu = time.perf_counter(), time.process_time()
        found = DuckMirrors(Workspace()).find(
            scenario.snapshot, typology, FlowQuestion(reporting=fiat("USD"))
        )
        seconds, cpu = time.perf_counter() - before, time.process_time() - cpu
    held = hold_against(scenario, found, level=level.name, seed=seed)
    return replace(held, seconds=seconds, cpu=cpu)


def hold_against(scenario: Scenario, found: list[Mirror], *, level: str, seed: int) -> Measured:
    """Count what is right."""
    named = [_broker_of(scenario, mirror) for mirror in found]
    pairs = {
        (pair.a.transfer_id, pair.b.transfer_id) for mirror in found for pair in mirror.pairs
    } | {
        (a.transfer_id, b.transfer_id)
        for mirror in found
        for run in mirror.runs
        for a in run.legs_a
        for b in run.legs_b
    }
    return Measured(
        level=level,
        seed=seed,
        brokers=len(scenario.brokers),
        named=len({broker for broker in named if broker is not None}),
        mirrors=len(found),
        true_mirrors=sum(broker is not None for broker in named),
        pairs=len(pairs),
        true_pairs=len(pairs & scenario.pairs),
        planted_pairs=len(scenario.pairs),
        even_books=sum(mirror.books is not None and mirror.books.is_mirrored for mirror in found),
    )


def _broker_of(scenario: Scenario, mirror: Mirror) -> int | None:
    tie = mirror.tie
    for number, (here, there) in enumerate(scenario.brokers):
        device = f"device:phone{number}"
        if (tie.key_a in here and tie.key_b in there) or tie.key_a == tie.key_b == device:
            return number
        if {tie.key_a, tie.key_b} <= {*here, *there, device}:
            return number
    return None
