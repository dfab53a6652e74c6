"""The scanner on a small Spark cluster finds what it finds at home."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from pyspark.sql import functions as spark_functions
from tests.contract.spark_cluster import CLUSTER, Sparks

from plainsight import Scanner, wiring
from plainsight.detect.detector import Detector
from plainsight.detect.lexicon import Lexicon
from plainsight.detect.policy import Policy, make_policy
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.engines.plain_scanner import PlainScanner
from plainsight.engines.scan_spark import COLUMNS, refused_rows, scan_batch, scan_frame
from plainsight.errors import BadValue
from plainsight.model.post import Post, Visibility

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODIES = (
    "车队长期接料，卡接回U，点位20，飞机 @chedui88",
    "今天去公园走了走，人不多",
    "实力车隊长期收Ｕ，咔接茴U，不★冻★卡，日结，飞机：@abc_def12",
    "Selling two chairs, $40, pick up this weekend",
    "跑分日结，一单300，QQ 2847106533",
    "",
)


@pytest.fixture(scope="module")
def policy() -> Policy:
    """A share of the shipped policy: each worker compiles it."""
    whole = wiring.load_policy()
    typologies = tuple(t for t in whole.typologies if t.typology_id in {"T03", "T04"})
    terms = tuple(t for t in whole.lexicon.terms if t.language in {"zh", "any"})[:4_000]
    return make_policy(Lexicon(terms=terms, senses=whole.lexicon.senses), typologies)


@pytest.fixture(scope="module")
def compiled(policy: Policy) -> ColumnarScanner:
    return ColumnarScanner(Detector(policy))


@pytest.fixture
def scanner(compiled: ColumnarScanner) -> ColumnarScanner:
    """Compiled once, and nothing known of what an earlier test had it read."""
    compiled.forget()
    return compiled


def rows(visibility: str = "public") -> list[dict[str, object]]:
    return [
        {
            "post_id": f"p{n}",
            "account_id": f"u{n % 3}",
            "surface": "group:1",
            "visibility": visibility,
            "posted_at": NOON + timedelta(minutes=n),
            "text": BODIES[n % len(BODIES)],
        }
        for n in range(60)
    ]


@pytest.fixture(scope="module")
def expected(policy: Policy) -> list[tuple[Any, ...]]:
    """What the definition finds."""
    posts = [Post(**{**row, "visibility": Visibility.PUBLIC}) for row in rows()]  # type: ignore[arg-type]
    return [
        (
            post.post_id,
            post.account_id,
            post.surface,
            post.posted_at,
            [finding.to_json() for finding in examined.findings],
        )
        for post, examined in PlainScanner(Detector(policy)).scan(posts)
    ]


def told(records: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (
            record["post_id"],
            record["account_id"],
            record["surface"],
            record["posted_at"],
            json.loads(record["findings"]),
        )
        for record in records
    ]


def test_a_batch_of_arrow_rows_gives_the_findings_of_its_posts(
    scanner: ColumnarScanner, expected: list[tuple[Any, ...]]
) -> None:
    batch = pa.RecordBatch.from_pylist(rows())
    assert told(scan_batch(batch, scanner).to_pylist()) == expected
    assert expected


@pytest.mark.parametrize("visibility", ["private", "", "Public"])
def test_rows_that_are_not_public_are_never_read(scanner: ColumnarScanner, visibility: str) -> None:
    batch = pa.RecordBatch.from_pylist(rows(visibility))
    assert scan_batch(batch, scanner).num_rows == 0


NO_POSTS: tuple[dict[str, object], ...] = (
    {"post_id": None},
    {"post_id": ""},
    {"account_id": None},
    {"account_id": ""},
    {"surface": ""},
    {"surface": None},
    {"posted_at": None},
    {"text": None},
    {"text": "x" * 1_000_001},
)


@pytest.mark.parametrize("fault", NO_POSTS)
def test_a_row_that_makes_no_post_is_left_out_and_the_others_go_on(
    scanner: ColumnarScanner, expected: list[tuple[Any, ...]], fault: dict[str, object]
) -> None:
    batch = pa.RecordBatch.from_pylist([{**rows()[0], **fault}, *rows()])
    assert told(scan_batch(batch, scanner).to_pylist()) == expected


@pytest.fixture(scope="module")
def spark(sparks: Sparks) -> Iterator[Any]:
    yield sparks.at(CLUSTER)
    sparks.close()  # the last who asks: see tests/schedule.py


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")  # Spark's own, about its own internals
def test_two_workers_find_what_one_process_finds(
    spark: Any, policy: Policy, expected: list[tuple[Any, ...]]
) -> None:
    frame = _frame(spark, rows()).repartition(4)
    found = scan_frame(frame, policy).collect()
    records = [
        {**row.asDict(), "posted_at": row.posted_at.replace(tzinfo=UTC)}
        for row in sorted(found, key=lambda row: int(row.post_id[1:]))
    ]
    assert told(records) == expected


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_rows_left_unread_are_counted(spark: Any) -> None:
    hidden = [*rows("private"), {**rows()[0], "visibility": None}]
    assert refused_rows(_frame(spark, [*rows(), *hidden, *rows("semi_public")])) == 61


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_the_scanner_of_the_python_api_reads_a_frame(spark: Any) -> None:
    scanner = Scanner()
    assert list(scanner.scan_frame(_frame(spark, rows())).columns)[-1] == "findings"
    assert scanner.refused_in(_frame(spark, rows("private"))) == 60


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_rows_that_make_no_post_are_counted(spark: Any) -> None:
    hidden = [{**rows("private")[0], "post_id": None}]
    faulty = [{**rows()[0], **fault} for fault in NO_POSTS]
    assert Scanner().unread_in(_frame(spark, [*rows(), *hidden, *faulty])) == len(NO_POSTS)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_a_frame_without_a_column_or_a_zone_is_refused_by_name(spark: Any, policy: Policy) -> None:
    frame = _frame(spark, rows())
    with pytest.raises(BadValue, match="surface"):
        scan_frame(frame.drop("surface"), policy)
    with pytest.raises(BadValue, match="timestamp_ntz"):
        scan_frame(frame.withColumn("posted_at", frame.posted_at.cast("timestamp_ntz")), policy)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_ids_that_are_whole_numbers_are_read_as_their_digits(
    spark: Any, policy: Policy, expected: list[tuple[Any, ...]]
) -> None:
    frame = _frame(spark, rows())
    for name, kind in (("post_id", "bigint"), ("account_id", "int"), ("surface", "smallint")):
        frame = frame.withColumn(name, spark_functions.lit(7).cast(kind))
    found = scan_frame(frame, policy).collect()
    assert {(row.post_id, row.account_id, row.surface) for row in found} == {("7", "7", "7")}
    assert len(found) == len(expected)
    assert Scanner().unread_in(frame) == 0


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "kind"),
    [("text", "binary"), ("post_id", "double"), ("visibility", "boolean"), ("text", "int")],
)
def test_a_column_that_holds_no_text_is_refused_before_any_work(
    spark: Any, policy: Policy, name: str, kind: str
) -> None:
    frame = _frame(spark, rows())
    wrong = frame.withColumn(name, spark_functions.lit(None).cast(kind))
    for door in (lambda: scan_frame(wrong, policy), lambda: Scanner().unread_in(wrong)):
        with pytest.raises(BadValue, match=rf"{name}.*{kind}.*string"):
            door()


def _frame(spark: Any, some: list[dict[str, object]]) -> Any:
    return spark.createDataFrame(
        [tuple(row[name] for name in COLUMNS) for row in some],
        "post_id string, account_id string, surface string, visibility string, "
        "posted_at timestamp, text string",
    )
