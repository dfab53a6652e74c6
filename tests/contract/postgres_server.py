"""A real PostgreSQL for the tests: started from the system's binaries, thrown away at the end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from tests.memory import memory_folder

DURABLE = "-c listen_addresses= -c shared_buffers=512MB"  # every commit waits for the disk
# Speed over durability: what is killed in these tests is the client, never the server.
_SETTINGS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
# Every test copies some seven hundred small files: a disk takes half a second for what memory takes
# 30 ms. Its journal is kept short, for it stands in memory too.
_SHORT = "-c max_wal_size=128MB -c min_wal_size=32MB"
_TEMPLATE = "plainsight_template"


def find_binaries() -> Path | None:
    """The folder with initdb and pg_ctl: the newest of Debian's, or what PATH leads to."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    if debian:
        return debian[-1]
    found = shutil.which("initdb")
    return None if found is None else Path(found).resolve().parent


@dataclass(kw_only=True)
class PostgresServer:
    """One running server, reached through its socket only."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)
    _kept: psycopg.Connection | None = None

    def url(self, database: str, *, role: str = "postgres") -> str:
        """Where a database is."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def run(self, statement: str | sql.Composed, *, database: str = "") -> None:
        """Run one statement as the superuser, outside a transaction; mostly where none is named."""
        if not database:
            if self._kept is None:
                self._kept = self._connect("postgres")
            self._kept.execute(statement)
            return
        with self._connect(database) as connection:
            connection.execute(statement)

    def stop_asking(self) -> None:
        """Close the connection that is kept."""
        if self._kept is not None:
            self._kept.close()

    def _connect(self, database: str) -> psycopg.Connection:
        where = f"host={self.folder} user=postgres dbname={database}"
        return psycopg.connect(where, autocommit=True)

    @contextmanager
    def database(self, *, is_migrated: bool = True, options: str = "") -> Iterator[str]:
        """A fresh database's name, gone afterwards. Migrated ones are copied, in milliseconds."""
        name = f"records_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} {f'TEMPLATE {_TEMPLATE}' if is_migrated else options}")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def make_template(self, migrate: "object") -> None:
        """Create the database that migrated ones are copied from; `migrate` is given its URL."""
        self.run(f"CREATE DATABASE {_TEMPLATE}")
        assert callable(migrate)
        migrate(self.url(_TEMPLATE))


@contextmanager
def quick_server(binaries: Path) -> Iterator[PostgresServer]:
    """A server that keeps its files in memory, where the system offers room for them."""
    settings, within = f"{_SETTINGS} {_SHORT}", memory_folder()
    with postgres_server(binaries, settings=settings, within=within) as server:
        yield server


@contextmanager
def postgres_server(
    binaries: Path, *, settings: str = _SETTINGS, within: Path | None = None
) -> Iterator[PostgresServer]:
    """Start a server in a new folder, of the temporary ones or `within`; about half a second."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=within))
    drop = _drop_root(folder)
    data, log = folder / "data", folder / "log"
    new: list[str | Path] = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    try:
        _run([*drop, binaries / "initdb", *new, "--locale=C.UTF-8", "--no-sync"])
        options = f"-k {folder} {settings}"
        _run([*drop, binaries / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"])
        try:
            server = PostgresServer(folder=folder)
            try:
                yield server
            finally:
                server.stop_asking()
        finally:
            _run([*drop, binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _drop_root(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: become the user that its package made."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    setpriv = shutil.which("setpriv")
    if setpriv is not None:
        return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[str | Path]) -> None:
    # The server keeps what it inherits open, so its output must not be a pipe we wait on.
    done = subprocess.run(command, check=False, cwd="/", stdout=subprocess.DEVNULL)
    assert done.returncode == 0, f"{command} failed; see above"
