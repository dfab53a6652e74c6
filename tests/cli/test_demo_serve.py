"""The demo's last step: a console for a person, an exit for a machine, never for the network."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli import full_app
from plainsight.cli.demo import served, walk
from plainsight.cli.run import serve
from plainsight.cli.run.serve_socket import listen
from plainsight.errors import BadValue, NoTimestamp, NotLocal, OthersRecords
from plainsight.web.given import WebServices


@pytest.mark.parametrize("is_ci", [True, False])
def test_without_a_person_at_a_terminal_the_demo_says_how_and_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_ci: bool
) -> None:
    if is_ci:
        monkeypatch.setenv("CI", "1")
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    else:
        monkeypatch.delenv("CI", raising=False)
    screen = Console(file=io.StringIO(), width=300)
    assert not served.tell_console(screen, tmp_path), "nobody would ever end it"
    assert isinstance(screen.file, io.StringIO)
    assert f"plainsight serve --demo --records sqlite:///{tmp_path}" in screen.file.getvalue()


def test_at_a_terminal_where_it_is_is_said_before_it_is_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    screen = Console(file=io.StringIO(), width=300)
    assert served.tell_console(screen, tmp_path)
    assert isinstance(screen.file, io.StringIO)
    assert "Open http://127.0.0.1:8008/sign-in" in screen.file.getvalue()


def test_a_port_of_one_s_own_is_said_with_the_command_that_comes_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    screen = Console(file=io.StringIO(), width=300)
    assert served.tell_console(screen, tmp_path, port=8123)
    assert isinstance(screen.file, io.StringIO)
    assert "Open http://127.0.0.1:8123/sign-in" in screen.file.getvalue()
    assert screen.file.getvalue().rstrip().endswith("--port 8123")


def test_a_port_that_is_taken_is_said_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(walk, "is_watched", lambda: True)
    out = tmp_path / "demo"
    (taken,) = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    try:
        with pytest.raises(BadValue, match="choose another with --port"):
            walk.demo(out, port)
    finally:
        taken.close()
    assert not out.exists()
    told = CliRunner().invoke(full_app(), ["demo", "--help"])
    assert "--port" in told.output, "what the mend names is there"


@pytest.fixture
def served_with(monkeypatch: pytest.MonkeyPatch) -> list[WebServices]:
    """What each application was given that would have been served."""
    given: list[WebServices] = []
    monkeypatch.setattr(serve, "_run", lambda _, services, **__: given.append(services))
    monkeypatch.setattr(serve, "listen", lambda *_: [])
    return given


def test_the_desk_of_the_demo_s_console_can_build_a_package(
    served_with: list[WebServices], tmp_path: Path
) -> None:
    wiring.create_signer(tmp_path / "demo.key", name="demo")
    wiring.make_local_authority(tmp_path / "desk" / "tsa", name="Demo timestamp authority")
    served.serve_console(tmp_path)
    (given,) = served_with
    assert given.seals is not None
    assert given.seals.timestamper.stamp(b"package")
    given.records.close()


def test_an_authority_that_cannot_stamp_is_refused_at_the_start(
    served_with: list[WebServices], tmp_path: Path
) -> None:
    wiring.create_signer(tmp_path / "desk.key", name="desk")
    with pytest.raises(NoTimestamp, match="nowhere"):
        serve.serve(
            records=f"sqlite:///{tmp_path}/r.db", key=tmp_path / "desk.key", tsa="nowhere.cnf"
        )
    assert not served_with


def test_the_records_of_a_shell_set_up_for_a_desk_are_not_opened_to_a_demo(
    served_with: list[WebServices], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = f"sqlite:///{tmp_path}/desk.db"
    monkeypatch.setenv("PLAINSIGHT_RECORDS", desk)
    with pytest.raises(OthersRecords, match="PLAINSIGHT_RECORDS"):
        serve.serve(records=desk, demo=True)
    assert not (tmp_path / "desk.db").exists()
    serve.serve(records=f"sqlite:///{tmp_path}/demo.db", demo=True)
    served_with.pop().records.close()


def test_a_demo_is_not_let_into_a_desk_nor_a_desk_into_a_demo(
    served_with: list[WebServices], tmp_path: Path
) -> None:
    desk, demo = (f"sqlite:///{tmp_path}/{name}.db" for name in ("desk", "demo"))
    serve.serve(records=desk)
    serve.serve(records=demo, demo=True)
    with pytest.raises(OthersRecords, match="a desk's"):
        serve.serve(records=desk, demo=True)
    with pytest.raises(OthersRecords, match="a demo's"):
        serve.serve(records=demo)
    serve.serve(records=demo, demo=True)
    serve.serve(records=desk)
    assert len(served_with) == 4
    for given in served_with:
        given.records.close()


def test_a_refused_demo_leaves_nobody_behind(
    served_with: list[WebServices], tmp_path: Path
) -> None:
    desk = f"sqlite:///{tmp_path}/desk.db"
    serve.serve(records=desk)
    with pytest.raises(OthersRecords):
        serve.serve(records=desk, demo=True)
    (given,) = served_with
    with given.records.read() as view:
        assert [person.email for person in view.identity.people.all()] == ["admin@localhost"]
    given.records.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "::", "localhost.evil", "127.0.0.2"])
def test_the_demo_refuses_every_address_but_this_machine_s(host: str, tmp_path: Path) -> None:
    with pytest.raises(NotLocal, match=r"127\.0\.0\.1"):
        serve.serve(records=f"sqlite:///{tmp_path / 'r.db'}", host=host, demo=True)
    assert not (tmp_path / "r.db").exists()


@pytest.mark.parametrize(
    ("host", "origin", "mend"),
    [
        ("0.0.0.0", None, "--origin"),
        ("0.0.0.0", "http://desk.example", "https"),
        ("127.0.0.1", "https://desk.example/path", "scheme and host only"),
        ("127.0.0.1", "desk.example", "https"),
    ],
)
def test_browsers_reach_it_by_tls_or_on_this_machine(
    tmp_path: Path, host: str, origin: str | None, mend: str
) -> None:
    with pytest.raises(BadValue, match=mend):
        serve.serve(records=f"sqlite:///{tmp_path / 'r.db'}", host=host, origin=origin)


def test_every_command_of_the_operator_has_an_example() -> None:
    for name in ("serve", "migrate", "backup", "restore"):
        told = CliRunner().invoke(full_app(), [name, "--help"])
        assert told.exit_code == 0
        assert f"plainsight {name}" in told.output
