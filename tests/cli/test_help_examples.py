"""The examples of the help: each command has one of itself, it reads, and it ends as it says."""

import io
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.help_examples import Example, command_of, examples, helps, program
from tests.cli.runner import run
from tests.strategies.casework import campaign, raised
from tests.strategies.records import fresh_sqlite
from typer.testing import CliRunner

from plainsight.app.casework.work_case import open_case
from plainsight.cli import full_app
from plainsight.cli.exits import EXIT_DATA, EXITS_SAID, exit_code
from plainsight.errors import PlainsightError
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import open_records

ANA = make_staff("ana", Role.ANALYST)
# What goes on until it is stopped, a demo of a minute, another machine; the examples of a typology
# are run by tests/detect.
LEFT_OUT = ("serve", "demo", "platform serve", "platform check", "clocks board", "typologies test")
ELSEWHERE = ("postgresql://", "https://")
# What needs nothing but records: neither a file nor an id, nor a ledger, a book or a key.
FROM_RECORDS = (
    *("alerts", "quarantine", "queue list", "queue take", "queue sync", "queue restrictions"),
    *("queue appeals", "queue quality", "queue watch", "queue terms", "queue skips"),
    *("rollouts list", "cases show", "cases timeline", "cases graph", "cases list"),
    *("requests list", "requests gaps", "requests watch", "requests alarms", "holds list"),
    *("requests preservations", "holds verify", "clocks check", "agencies list"),
    *("people list", "machines list", "log show", "log stamps", "statements scoreboard"),
    *("statements list", "typologies show", "lexicon find", "cases close", "reports list"),
    *("reports due", "queue labels", "queue lexicon", "roster show", "roster add"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with two alerts, and a case of Ana's."""
    file = tmp_path_factory.mktemp("examples") / "plainsight.db"
    records = open_records(fresh_sqlite(file), salts=secrets.token_bytes)
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    raised(records, campaign("one"), campaign("two"))
    open_case(records, "A broker", actor=ANA, now=now)
    records.close()
    return file


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's folder: records under their usual name, and nothing else."""
    shutil.copyfile(made, tmp_path / made.name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    for name in ("PLAINSIGHT_RECORDS", "PLAINSIGHT_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_every_command_has_an_example_of_itself() -> None:
    shown = {each.of for each in examples() if " ".join(each.words).startswith(each.of)}
    assert [name for name, _ in helps() if name not in shown] == []


def test_every_example_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With each file that it names there: no option is unknown, nothing needed is left out."""
    monkeypatch.chdir(tmp_path)
    unread = []
    for each in examples():
        command, given = command_of(each.words)
        _make_files(given)
        try:
            command.make_context(each.of, list(given))
        except Exception as wrong:
            unread.append((" ".join(each.words), str(wrong) or repr(wrong)))
    assert unread == []


@pytest.mark.parametrize("name", sorted({each.of for each in examples()} - set(LEFT_OUT)))
def test_an_example_ends_with_a_code_that_is_told_and_never_with_a_traceback(
    folder: Path, name: str
) -> None:
    """In a folder with records alone; where these are all that is needed, it runs as printed."""
    for each in examples():
        if each.of == name and _is_here(each):
            is_all = name in FROM_RECORDS and "plainsight-transfers" not in each.words
            assert _end(each) in ((0, 1) if is_all else (0, 1, 2, 65, 69, 77)), each.words


def test_what_is_said_to_need_records_alone_is_there() -> None:
    assert set(FROM_RECORDS) <= {name for name, _ in helps()}


@pytest.mark.parametrize("words", [("attributions", "update"), ("chain", "ingest")])
def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(*words, "none.json", cwd=tmp_path)
    assert done.code == EXIT_DATA
    assert done.err.split("\n") == ["error: cannot open none.json: No such file or directory", ""]


def test_the_list_of_commands_tells_every_code_once() -> None:
    told = " ".join(CliRunner().invoke(full_app(), ["--help"]).output.split())
    assert told.count("Exit codes:") == 1
    assert EXITS_SAID in told
    codes = {exit_code(error.__new__(error)) for error in _kinds(PlainsightError)}
    assert [code for code in codes if f"; {code} " not in EXITS_SAID] == []


def _is_here(example: Example) -> bool:
    is_demo = example.of.endswith("demo")
    return (
        not is_demo
        and not any(word.startswith(ELSEWHERE) for word in example.words)
        and not any(" ".join(example.words).startswith(left) for left in LEFT_OUT)
    )


def _end(example: Example) -> int:
    """The code that `main` would end with. Raises what it would let through."""
    try:
        done = program().main(list(example.words), prog_name="plainsight", standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    except PlainsightError as error:
        return exit_code(error)
    except OSError as failed:
        if failed.filename is None:
            raise
        return EXIT_DATA
    except Exception as wrong:
        if not hasattr(wrong, "exit_code"):  # of the line itself
            raise
        return int(wrong.exit_code)
    return done if isinstance(done, int) else 0


def _make_files(given: list[str]) -> None:
    for word in (*given, "witness.key", "backups/2026-11-21/"):
        path = Path(word)
        if word.startswith("-") or "://" in word or path.is_absolute() or path.exists():
            continue
        if word.endswith("/") or word.startswith("./"):
            path.mkdir(parents=True)
        elif path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()


def _kinds(kind: type[PlainsightError]) -> list[type[PlainsightError]]:
    return [kind, *(each for below in kind.__subclasses__() for each in _kinds(below))]
