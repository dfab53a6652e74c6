"""A command that the program prints can be typed as it stands, whichever way it was called."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plainsight.cli.own_name import activation, command, own_name


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as `make demo` leaves it: the program in `.venv/bin`, a reader beside it."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "plainsight").write_text('#!/bin/sh\necho "called: $*"\n')
    (programs / "plainsight").chmod(0o755)
    (programs / "activate").write_text("")
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    return programs


def test_a_program_that_no_shell_finds_is_named_by_its_path(environment: Path) -> None:
    assert own_name() == ".venv/bin/plainsight"
    assert activation() == ". .venv/bin/activate"
    line = command("alerts", "--records", "sqlite:///out of here/records.db")
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.stdout == "called: alerts --records sqlite:///out of here/records.db\n", done


def test_one_that_is_found_by_its_name_is_called_by_its_name(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{environment}:/usr/bin:/bin")
    assert own_name() == "plainsight"
    assert activation() is None


def test_another_of_that_name_is_not_taken_for_this_one(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(environment / "plainsight", other)
    monkeypatch.setenv("PATH", f"{other}:/usr/bin:/bin")
    assert own_name() == ".venv/bin/plainsight"


def test_elsewhere_the_path_is_whole_and_quoted(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(environment)
    assert shlex.split(own_name()) == [str(environment / "plainsight")]


def test_without_a_program_of_its_own_python_is_asked_for_the_module(environment: Path) -> None:
    (environment / "plainsight").unlink()
    assert own_name() == f"{environment}/python -m plainsight"
