"""The same scanner on Spark: posts as Arrow batches in, findings as JSON out.

The policy travels once, as a broadcast; every worker compiles it once per
process. Rows not labelled public or semi-public are dropped before their text is looked at.
"""

import json
from collections.abc import Iterator
from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from plainsight.detect.detector import Detector
from plainsight.detect.policy import Policy
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.errors import NotInstalled
from plainsight.model.post import Post, Visibility

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

COLUMNS = ("post_id", "account_id", "surface", "visibility", "posted_at", "text")
SCHEMA = "post_id string, account_id string, surface string, posted_at timestamp, findings string"
_RESULT = pa.schema(
    [
        ("post_id", pa.string()),
        ("account_id", pa.string()),
        ("surface", pa.string()),
        ("posted_at", pa.timestamp("us", "UTC")),
        ("findings", pa.string()),
    ]
)


def scan_frame(frame: "DataFrame", policy: Policy) -> "DataFrame":
    """The posts of a frame that have findings, each with them as a JSON array.

    The frame has the columns of COLUMNS; `posted_at` is a timestamp. Raises NotInstalled without
    pyspark.
    """
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise NotInstalled("pyspark", "spark") from None
    shared = frame.sparkSession.sparkContext.broadcast(policy)

    def scan(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        scanner = _scanner(_Shared(shared.value))
        for batch in batches:
            yield scan_batch(batch, scanner)

    return frame.select(*COLUMNS).mapInArrow(scan, SCHEMA)


def refused_rows(frame: "DataFrame") -> int:
    """How many rows of a frame `scan_frame` leaves unread: not labelled as open to all."""
    from pyspark.sql import functions as spark

    is_open = spark.col("visibility").isin([str(label) for label in Visibility])
    return frame.filter(~spark.coalesce(is_open, spark.lit(False))).count()


def scan_batch(batch: pa.RecordBatch, scanner: ColumnarScanner) -> pa.RecordBatch:
    """The rows with findings, as SCHEMA says."""
    open_to_all = pc.is_in(batch["visibility"], pa.array([str(v) for v in Visibility]))
    rows = batch.filter(pc.and_(open_to_all, pc.is_valid(batch["text"])))
    texts = rows["text"].cast(pa.large_string()).cast(pa.large_binary())
    found = [
        {
            "post_id": post.post_id,
            "account_id": post.account_id,
            "surface": post.surface,
            "posted_at": post.posted_at,
            "findings": json.dumps(
                [finding.to_json() for finding in examined.findings], ensure_ascii=False
            ),
        }
        for post, examined in scanner.scan_column(texts, lambda row: _post(rows, row))
    ]
    return pa.RecordBatch.from_pylist(found, schema=_RESULT)


def _post(rows: pa.RecordBatch, row: int) -> Post:
    cells: dict[str, Any] = {name: rows[name][row].as_py() for name in COLUMNS}
    cells["visibility"] = Visibility(cells["visibility"])
    cells["posted_at"] = cells["posted_at"].astimezone(UTC)
    return Post(**cells)


class _Shared:
    """A policy as the key of a cache: equal by its digest, which names all of it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and other.policy.digest == self.policy.digest

    def __hash__(self) -> int:
        return hash(self.policy.digest)


@cache
def _scanner(shared: _Shared) -> ColumnarScanner:
    return ColumnarScanner(Detector(shared.policy))
