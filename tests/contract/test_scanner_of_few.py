"""A few texts are read without compiled code, and what is found is what the columns find."""

import json
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

pytestmark = pytest.mark.xdist_group("scanners")
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


def test_after_the_first_texts_the_columns_are_worth_loading(detector: Detector) -> None:
    scanner = ColumnarScanner(detector, kept_in=wiring.cache_folder(), few_chars=len(ADVERT) + 1)
    first = scanner.examine(ADVERT)
    assert not scanner.is_compiled
    scanner.forget()
    assert scanner.examine(ADVERT) == first
    assert scanner.is_compiled


def test_without_a_kept_file_the_columns_are_compiled(detector: Detector, tmp_path: Path) -> None:
    assert read_few(detector, tmp_path) is None
