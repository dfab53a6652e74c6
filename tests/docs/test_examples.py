"""Every console example in the README and the docs runs, and prints what it is said to print."""

import doctest
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli import warm_client
from tests.cli.runner import warm_server

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LOOKS_ALIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True, slots=True)
class Example:
    """One command of a page with the output shown below it."""

    line: int
    command: str
    expected: str


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_the_examples_of_a_page_run_in_order(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    if "cp -r typologies" in page.read_text(encoding="utf-8"):  # as in a fresh clone
        shutil.copytree(ROOT / "typologies", tmp_path / "typologies")
    environment = os.environ | {
        "PATH": f"{_programs(tmp_path)}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        warm_client.ADDRESS: str(warm_server()),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    for example in _examples(page):
        if example.command.startswith(("make ", ". .venv/")):
            continue  # what a newcomer begins with: `test_newcomer.py`
        done = subprocess.run(
            ["bash", "-c", example.command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        shown = done.stdout + done.stderr
        assert done.returncode in (0, 1), f"{page.name}:{example.line}\n{shown}"
        assert "Traceback" not in shown
        if example.expected:
            assert doctest.OutputChecker().check_output(example.expected, shown, LOOKS_ALIKE), (
                f"{page.name}:{example.line} $ {example.command}\n--- shown\n{shown}"
            )


def _programs(folder: Path) -> Path:
    """A folder with a `plainsight` that has loaded its modules already; see `warm_server.py`."""
    programs = folder / ".programs"
    programs.mkdir()
    program = programs / "plainsight"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S {warm_client.__file__} "$@"\n')
    program.chmod(0o755)
    return programs


def _examples(page: Path) -> list[Example]:
    """Commands, and between them each Python block as a program of its own, in the page's order."""
    examples: list[Example] = []
    inside = False
    program: list[str] | None = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if program is not None and line == "```":
            script = "\n".join(program)
            examples.append(Example(number, f"python - <<'PROGRAM'\n{script}\nPROGRAM", ""))
            program = None
        elif program is not None:
            program.append(line)
        elif line == "```python":
            program = []
        elif line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            examples.append(Example(number, line[2:], ""))
        elif inside and examples:
            last = examples[-1]
            examples[-1] = Example(last.line, last.command, f"{last.expected}{line}\n")
    return examples
