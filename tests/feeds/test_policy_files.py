"""What a policy is read from is known: a file that is read and not digested would go unnoticed."""

from pathlib import Path
from typing import Any

import pytest

from plainsight.feeds.policy.files import policy_files, policy_files_digest
from plainsight.feeds.policy.folder import load_policy
from plainsight.feeds.policy_root import policy_root


def test_every_file_that_is_read_is_digested(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = set[Path]()
    really_open = Path.open

    def note(path: Path, *args: Any, **named: Any) -> Any:
        opened.add(path)
        return really_open(path, *args, **named)

    monkeypatch.setattr(Path, "open", note)
    load_policy()
    below = {path for path in opened if path.is_relative_to(policy_root())}
    assert len(below) > 60
    assert below <= set(policy_files(policy_root()))


def test_a_name_is_part_of_the_digest(tmp_path: Path) -> None:
    folder = tmp_path / "typologies" / "lexicon"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"term")
    (folder / "b.csv").write_bytes(b"")
    before = policy_files_digest(tmp_path)
    (folder / "a.csv").rename(folder / "c.csv")
    assert policy_files_digest(tmp_path) != before
    (folder / "c.csv").rename(folder / "a.csv")
    assert policy_files_digest(tmp_path) == before
    (folder / "a.csv").write_bytes(b"")
    (folder / "b.csv").write_bytes(b"term")
    assert policy_files_digest(tmp_path) != before
