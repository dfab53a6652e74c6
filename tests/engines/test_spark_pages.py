"""What the pages tell a reader to type where a Spark session is at hand."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.contract.spark_cluster import HERE, Sparks
from tests.docs.not_run import ON_SPARK, reasons_of
from tests.docs.page_examples import PAGES, Block, blocks_of, name_of

LEDGER = {
    "lot": pa.array([0, 1, 2], pa.int64()),
    "place": pa.array([0, 1, 2], pa.int64()),
    "asset": ["one"] * 3,
    "source": ["a", "b", "c"],
    "target": ["b", "c", "d"],
    "units": pa.array([60, 50, 40], pa.int64()),
}
GIVEN = {
    "usdt.parquet": {name: LEDGER[name] for name in ("lot", "source", "target", "units")},
    "assets.parquet": {name: LEDGER[name] for name in LEDGER if name != "lot"},
    "links.parquet": {
        "first": pa.array([0, 1], pa.int64()),
        "second": pa.array([1, 4], pa.int64()),
    },
}


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "block",
    [block for page in PAGES for block in blocks_of(page) if ON_SPARK in reasons_of(block)],
    ids=lambda block: name_of(block.page),
)
def test_a_page_that_is_given_a_session_does_what_it_says(
    block: Block, sparks: Sparks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, columns in GIVEN.items():
        pq.write_table(pa.table(columns), name)
    session: Any = sparks.at(HERE)
    _work_in(tmp_path, session)
    known: dict[str, Any] = {"spark": session}
    exec(compile(block.text, str(block.page), "exec"), known)
    for name in ("pieces", "sides", "labels"):
        assert name not in known or known[name].count() > 0


def _work_in(folder: Path, session: Any) -> None:
    """Java resolves names where it was started; readers' files lie where they stand."""
    hadoop = session._jvm.org.apache.hadoop.fs
    files = hadoop.FileSystem.get(session._jsc.hadoopConfiguration())
    files.setWorkingDirectory(hadoop.Path(folder.as_uri()))
