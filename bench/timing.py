"""Timing: medians of several runs, and peak memory of a process of its own."""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

RUNS = 5


def median_seconds(work: Callable[[], object], *, runs: int = RUNS, warmup: int = 1) -> float:
    """Median wall time of `work` after warm-up runs."""
    for _ in range(warmup):
        work()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def interleaved(works: dict[str, Callable[[], object]], *, runs: int = RUNS) -> dict[str, float]:
    """Medians of several works taken in turn, so that a machine's drift touches all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(runs):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken) for name, taken in times.items()}


def peak_mebibytes(code: str, *arguments: str) -> float:
    """Peak resident memory of a fresh Python process that runs `code`.

    What the kernel calls the high water mark of its pages: `ru_maxrss` would begin at the size of
    the process that started it.
    """
    told = "next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))"
    program = f"{code}\nprint({told}.split()[1])"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) / 1024


def own_peak_mebibytes() -> float:
    """Peak resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
