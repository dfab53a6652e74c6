"""The list of commands is the same whether it is read from their sources or from themselves."""

import sys

import pytest
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
    monkeypatch.delitem(sys.modules, "plainsight.cli.scan", raising=False)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert "scan" in capsys.readouterr().out
    assert "plainsight.cli.scan" not in sys.modules
