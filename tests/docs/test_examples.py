"""Every example in the README and the docs runs, and prints what it is said to print."""

import contextlib
import doctest
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli import warm_client
from tests.cli.runner import warm_server
from tests.docs.not_run import reasons_of
from tests.docs.page_examples import PAGES, ROOT, Block, blocks_of, commands_of, name_of

BEFORE = Path(__file__).parent / "before"
LOOKS_ALIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# What one command of a page exports, the next finds, as in the reader's shell.
SHELL = '[ -f .shell ] && . ./.shell\n{command}\ncode=$?\nexport -p > .shell\nexit "$code"'
HANGS_AFTER = 600  # seconds: what waits for somebody fails, rather than hold up the run
RUN = {"console", "python"}


def _runs(block: Block) -> bool:
    return (block.language in RUN or bool(block.is_file)) and not reasons_of(block)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(map(_runs, blocks_of(page)))], ids=name_of
)
def test_the_examples_of_a_page_run_in_order(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = _as_in_a_clone(page, tmp_path)
    before = BEFORE / f"{page.stem}.sh"
    if before.exists():  # what the page takes its reader to have, and to have done
        done = _shell(f"set -e\n{before.read_text(encoding='utf-8')}", environment)
        assert done.returncode == 0, f"{before.name}\n{done.stdout}"
    for block in filter(_runs, blocks_of(page)):
        if block.is_file:
            Path(block.is_file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            _run_python(block)
        else:
            _run_console(block, environment)


def _run_console(block: Block, environment: dict[str, str]) -> None:
    for example in commands_of(block):
        if example.command.startswith(("make ", ". .venv/")):
            continue  # what a newcomer begins with: `test_newcomer.py`
        place = f"{block.page.name}:{example.line} $ {example.command}"
        done = _shell(example.command, environment)
        assert done.returncode in (0, 1), f"{place}\n{done.stdout}"
        assert "Traceback" not in done.stdout
        if example.expected:
            assert doctest.OutputChecker().check_output(
                example.expected, done.stdout, LOOKS_ALIKE
            ), f"{place}\n--- shown\n{done.stdout}"


def _run_python(block: Block) -> None:
    """A block is a program of its own; as this process has loaded what it imports, it is quick."""
    program = compile("\n" * block.line + block.text, str(block.page), "exec")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(program, {"__name__": "__main__"})


def _shell(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", SHELL.format(command=command)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=HANGS_AFTER,
    )


def _as_in_a_clone(page: Path, folder: Path) -> dict[str, str]:
    """The folders that pages name, and the environment that finds the programs they name."""
    shutil.copytree(ROOT / "samples", folder / "samples")
    shutil.copytree(ROOT / "spec", folder / "spec")
    if "cp -r typologies" in page.read_text(encoding="utf-8"):
        shutil.copytree(ROOT / "typologies", folder / "typologies")
    return os.environ | {
        "PATH": f"{_programs(folder)}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        warm_client.ADDRESS: str(warm_server()),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }


def _programs(folder: Path) -> Path:
    """A folder with a `plainsight` that has loaded its modules already; see `warm_server.py`."""
    programs = folder / ".programs"
    programs.mkdir()
    program = programs / "plainsight"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S {warm_client.__file__} "$@"\n')
    program.chmod(0o755)
    return programs
