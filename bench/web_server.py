"""The server as an operator starts it, for as long as a benchmark needs it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from bench.web_users import HOST

_RATE = "100000000/minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that answers, and all its processes."""

    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """kill -9, every process at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(url: str, *, workers: int, book: Path | None = None) -> Iterator[Server]:
    """Start it over the records at `url`."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("plainsight")), "serve", "--demo", "--port", str(port),
        "--workers", str(workers), "--page-rate", _RATE, "--records", url,
        *(() if book is None else ("--book", str(book))),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(port, process)
        yield Server(port=port, process=process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            with urlopen(f"http://{HOST}:{port}/readyz", timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server did not start; see above") from None
            time.sleep(0.5)
    raise TimeoutError(f"nothing answers on port {port}")
