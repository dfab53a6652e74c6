"""Run the command line as a user does: a process of its own, its streams, its exit code."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("plainsight")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


def run(
    *arguments: str,
    cwd: Path,
    stdin: str | bytes = "",
    columns: int = 100,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run `plainsight` with these arguments."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [PROGRAM, *arguments],
        cwd=cwd,
        input=data,
        capture_output=True,
        check=False,
        env=os.environ | {"COLUMNS": str(columns), "TERM": "dumb"} | (environment or {}),
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
