"""An auditor can use the core alone (design, "Package")."""

import subprocess
import sys

import pytest

ADAPTERS = (
    "sqlalchemy", "alembic", "duckdb", "pyarrow", "numba", "numpy", "hyperscan", "typer", "rich",
    "fastapi", "pyspark", "sqlite3", "psycopg", "yaml", "jinja2",
)  # fmt: skip


@pytest.mark.parametrize("room", ["prove", "model", "errors", "prove.verify"])
def test_a_room_of_proof_loads_no_adapter(room: str) -> None:
    assert _loaded_by(f"plainsight.{room}") & set(ADAPTERS) == set()


@pytest.mark.parametrize("room", ["detect.detector", "respond", "casework", "trace"])
def test_a_room_of_the_core_loads_no_adapter(room: str) -> None:
    assert _loaded_by(f"plainsight.{room}") & set(ADAPTERS) == set()


def test_importing_the_package_loads_nothing_but_itself() -> None:
    rooms = {
        name for name in _loaded_by("plainsight", whole=True) if name.startswith("plainsight.")
    }
    assert rooms == set()


def _loaded_by(module: str, *, whole: bool = False) -> set[str]:
    code = f"import sys; import {module}; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    names = done.stdout.split()
    return set(names) if whole else {name.partition(".")[0] for name in names}
