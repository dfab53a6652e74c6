"""What this process and those it started have used so far: Spark's Java machine is one of them."""

import os
from collections.abc import Iterator
from pathlib import Path

_MEBIBYTE = 1024  # of the kibibytes that the kernel states


def processor_seconds() -> float:
    """Of this process and its living children, all threads."""
    ticks = 0
    for process in _family(os.getpid()):
        # The name in brackets may hold spaces; fields 14 and 15 are user and system time.
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_mebibytes() -> float:
    """Most resident memory of each, added up.

    The kernel's high water mark: `ru_maxrss` would begin at the size of whoever started us.
    """
    total = 0
    for process in _family(os.getpid()):
        lines = (process / "status").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return total / _MEBIBYTE


def _family(pid: int) -> Iterator[Path]:
    process = Path("/proc") / str(pid)
    yield process
    for task in (process / "task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))
