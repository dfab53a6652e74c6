from functools import cache
from pathlib import Path

import pytest
from tests.cli.chain_case import write_case
from typer import testing

# Otherwise a runner makes the commands of all groups anew at each call: up to a sixth of a second.
testing._get_command = cache(testing._get_command)


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a broker's USDT history, with a book in which one account is a supplier."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    write_case(tmp_path)
    return tmp_path
