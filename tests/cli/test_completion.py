"""A shell that completes is offered commands, options and ids, and changes nothing by asking."""

import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.runner import PROGRAM, run
from tests.strategies.casework import campaign, raised
from tests.strategies.records import fresh_sqlite
from tests.strategies.respond import demo_request, instruments

from plainsight.app.casework.work_case import open_case
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Actor
from plainsight.cli.offered import mend_bash_line
from plainsight.model.role import Role, make_staff
from plainsight.respond.states import Role as DeskRole
from plainsight.stores.records import open_records

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where records lie under the name that commands look for: two alerts and a case."""
    url = fresh_sqlite(tmp_path / "plainsight.db")
    records = open_records(url, salts=secrets.token_bytes)
    raised(records, campaign("one"), campaign("two"))
    open_case(records, "A broker", actor=make_staff("ana", Role.ANALYST), now=NOON)
    records.close()
    return tmp_path


def alerts_in(folder: Path) -> set[str]:
    records = open_records(f"sqlite:///{folder / 'plainsight.db'}", salts=secrets.token_bytes)
    with records.read() as view:
        found = {each.alert_id for each in view.alerts.queue()}
    records.close()
    return found


def bash(*words: str) -> Mapping[str, str]:
    """As the script of bash asks: the words on lines of their own, the last one being written."""
    line = {"COMP_WORDS": "\n".join(("plainsight", *words)), "COMP_CWORD": str(len(words))}
    return {"_PLAINSIGHT_COMPLETE": "complete_bash", **line}


def zsh(*words: str) -> Mapping[str, str]:
    line = " ".join(("plainsight", *words))
    return {"_PLAINSIGHT_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}


def fish(*words: str) -> Mapping[str, str]:
    asked = {**zsh(*words), "_PLAINSIGHT_COMPLETE": "complete_fish"}
    return {**asked, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}


SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("typol",), "typologies"),
        (("queue", "dec"), "decide"),
        (("scan", "--js"), "--json"),
        (("typologies", "show", "T04"), "T04"),
        (("flows", "find", "--typology", "F17"), "F17"),
        (("cases", "show", "CASE-"), "CASE-2026-000001"),
    ],
)
def test_every_shell_is_offered_commands_options_and_ids(
    folder: Path, shell: str, words: tuple[str, ...], offered: str
) -> None:
    done = run(cwd=folder, environment=SHELLS[shell](*words))
    assert offered in done.out
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("words", [("explain",), ("queue", "take"), ("queue", "decide")])
def test_an_alert_s_id_is_offered_wherever_one_is_asked_for(
    folder: Path, words: tuple[str, ...]
) -> None:
    done = run(cwd=folder, environment=bash(*words, "al_"))
    assert set(done.out.split()) == alerts_in(folder)
    assert len(done.out.split()) == 2


def test_a_title_is_not_offered(folder: Path) -> None:
    for shell in SHELLS.values():
        assert "broker" not in run(cwd=folder, environment=shell("cases", "show", "CASE")).out


def test_a_typology_is_offered_with_its_name(folder: Path) -> None:
    done = run(cwd=folder, environment=fish("typologies", "test", "T04"))
    assert done.out.strip() == "T04\trunning points"


def test_records_named_on_the_line_are_asked_where_bash_takes_their_name_apart(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    place = f"///{folder / 'plainsight.db'}"
    asked = bash("cases", "show", "--records", "sqlite", ":", place, "CASE")
    assert run(cwd=elsewhere, environment=asked).out.split() == ["CASE-2026-000001"]
    assert run(cwd=elsewhere, environment=bash("cases", "show", "CASE")).out.split() == []
    assert list(elsewhere.iterdir()) == [], "no records are made by asking"


@pytest.mark.parametrize(
    ("words", "place", "mended"),
    [
        (
            "p\nx\n--records\nsqlite\n:\n///r.db\nal",
            "6",
            ("p\nx\n--records\nsqlite:///r.db\nal", "4"),
        ),
        ("p\nx\n--records\nsqlite\n:", "4", ("p\nx\n--records\nsqlite:", "3")),
        ("p\nx\n--records\nsqlite\n:\n///r.db\n", "6", ("p\nx\n--records\nsqlite:///r.db\n", "4")),
        ("p\nal\n--records\nsqlite\n:\n///r.db", "1", ("p\nal\n--records\nsqlite:///r.db", "1")),
        ("p\nal_", "1", ("p\nal_", "1")),
        ("p\n:\nx", "", ("p\n:\nx", "")),
    ],
)
def test_words_taken_apart_are_joined_and_the_place_is_kept(
    words: str, place: str, mended: tuple[str, str]
) -> None:
    asked = {"_PLAINSIGHT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": place}
    mend_bash_line(asked)
    assert (asked["COMP_WORDS"], asked["COMP_CWORD"]) == mended


def test_records_of_an_earlier_release_are_not_upgraded_by_asking(folder: Path) -> None:
    file = folder / "plainsight.db"
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = 'r0017'")
    database.close()
    before = file.read_bytes()
    done = run(cwd=folder, environment=bash("explain", "al_"))
    assert (done.code, done.out.split(), done.err) == (0, [], "")
    assert file.read_bytes() == before
    assert [each.name for each in folder.iterdir()] == ["plainsight.db"]


@pytest.mark.parametrize("content", [b"", b"no database"])
def test_what_cannot_be_read_offers_nothing_and_says_nothing(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "plainsight.db").write_bytes(content)
    done = run(cwd=tmp_path, environment=bash("explain", "al_"))
    assert (done.code, done.out.split(), done.err) == (0, [], "")


def test_legal_requests_are_offered_by_their_reference(folder: Path) -> None:
    records = open_records(f"sqlite:///{folder / 'plainsight.db'}", salts=secrets.token_bytes)
    desk = Actor(actor_id="ines", role=DeskRole.INTAKE)
    request = demo_request("us-preservation-2703f")
    received = receive_request(records, request, instruments=instruments(), actor=desk, now=NOON)
    records.close()
    done = run(cwd=folder, environment=bash("requests", "show", "LER"))
    assert done.out.split() == [received.stored.reference]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_itself_completes_an_alert(folder: Path) -> None:
    wanted = min(alerts_in(folder))
    script = f"""
        eval "$(_PLAINSIGHT_COMPLETE=source_bash {PROGRAM})"
        COMP_WORDS=(plainsight explain {wanted[:-1]}) COMP_CWORD=2
        $(complete -p plainsight | sed 's/.*-F \\([^ ]*\\).*/\\1/') {PROGRAM}
        echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert wanted in done.stdout.split(), done.stderr
