"""The port is open before anybody is told of it, and one that is taken is said in a sentence."""

import io
import socket
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from plainsight.cli.run import serve
from plainsight.cli.run.serve_socket import close, listen
from plainsight.errors import BadValue


def _port(opened: socket.socket) -> int:
    port: int = opened.getsockname()[1]
    return port


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    printed = io.StringIO()
    monkeypatch.setattr(serve, "console", lambda: Console(file=printed, width=300))
    return printed


def test_a_port_that_is_taken_is_said_before_a_link_is_drawn_or_records_are_made(
    tmp_path: Path, screen: io.StringIO
) -> None:
    taken = listen("127.0.0.1", 0)
    try:
        with pytest.raises(BadValue, match="taken by another program; choose another with --port"):
            serve.serve(records=f"sqlite:///{tmp_path / 'r.db'}", port=_port(taken[0]))
    finally:
        close(taken)
    assert screen.getvalue() == ""
    assert not (tmp_path / "r.db").exists()


def test_who_calls_as_soon_as_it_says_where_it_is_is_not_refused(
    tmp_path: Path, screen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[socket.socket] = []

    def run(options: Any, services: Any, *, sockets: list[socket.socket], **_: Any) -> None:
        # Nothing of the application runs yet, and the line is on the screen.
        assert "serving at" in screen.getvalue()
        given.extend(sockets)
        with socket.create_connection(sockets[0].getsockname(), timeout=10):
            pass
        services.records.close()

    monkeypatch.setattr(serve, "_run", run)
    serve.serve(records=f"sqlite:///{tmp_path / 'r.db'}", port=0)
    assert [each.fileno() for each in given] == [-1] * len(given) != [], "the port is let go"


def test_a_name_is_served_at_each_of_its_addresses() -> None:
    named = {each[4][0] for each in socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)}
    opened = listen("localhost", 0)
    served = {each.getsockname()[0] for each in opened}
    close(opened)
    assert "127.0.0.1" in served
    assert served <= named


@pytest.mark.parametrize(
    ("host", "mend"),
    [("192.0.2.1", "none of this machine"), ("no such host", "no address of this machine")],
)
def test_an_address_that_is_not_ours_is_named(host: str, mend: str) -> None:
    with pytest.raises(BadValue, match=mend) as refused:
        listen(host, 0)
    assert refused.value.field == "host"
