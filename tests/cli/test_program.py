"""The tests run commands in a process that is warm already: it must say what the program says."""

import signal
from pathlib import Path

import pytest
from tests.cli.runner import run, run_installed, start_server
from tests.cli.warm_server import COLD

ADVERT = "车队长期接料，卡接回U，点位美丽，飞机 @chedui_88"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["explain", "--text", ADVERT], 0),
        (["explain", "--text", "好天气"], 1),
        (["explain", "al_none"], 65),
        (["scan", "nowhere.jsonl"], 65),
        (["--version"], 0),
        (["nonsense"], 2),
    ],
)
def test_the_installed_program_says_the_same(
    arguments: list[str], code: int, tmp_path: Path
) -> None:
    installed = run_installed(*arguments, cwd=tmp_path)
    assert run(*arguments, cwd=tmp_path) == installed
    assert installed.code == code


def test_a_server_that_ends_leaves_no_folder_behind() -> None:
    server, socket = start_server(COLD)
    with server:
        assert socket.exists()
        assert server.stdin is not None
        server.stdin.close()
        assert server.wait() == 0
    assert not socket.parent.exists()


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGHUP])
def test_a_server_that_is_stopped_leaves_no_folder_behind(name: signal.Signals) -> None:
    server, socket = start_server(COLD)
    with server:
        assert socket.exists()
        server.send_signal(name)
        assert server.wait() == 128 + name
    assert not socket.parent.exists()
