"""Run the command line as a user does: a process of its own, its streams, its exit code."""

import json
import os
import pty
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

PROGRAM = Path(sys.executable).with_name("plainsight")
SERVER = Path(__file__).with_name("warm_server.py")


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
    """Run `plainsight` with these arguments, its modules loaded already."""
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        given.write(stdin.encode() if isinstance(stdin, str) else stdin)
        given.seek(0)
        asked = {
            "arguments": arguments,
            "cwd": str(cwd),
            "environment": {**_environment(columns), **(environment or {})},
        }
        code = _ask(asked, (given, out, err))
        return Ran(code, _read(out), _read(err))


def run_on_terminal(*arguments: str, cwd: Path, columns: int) -> Ran:
    """Run `plainsight` with these arguments, its output on a terminal of that width."""
    ours, theirs = pty.openpty()
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as err,
        os.fdopen(ours, "rb", buffering=0) as screen,
        ThreadPoolExecutor(1) as watching,
    ):
        shown = watching.submit(_watched, screen)
        with os.fdopen(theirs, "wb", buffering=0) as out:
            asked = {
                "arguments": arguments,
                "cwd": str(cwd),
                "environment": _environment(columns),
            }
            code = _ask(asked, (given, out, err))
        return Ran(code, shown.result(), _read(err))


def run_installed(*arguments: str, cwd: Path) -> Ran:
    """Run the program as it is installed, from nothing."""
    done = subprocess.run(
        [PROGRAM, *arguments], cwd=cwd, capture_output=True, check=False, env=_environment(100)
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@cache
def warm_server() -> Path:
    """The socket of this test process's server, which ends with the process."""
    server, path = start_server()
    _running.append(server)
    return path


def start_server(*options: str) -> tuple[subprocess.Popen[bytes], Path]:
    """A server that ends with its standard input, and its socket in a folder that goes with it."""
    server = subprocess.Popen(
        [sys.executable, SERVER, *options],
        stdin=subprocess.PIPE,  # held open by this process alone
        stdout=subprocess.PIPE,
        env=_environment(100),
    )
    assert server.stdout is not None
    word, _, path = server.stdout.readline().decode().rstrip("\n").partition(" ")
    assert word == "ready"
    return server, Path(path)


_running: list[subprocess.Popen[bytes]] = []


def _environment(columns: int) -> dict[str, str]:
    return {**os.environ, "COLUMNS": str(columns), "TERM": "dumb"}


def _ask(asked: Mapping[str, object], streams: tuple[IO[bytes], ...]) -> int:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(str(warm_server()))
        socket.send_fds(
            connection, [json.dumps(asked).encode()], [stream.fileno() for stream in streams]
        )
        return int(connection.recv(16))


def _watched(screen: IO[bytes]) -> str:
    """All that is shown until nobody holds the terminal any more, which Linux calls an error."""
    shown = b""
    with suppress(OSError):
        while read := screen.read(65_536):
            shown += read
    return shown.decode().replace("\r\n", "\n")


def _read(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()
