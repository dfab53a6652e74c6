"""What commands print through: lines go on where they began, and stay whole in a pipe."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from plainsight.cli.screen import console, counted

LONG = "   reason: " + "no limits, no bank, no questions " * 4


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    made = console(width=60)
    made.file = io.StringIO()
    return made


def said(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


@pytest.mark.parametrize("line", [LONG, Text(LONG)], ids=["string", "text"])
def test_a_line_that_begins_indented_goes_on_indented(terminal: Console, line: str | Text) -> None:
    terminal.print(line)
    first, *others = said(terminal).splitlines()
    assert first.startswith("   reason: ")
    assert others
    assert all(line.startswith("   ") and line[3] != " " for line in others)
    assert all(len(line) <= 60 for line in (first, *others))


def test_a_line_that_begins_at_the_edge_wraps_there(terminal: Console) -> None:
    terminal.print("word " * 20)
    assert [line[:5] for line in said(terminal).splitlines()] == ["word ", "word "]


def test_markup_is_obeyed_only_where_it_was_asked_for(terminal: Console) -> None:
    terminal.print("  [bold]one[/]", style="dim")
    terminal.print("  [bold]two[/]", markup=False)
    assert "one\n" in said(terminal).replace("\x1b[0m", "")
    assert "[bold]two[/]" in said(terminal)


def test_a_post_that_names_an_emoji_by_its_code_is_shown_as_it_is_written(
    terminal: Console,
) -> None:
    terminal.print("precio:100: y :key:")
    assert said(terminal) == "precio:100: y :key:\n"


def test_in_a_pipe_a_line_is_a_line_however_long() -> None:
    screen = console(width=40)
    screen.file = io.StringIO()
    screen.print(LONG)
    assert said(screen) == f"{LONG}\n"


def test_one_of_a_thing_is_said_as_one() -> None:
    assert [counted(count, "post") for count in (0, 1, 1_200)] == [
        "0 posts",
        "1 post",
        "1,200 posts",
    ]
    assert [counted(count, "entry", "entries") for count in (1, 2)] == ["1 entry", "2 entries"]
