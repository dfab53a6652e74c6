"""Mirrors over seeds, windows, lags, spreads and rotation of accounts.

`python -m bench.flows_data.mirror_sweep`. One thing is changed at a time, from the level `medium`
of bench/flows_data/mirror_scenarios.py: eight brokers among 10,000 dollar legs and 100,000 yuan
legs. Prints the table of docs/concepts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.flows_data.mirror_measure import Measured, dollars_and_yuan, measure
from bench.flows_data.mirror_scenarios import LEVELS, Level

BROKERS = 8
LEGS = (10_000, 100_000)
DAYS = 60
SEEDS = (1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One setting with all its seeds."""

    what: str
    seeds: tuple[Measured, ...]

    @property
    def recall(self) -> float:
        """Of planted brokers."""
        return sum(each.named for each in self.seeds) / sum(each.brokers for each in self.seeds)

    @property
    def precision(self) -> float:
        """Of mirrors; 1 where there are none."""
        named = sum(each.mirrors for each in self.seeds)
        return sum(each.true_mirrors for each in self.seeds) / named if named else 1.0

    def cells(self) -> list[str]:
        """A row of the table."""
        mirrors = sum(each.mirrors for each in self.seeds)
        return [
            self.what,
            ", ".join(str(each.named) for each in self.seeds),
            f"{self.recall:.2f}",
            f"{self.precision:.2f}",
            f"{sum(each.true_pairs for each in self.seeds)} of "
            f"{sum(each.planted_pairs for each in self.seeds)}",
            f"{sum(each.even_books for each in self.seeds)} of {mirrors}",
        ]


def sweep() -> Iterator[Swept]:
    """Every level as it is, then `medium` with one thing changed at a time."""
    typology = dollars_and_yuan()
    for what, level, days in _settings():
        seeds = tuple(
            measure(level, seed, typology, brokers=BROKERS, days=days, legs=LEGS) for seed in SEEDS
        )
        yield Swept(what=what, seeds=seeds)


def _settings() -> Iterator[tuple[str, Level, int]]:
    yield from ((level.name, level, DAYS) for level in LEVELS)
    medium = LEVELS[1]
    for days in (30, 120):
        yield f"medium in {days} days", medium, days
    for hours in (2, 12, 24):
        yield f"medium, lag σ {hours} h", replace(medium, lag_hours=hours), DAYS
    for low, high in ((0.0, 0.02), (-0.03, 0.0), (-0.05, 0.05)):
        yield (
            f"medium, spread {100 * low:+.0f} to {100 * high:+.0f} %",
            replace(medium, spread=(low, high)),
            DAYS,
        )
    for accounts in (2, 8):
        rotating = replace(LEVELS[4], accounts=accounts)
        yield f"rotating among {accounts} accounts", rotating, DAYS


def main() -> None:
    """Print the table as it comes."""
    print("| setting | named of 8, by seed | recall | precision | planted pairs | books even |")
    print("| --- | --- | --- | --- | --- | --- |")
    for swept in sweep():
        print(f"| {' | '.join(swept.cells())} |", flush=True)


if __name__ == "__main__":
    main()
