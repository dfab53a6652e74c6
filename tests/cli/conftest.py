import shutil
from functools import cache
from pathlib import Path

import pytest
from tests.cli.chain_case import write_case
from typer import testing

# Otherwise a runner makes the commands of all groups anew at each call: up to a sixth of a second.
testing._get_command = cache(testing._get_command)


@pytest.fixture(scope="session")
def first_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `case` copies: taken in by the commands themselves, once."""
    folder = tmp_path_factory.mktemp("first_case")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_case(folder)
    return folder


@pytest.fixture
def case(tmp_path: Path, first_case: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a broker's USDT history, with a book in which one account is a supplier."""
    shutil.copytree(first_case, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path
