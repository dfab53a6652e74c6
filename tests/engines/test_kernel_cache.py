"""Kernels compiled of other code are compiled anew."""

from pathlib import Path

import pytest

from plainsight import engines
from plainsight.engines.kernel_cache import drop_stale

COMPILED = {"glance.py311.nbi", "glance.py311.1.nbc"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "glance.py").write_text("from kernels import seen\n", encoding="utf-8")
    (tmp_path / "kernels.py").write_text("seen = 1\n", encoding="utf-8")
    return tmp_path


def kept(package: Path) -> set[str]:
    return {path.name for path in (package / "__pycache__").iterdir()} - {"kernels.digest"}


def fill(package: Path) -> None:
    (package / "__pycache__").mkdir(exist_ok=True)
    for name in (*COMPILED, "glance.cpython-311.pyc"):
        (package / "__pycache__" / name).write_bytes(b"")


def test_what_was_compiled_of_the_code_as_it_stands_is_kept(package: Path) -> None:
    drop_stale(package)
    fill(package)
    drop_stale(package)
    assert kept(package) > COMPILED


def test_what_was_compiled_while_a_kernel_it_calls_was_another_goes(package: Path) -> None:
    drop_stale(package)
    fill(package)
    (package / "kernels.py").write_text("seen = 2\n", encoding="utf-8")
    drop_stale(package)
    assert kept(package) == {"glance.cpython-311.pyc"}
    fill(package)
    drop_stale(package)
    assert kept(package) > COMPILED


@pytest.mark.parametrize("stamp", [None, b"", b"\xff\xfe", b"another"])
def test_what_nobody_signed_is_not_trusted(package: Path, stamp: bytes | None) -> None:
    fill(package)
    if stamp is not None:
        (package / "__pycache__" / "kernels.digest").write_bytes(stamp)
    drop_stale(package)
    assert not COMPILED & kept(package)


def test_a_folder_that_cannot_be_written_costs_nothing(package: Path) -> None:
    (package / "__pycache__").write_bytes(b"")
    drop_stale(package)
    assert (package / "__pycache__").read_bytes() == b""


def test_every_folder_whose_kernels_call_one_another_across_files_is_looked_after() -> None:
    for folder in Path(engines.__file__).parent.iterdir():
        if folder.is_dir() and any(folder.glob("*.py")):
            sources = [file.read_text(encoding="utf-8") for file in folder.glob("*.py")]
            is_compiled = sum("cache=True" in source for source in sources) > 1
            assert any("drop_stale(" in source for source in sources) or not is_compiled, folder
