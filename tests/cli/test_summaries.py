"""The list of commands is the same whether it is read from their sources or from themselves."""

import sys
from pathlib import Path

import pytest
from tests.cli.runner import run
from typer.testing import CliRunner

from plainsight import cli


def test_the_quick_list_of_commands_says_what_the_commands_say() -> None:
    quick = CliRunner().invoke(cli._listed(), ["--help"])
    whole = CliRunner().invoke(cli.full_app(), ["--help"])
    assert quick.exit_code == whole.exit_code == 0
    assert quick.output == whole.output
    assert "scan" in quick.output


def test_asking_for_the_list_loads_no_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["plainsight", "--help"])
    monkeypatch.delitem(sys.modules, "plainsight.cli.detect.scan", raising=False)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert "scan" in capsys.readouterr().out
    assert "plainsight.cli.detect.scan" not in sys.modules


@pytest.mark.parametrize(
    ("line", "place", "offered"),
    [("plainsight sc", "1", "scan"), ("plainsight scan --js", "2", "--json")],
)
def test_a_shell_is_told_commands_and_their_options(
    line: str, place: str, offered: str, tmp_path: Path
) -> None:
    asked = {"_PLAINSIGHT_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": place}
    assert run(cwd=tmp_path, environment=asked).out.split() == [offered]


@pytest.mark.parametrize("words", [[], ["--help"], ["--version"], ["nonsense"], ["-x", "y"]])
def test_without_a_command_none_is_loaded(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_build", pytest.fail)
    assert cli._asked_for(words).registered_commands


def test_a_command_after_other_words_is_found() -> None:
    assert len(cli._asked_for(["--", "scan"]).registered_commands) == len(cli.COMMANDS)
    assert len(cli._asked_for(["scan", "--help"]).registered_commands) == 1
