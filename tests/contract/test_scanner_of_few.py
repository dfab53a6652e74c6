"""A few texts are read without compiled code, and what is found is what the columns find."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bench.obfuscation.score import load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies.text import texts

from plainsight import wiring
from plainsight.detect.detector import Detector
from plainsight.engines.columnar.few import read_few
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.feeds.policy_root import policy_root

WITHOUT_END = 1 << 40
ADVERT = "车队长期接料，卡接回U，点位美丽，飞机 @chedui_88"


@pytest.fixture(scope="module")
def detector() -> Detector:
    return wiring.make_detector(wiring.load_policy())


@pytest.fixture(scope="module")
def columns(detector: Detector) -> ColumnarScanner:
    """Compiled, and what it compiled is kept."""
    scanner = ColumnarScanner(detector, kept_in=wiring.cache_folder(), few_chars=0)
    assert scanner.examine(ADVERT).findings
    return scanner


@pytest.fixture
def few(detector: Detector, columns: ColumnarScanner) -> ColumnarScanner:
    """One that never loads the compiled code."""
    assert columns is not None
    return ColumnarScanner(detector, kept_in=wiring.cache_folder(), few_chars=WITHOUT_END)


def test_every_example_is_judged_alike(columns: ColumnarScanner, few: ColumnarScanner) -> None:
    bodies = [
        json.loads(line)["text"]
        for path in sorted((policy_root() / "typologies").glob("T*/examples/*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    bodies += [case.text for case in load()]
    found = list(few.examined(bodies))
    assert found == list(columns.examined(bodies))
    assert len(found) > 400


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([*ADVERT.split("，"), "好天气", "k3-t4-m1-n3"]) | texts, max_size=6)
)
def test_any_text_is_judged_alike(
    columns: ColumnarScanner, few: ColumnarScanner, parts: list[str]
) -> None:
    body = "，".join(parts)
    assert few.examine(body) == columns.examine(body)


def test_after_the_first_texts_the_columns_are_worth_loading(
    detector: Detector, columns: ColumnarScanner
) -> None:
    assert columns.is_compiled  # and kept, for those who read a few
    scanner = ColumnarScanner(detector, kept_in=wiring.cache_folder(), few_chars=len(ADVERT) + 1)
    first = scanner.examine(ADVERT)
    assert not scanner.is_compiled
    scanner.forget()
    assert scanner.examine(ADVERT) == first
    assert scanner.is_compiled


def test_without_a_kept_file_the_columns_are_compiled(detector: Detector, tmp_path: Path) -> None:
    assert read_few(detector, tmp_path) is None


SCAN = """
import sys
from plainsight.cli import main
try:
    main()
finally:
    print(*sys.modules)
"""
POST = {
    "surface": "s",
    "account_id": "a",
    "posted_at": "2026-01-05T00:00:00Z",
    "visibility": "public",
}
SLOW = {"numba", "pyarrow", "pandas", "jsonschema", "yaml", "jinja2", "sqlalchemy", "sklearn"}


def test_a_scan_of_a_few_posts_loads_nothing_slow(columns: ColumnarScanner, tmp_path: Path) -> None:
    assert columns.is_compiled
    posts = tmp_path / "posts.jsonl"
    posts.write_text(json.dumps({**POST, "text": ADVERT}))
    done = subprocess.run(
        [sys.executable, "-c", SCAN, "scan", posts, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    found, loaded = done.stdout.splitlines()
    assert json.loads(found)["findings"][0]["typology"] == "T04"
    assert "plainsight.engines.columnar.few" in loaded.split()
    assert SLOW.isdisjoint(loaded.split())


WARMED = """
from datetime import date
from plainsight.app.detect.scan_sent import warm
from plainsight.cli.run.serve_app import make_daily_scanner
from plainsight.detect.tables import load
warm(make_daily_scanner(), date(2026, 3, 1))
print(*(name for name, read in vars(load).items()
        if hasattr(read, "cache_info") and not read.cache_info().currsize))
"""


def test_after_warming_no_advert_waits_for_a_table(columns: ColumnarScanner) -> None:
    assert columns is not None
    done = subprocess.run(
        [sys.executable, "-c", WARMED], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
