"""Where a command's words cannot go as usual, it says so in one line, or goes quietly."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.runner import PROGRAM, run

ADVERT = "车队长期接料，卡接回U，点位美丽，飞机 @chedui_88 🧊"
EXPLAIN = ("explain", "--text", ADVERT)


def shell(line: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line, PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("arguments", [EXPLAIN, (*EXPLAIN, "--json"), ("--version",)])
def test_a_reader_that_has_left_is_no_error(arguments: tuple[str, ...]) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    try:
        done = subprocess.run(
            [PROGRAM, *arguments], stdout=writes, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writes)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [EXPLAIN, (*EXPLAIN, "--json"), ("--version",)])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_device_is_one_clear_line(arguments: tuple[str, ...], unbuffered: str) -> None:
    done = shell('"$0" "$@" >/dev/full', *arguments, PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stderr) == (
        65,
        "error: cannot write standard output: No space left on device; choose another place\n",
    )


def test_a_closed_standard_output_is_one_clear_line() -> None:
    done = shell('"$0" "$@" >&-', *EXPLAIN)
    assert (done.returncode, done.stderr) == (
        65,
        "error: cannot write standard output: it is closed; choose another place\n",
    )


def test_closed_input_is_empty_input_and_closed_errors_are_not_missed() -> None:
    done = shell('"$0" explain - <&- 2>&-')
    assert (done.returncode, done.stdout) == (1, "no findings\n")
    assert shell('"$0" explain al_none 2>&-').returncode == 65


def test_what_an_encoding_cannot_show_is_escaped(tmp_path: Path) -> None:
    plain = {"PYTHONIOENCODING": "ascii"}
    done = shell('"$0" "$@"', *EXPLAIN, **plain)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u8f66\\u961f" in done.stdout
    found = shell('"$0" "$@"', *EXPLAIN, "--json", **plain)
    assert json.loads(found.stdout) == json.loads(run(*EXPLAIN, "--json", cwd=tmp_path).out)


def test_a_text_that_is_not_utf_8_is_one_clear_line(tmp_path: Path) -> None:
    ran = run("explain", "-", cwd=tmp_path, stdin=b"caf\xe9")
    assert (ran.code, ran.err) == (65, "error: cannot read standard input: it is not UTF-8\n")


def test_a_rate_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    ran = run("serve", "--page-rate", "lots", cwd=tmp_path)
    assert ran.code == 65
    assert ran.err == "error: rate is 'lots': calls and time, as 1200/minute or 20/second\n"


def test_the_package_runs_as_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "plainsight", "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout[:11]) == (0, "plainsight ")
