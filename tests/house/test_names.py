"""What stands in the tree is there on purpose: nothing that a run leaves behind."""

import re
import subprocess
from pathlib import Path

import pytest
from source_tree import ROOT

_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")
_MAY_BE_EMPTY = {"src/plainsight/py.typed"}  # PEP 561: its being there says it all


@pytest.fixture(scope="module")
def files() -> list[str]:
    """Every file that is kept under version control."""
    told = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [name for name in told.stdout.split("\0") if name]


def test_files_are_named_in_plain_letters(files: list[str]) -> None:
    assert [name for name in files if not _PLAIN.fullmatch(name)] == []


def test_no_file_is_empty(files: list[str]) -> None:
    here = [ROOT / name for name in files if name not in _MAY_BE_EMPTY]
    assert [str(file) for file in here if file.is_file() and not file.stat().st_size] == []


def test_nobody_is_told_to_install_it_by_name(files: list[str]) -> None:
    by_name = re.compile(r"pip install [^\n`]*?['\"]?plainsight\b(?!/)")
    told = [name for name in files if Path(name).suffix in {".md", ".py", ".yaml", ".service"}]
    # The public package index has another program of that name.
    assert [name for name in told if by_name.search((ROOT / name).read_text("utf-8"))] == []
