"""How much of the machine a DuckDB connection may take, and where it spills."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Limits of one search. What does not fit `memory_limit` goes to a temporary folder.

    The relations of a large ledger lie in a database file there, packed, instead of in memory: a
    hundred million transfers are searched within the memory of a laptop.
    """

    memory_limit: str = "6GB"
    threads: int = 2
    spill: Path | None = None  # where the temporary folder is made; the system's place by default
    in_memory_max: int = 20_000_000  # rows; a file costs a fifth more time

    @contextmanager
    def open(self, *, rows: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
        """A database for about so many rows that forgets everything when the block ends."""
        with tempfile.TemporaryDirectory(dir=self.spill, prefix="plainsight-") as folder:
            config: dict[str, str | bool | int | float | list[str]] = {
                "memory_limit": self.memory_limit,
                "threads": self.threads,
                "temp_directory": folder,
            }
            is_large = rows > self.in_memory_max
            database = str(Path(folder) / "search.duckdb") if is_large else ":memory:"
            with duckdb.connect(database, config=config) as connection:
                connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
                yield connection
