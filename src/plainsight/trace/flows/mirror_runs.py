"""One against several: a bundle of dollars settled by consecutive payments of the other side.

Only contiguous runs of one account's legs are tried, by their running sums. Arbitrary subsets would
be a subset-sum problem, and with enough small payments everything sums to anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainsight.trace.flows.mirror import MirrorLeg, MirrorSetting


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One leg of one side and at least two consecutive legs of the other, in either role."""

    legs_a: tuple[MirrorLeg, ...]
    legs_b: tuple[MirrorLeg, ...]
    spread: int  # thousandths: sum of B over sum of A, less one


def find_runs(
    rest_a: Sequence[MirrorLeg],
    rest_b: Sequence[MirrorLeg],
    setting: MirrorSetting,
    *,
    run_max: int,
) -> list[Run]:
    """Greedy from the shortest run: of equal length the quickest; no leg is used twice."""
    every = [
        *_runs(rest_a, rest_b, setting, run_max, single_is_a=True),
        *_runs(rest_b, rest_a, setting, run_max, single_is_a=False),
    ]
    used: set[int] = set()
    chosen = []
    for _, _, _, run in sorted(every, key=lambda each: each[:3]):
        numbers = {leg.number for leg in (*run.legs_a, *run.legs_b)}
        if not numbers & used:
            used |= numbers
            chosen.append(run)
    return chosen


def _runs(
    singles: Sequence[MirrorLeg],
    others: Sequence[MirrorLeg],
    setting: MirrorSetting,
    run_max: int,
    *,
    single_is_a: bool,
) -> Iterator[tuple[int, int, int, Run]]:
    ordered = sorted(others, key=lambda leg: leg.number)
    for single in singles:
        if single.value < setting.floor:
            continue
        near = [leg for leg in ordered if abs(leg.at_us - single.at_us) <= setting.lag_max]
        for start in range(len(near)):
            total = near[start].value
            for stop in range(start + 1, min(len(near), start + run_max)):
                total += near[stop].value
                run = tuple(near[start : stop + 1])
                legs_a, legs_b = ((single,), run) if single_is_a else (run, (single,))
                value_a, value_b = (single.value, total) if single_is_a else (total, single.value)
                spread = (value_b - value_a) * 1000 // value_a
                ends = {single.source, single.target} & {
                    end for leg in run for end in (leg.source, leg.target)
                }
                if setting.spread_low <= spread < setting.spread_high and not ends:
                    quickness = run[-1].at_us - run[0].at_us
                    yield (
                        len(run),
                        quickness,
                        single.number,
                        Run(legs_a=legs_a, legs_b=legs_b, spread=spread),
                    )
