"""The same scanner on Spark: posts as Arrow batches in, findings as JSON out.

The policy travels once, as a broadcast; every worker compiles it once per
process. Rows not labelled public or semi-public are dropped before their text is looked at, and
rows that make no post are left out: a cluster has no quarantine, so both can be counted.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from plainsight.detect.detector import Detector
from plainsight.detect.policy import Policy
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.errors import BadValue, NotInstalled
from plainsight.model.post import TEXT_CHARS_MAX, Post, Visibility

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_IDS = ("post_id", "account_id", "surface")  # text, or whole numbers, read as their digits
_WHOLE = frozenset({"byte", "short", "integer", "long"})
COLUMNS = ("post_id", "account_id", "surface", "visibility", "posted_at", "text")
SCHEMA = "post_id string, account_id string, surface string, posted_at timestamp, findings string"
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
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

    The frame has the columns of COLUMNS: strings, though ids may be whole numbers, and `posted_at`
    a timestamp. Raises NotInstalled without pyspark, BadValue for a frame without one of them, of
    another type, or with times that name no zone.
    """
    _require_columns(frame)
    shared = frame.sparkSession.sparkContext.broadcast(policy)

    def scan(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        scanner = _scanner(_Shared(shared.value))
        for batch in batches:
            yield scan_batch(batch, scanner)

    ids = [frame[name].cast("string").alias(name) for name in _IDS]
    others = [name for name in COLUMNS if name not in _IDS]
    return frame.select(*ids, *others).mapInArrow(scan, SCHEMA)


def refused_rows(frame: "DataFrame") -> int:
    """How many rows of a frame `scan_frame` leaves unread: not labelled as open to all."""
    _require_columns(frame)
    from pyspark.sql import functions as spark

    is_open = spark.col("visibility").isin([str(label) for label in Visibility])
    return frame.filter(~spark.coalesce(is_open, spark.lit(False))).count()


def unread_rows(frame: "DataFrame") -> int:
    """How many rows that are open to all make no post, and are left out by `scan_frame`.

    One without an id, a time, or another of COLUMNS; of a text above TEXT_CHARS_MAX; of a time
    outside the years 1 to 9999.
    """
    _require_columns(frame)
    from pyspark.sql import functions as spark

    is_open = spark.col("visibility").isin([str(label) for label in Visibility])
    seconds = spark.col("posted_at").cast("double")
    is_post = (
        (spark.length("post_id") > 0)
        & (spark.length("account_id") > 0)
        & (spark.length("surface") > 0)
        & (spark.length("text") <= TEXT_CHARS_MAX)
        & seconds.between(_FIRST.timestamp(), _LAST.timestamp())
    )
    return frame.filter(is_open & ~spark.coalesce(is_post, spark.lit(False))).count()


def _require_columns(frame: "DataFrame") -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise NotInstalled("pyspark", "spark") from None
    if not hasattr(frame, "schema"):
        mend = "give a frame of Spark; one of pandas is read by plainsight.Posts"
        raise BadValue("frame", type(frame).__name__, mend)
    kinds = {field.name: field.dataType for field in frame.schema.fields}
    for name in COLUMNS:
        if name not in kinds:
            raise BadValue(name, None, f"give the frame the columns {', '.join(COLUMNS)}")
        if name == "posted_at":
            _require_instants(kinds[name].simpleString())
        elif not _is_text(name, kinds[name].typeName()):
            # Here, and not out of a worker, which would name neither the column nor its mend.
            mend = "make it a string: cast it, or decode bytes as UTF-8"
            raise BadValue(name, kinds[name].simpleString(), mend)


def _is_text(name: str, kind: str) -> bool:
    return kind in ("string", "varchar", "char") or (name in _IDS and kind in _WHOLE)


def _require_instants(kind: str) -> None:
    if kind != "timestamp":
        raise BadValue("posted_at", kind, "make it a timestamp, which names an instant in UTC")


def scan_batch(batch: pa.RecordBatch, scanner: ColumnarScanner) -> pa.RecordBatch:
    """The rows with findings, as SCHEMA says."""
    open_to_all = pc.is_in(batch["visibility"], pa.array([str(v) for v in Visibility]))
    rows = batch.filter(open_to_all)
    rows = rows.filter(_are_posts(rows))
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


def _are_posts(rows: pa.RecordBatch) -> pa.BooleanArray:
    """Which rows make a post, as `Post` demands; a value that is missing makes none."""
    instants = rows["posted_at"].cast(pa.timestamp("us", "UTC"))
    asked = (
        pc.greater(pc.utf8_length(rows["post_id"]), 0),
        pc.greater(pc.utf8_length(rows["account_id"]), 0),
        pc.greater(pc.utf8_length(rows["surface"]), 0),
        pc.less_equal(pc.utf8_length(rows["text"]), TEXT_CHARS_MAX),
        pc.greater_equal(instants, pa.scalar(_FIRST, instants.type)),
        pc.less_equal(instants, pa.scalar(_LAST, instants.type)),
    )
    return pc.fill_null(reduce(pc.and_, asked), False)


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
