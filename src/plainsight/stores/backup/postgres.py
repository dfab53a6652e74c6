"""PostgreSQL: pg_dump of the very snapshot in which the log's size and root are read."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, make_url, text

from plainsight.errors import BackupFailed, BadBackup
from plainsight.stores.postgres import postgres_engine, reading
from plainsight.stores.unit import SqlReading

_EMPTY = text("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")


def copy(url: str, target: Path) -> tuple[int, bytes]:
    """Dump to `target`; returns size and root of the log in the dump."""
    parsed = make_url(url)
    engine = postgres_engine(parsed)
    try:
        with engine.connect() as connection, reading(connection).begin():
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            audit = SqlReading(connection).audit
            size, root = audit.size(), audit.root()
            problem = _run(
                ["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}"], parsed
            )
    finally:
        engine.dispose()
    if problem:
        raise BackupFailed(str(target), _for_role(problem))
    target.chmod(0o600)
    return size, root


def restore(backup: Path, url: str) -> None:
    """Restore into an empty database, all or nothing. Raises BadBackup."""
    parsed = make_url(url)
    engine = postgres_engine(parsed)
    try:
        with engine.connect() as connection:
            if connection.execute(_EMPTY).scalar_one():
                raise BadBackup(str(backup), "the database has tables", "make an empty database")
    finally:
        engine.dispose()
    problem = _run(
        [
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",  # `plainsight migrate` grants the application's role its part
            str(backup),
        ],
        parsed,
    )
    if problem:
        raise BadBackup(str(backup), problem, "use the tools of this server's version or later")


def _for_role(problem: str) -> str:
    """Name the role that can; pg_dump's own hint is to take the protection away."""
    if "row-level security" not in problem and "permission denied" not in problem:
        return problem
    said = problem.splitlines()[0].removeprefix("pg_dump: error: ")
    needed = "back up as a role with BYPASSRLS and pg_read_all_data"
    return f"{said}; {needed} (docs/how-to/run-on-postgresql.md)"


def _run(command: list[str], url: URL) -> str:
    """Run one of PostgreSQL's tools; returns what went wrong. The password is no argument."""
    program = shutil.which(command[0])
    if program is None:
        return f"{command[0]} is not on the PATH; install PostgreSQL's client programs"
    plain = url.set(drivername="postgresql", password=None)
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # noqa: S603 - arguments are ours, no shell
        [program, f"--dbname={plain.render_as_string(hide_password=False)}", *command[1:]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else (done.stderr.strip() or f"{command[0]} failed")
