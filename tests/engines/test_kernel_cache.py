"""Kernels compiled of other code are compiled anew."""

from pathlib import Path

import pytest

from plainsight.engines.columnar import kernel_cache
from plainsight.engines.columnar.kernel_cache import drop_stale


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"kernels.digest"}


def fill(folder: Path) -> None:
    for name in ("glance.py311.nbi", "glance.py311.1.nbc", "glance.cpython-311.pyc"):
        (folder / name).write_bytes(b"")


def test_what_was_compiled_of_the_code_as_it_stands_is_kept(tmp_path: Path) -> None:
    drop_stale(tmp_path)
    fill(tmp_path)
    drop_stale(tmp_path)
    assert len(kept(tmp_path)) == 3


def test_what_was_compiled_of_other_code_goes_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_stale(tmp_path)
    fill(tmp_path)
    monkeypatch.setattr(kernel_cache, "kernels_digest", lambda: "another")
    drop_stale(tmp_path)
    assert kept(tmp_path) == {"glance.cpython-311.pyc"}
    fill(tmp_path)
    drop_stale(tmp_path)
    assert len(kept(tmp_path)) == 3


def test_what_nobody_signed_is_not_trusted(tmp_path: Path) -> None:
    fill(tmp_path)
    drop_stale(tmp_path)
    assert kept(tmp_path) == {"glance.cpython-311.pyc"}


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    drop_stale(blocked)
    assert blocked.read_bytes() == b""
