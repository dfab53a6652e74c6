"""What commands print on a terminal of some width, in a pipe, and what stands in a golden file."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from typer.testing import CliRunner

from plainsight.cli import full_app

ID = re.compile(r"\b(al|ro|ca|re|ba|ho|lr|sh)_[0-9a-f]{32}\b")
_KEY = re.compile(r"\bage1[0-9a-z]{20}\b")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_FOLDER = Path(__file__).parent / "golden"


def on_terminal(columns: int, *command: str) -> str:
    """The output on a terminal, without its colours and the blanks that fill it."""
    return _run(*command, COLUMNS=str(columns), FORCE_COLOR="1", TERM="xterm")


def piped(*command: str) -> str:
    """The output that the next program of a pipe reads."""
    return _run(*command)


def still_golden(name: str, commands: Iterable[tuple[str, ...]], *options: str) -> None:
    """Raise AssertionError where what they print at 80 columns is not what the file holds."""
    told = "\n".join(
        f"$ plainsight {' '.join(command[:2])}\n{on_terminal(80, *command, *options)}"
        for command in commands
    )
    masked = _KEY.sub(f"age1{'0' * 20}", ID.sub(lambda found: f"{found[1]}_{'0' * 32}", told))
    golden = _FOLDER / f"{name}.txt"
    if os.environ.get("PLAINSIGHT_GOLDEN"):
        golden.write_text(masked, encoding="utf-8")
    assert masked == golden.read_text(encoding="utf-8")


def _run(*command: str, **environment: str) -> str:
    done = CliRunner().invoke(full_app(), command, env=environment, catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output
    lines = _COLOURS.sub("", done.stdout).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)
