"""A kept file is called after all it was made of: what is different is called otherwise."""

from pathlib import Path

import pytest

import plainsight
from plainsight.engines.columnar import kept_name
from plainsight.engines.columnar.kept_name import columns_file, policy_file

CACHE = Path("cache")


def names(package: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """What the kept files of a policy are called by the code in a package."""
    monkeypatch.setattr(plainsight, "__file__", str(package / "__init__.py"))
    kept_name._code_digest.cache_clear()
    kept_name._part_digest.cache_clear()
    try:
        return columns_file(CACHE, "0" * 16), policy_file(CACHE, "0" * 32)
    finally:
        monkeypatch.undo()
        kept_name._code_digest.cache_clear()
        kept_name._part_digest.cache_clear()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for file in (
        "engines/columnar/forms.py",
        "feeds/policy/lexicon_csv.py",
        "detect/detector.py",
        "detect/extract/kind.py",
        "detect/views/fold.py",
        "detect/tables/fold.tsv",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(file)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "columns_change", "policy_changes"),
    [
        ("engines/columnar/forms.py", True, True),
        ("feeds/policy/lexicon_csv.py", False, True),
        ("detect/detector.py", True, True),
        ("detect/extract/kind.py", False, True),
        ("detect/views/fold.py", True, False),
        ("detect/tables/fold.tsv", True, False),
        ("detect/tables/notes.txt", False, False),
    ],
)
def test_other_code_is_another_name(
    package: Path,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    columns_change: bool,
    policy_changes: bool,
) -> None:
    columns, policy = names(package, monkeypatch)
    assert names(package, monkeypatch) == (columns, policy)
    (package / file).write_text("changed")
    again = names(package, monkeypatch)
    assert (again[0] != columns, again[1] != policy) == (columns_change, policy_changes)


def test_another_policy_is_another_name() -> None:
    assert columns_file(CACHE, "0" * 16) != columns_file(CACHE, "1" * 16)
    assert policy_file(CACHE, "0" * 32) != policy_file(CACHE, "1" * 32)
