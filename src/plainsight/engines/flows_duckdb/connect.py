"""How much of the machine a DuckDB connection may take, and where it spills."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Limits of one search. What does not fit `memory_limit` goes to a temporary folder."""

    memory_limit: str = "6GB"
    threads: int = 2
    spill: Path | None = None  # where the temporary folder is made; the system's place by default

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """An in-memory database that forgets everything when the block ends."""
        with tempfile.TemporaryDirectory(dir=self.spill, prefix="plainsight-") as folder:
            config: dict[str, str | bool | int | float | list[str]] = {
                "memory_limit": self.memory_limit,
                "threads": self.threads,
                "temp_directory": folder,
            }
            with duckdb.connect(config=config) as connection:
                connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
                yield connection
