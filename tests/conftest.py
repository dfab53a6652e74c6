"""Fixtures more than one folder needs: records on a real SQLite and PostgreSQL, a real browser."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from tests.contract.postgres_server import PostgresServer, find_binaries, quick_server
from tests.memory import keep_temporary_files_in_memory
from tests.statements import share_compiled_statements
from tests.strategies.records import fresh_sqlite

from plainsight.stores.records import SqlRecords, open_records

if TYPE_CHECKING:
    from tests.contract.spark_cluster import Sparks

pytest_plugins = ["tests.schedule"]
keep_temporary_files_in_memory()
share_compiled_statements()

# Time is measured in bench/; a slow machine must not fail a property. A change lands or not by
# examples that anybody can draw again; `make fuzz` goes on looking for others.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("house")

CHROMIUM = Path("/usr/bin/chromium")
# A page of a test is gone before its scripts earn back what two more compilers cost.
UNHURRIED = "--js-flags=--no-turbofan,--no-maglev"
BACKENDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test process alone, holding a migrated template."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server on this machine: install postgresql to run this test")
    with quick_server(binaries) as server:
        server.make_template(lambda url: open_records(url, salts=secrets.token_bytes).close())
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless: one per test process, for Playwright suffers no second."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine: install chromium to run this test")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", UNHURRIED]
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def sparks(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Sparks]":
    """Spark, on this machine or on a cluster of two workers."""
    pytest.importorskip("pyspark")
    from tests.contract.spark_cluster import Sparks

    running = Sparks(tmp_path_factory.mktemp("spark"))
    yield running
    running.close()


@pytest.fixture(params=BACKENDS)
def records_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of empty records of the present schema, on each database in turn."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield fresh_sqlite(tmp_path / "records.db")
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            yield server.url(stack.enter_context(server.database()))


@pytest.fixture
def records(records_url: str) -> Iterator[SqlRecords]:
    """Empty records, open, on each database in turn."""
    opened = open_records(records_url, salts=secrets.token_bytes)
    yield opened
    opened.close()
