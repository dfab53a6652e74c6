"""Several processes find what one finds, in the same order."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plainsight import wiring
from plainsight.app.post_columns import PostColumns, columns_of_items
from plainsight.app.scan_columns import StretchScanner, scan_columns
from plainsight.app.scan_posts import ScanSummary
from plainsight.detect.detector import Detector
from plainsight.detect.lexicon import Lexicon
from plainsight.detect.policy import Policy, make_policy
from plainsight.engines.columnar.many import ManyScanners
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.model.post import Post, Visibility

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODIES = ("今天下雨", "车队长期接料，卡接回U，点位20，飞机 @chedui88", "nice weather", "k3-t4-m1")


@pytest.fixture(scope="module")
def policy() -> Policy:
    whole = wiring.load_policy()
    typologies = tuple(t for t in whole.typologies if t.typology_id in {"T03", "T04"})
    terms = tuple(t for t in whole.lexicon.terms if t.language in {"zh", "any"})[:4_000]
    return make_policy(Lexicon(terms=terms, senses=whole.lexicon.senses), typologies)


def stretches() -> Iterator[PostColumns]:
    for first in range(0, 70, 10):
        yield from columns_of_items(
            Post(
                post_id=f"p{number}",
                account_id=f"a{number % 3}",
                surface="s",
                visibility=Visibility.PUBLIC,
                posted_at=NOON,
                text=BODIES[number % len(BODIES)],
            )
            for number in range(first, first + 10)
        )


def test_two_processes_find_what_one_finds(policy: Policy, tmp_path: Path) -> None:
    one, two = ScanSummary(), ScanSummary()
    alone = ColumnarScanner(Detector(policy), kept_in=tmp_path)
    expected = list(scan_columns(stretches(), alone, summary=one))
    with closing(ManyScanners(policy, jobs=2, kept_in=tmp_path)) as together:
        assert isinstance(together, StretchScanner)
        found = list(scan_columns(stretches(), together, summary=two))
    assert [(post, examined) for post, examined, _ in found] == [
        (post, examined) for post, examined, _ in expected
    ]
    assert len(found) > 10
    assert (one.post_count, one.flagged_count, one.by_typology) == (70, len(found), two.by_typology)
    assert two.post_count == 70


def test_a_scan_that_is_left_early_ends_its_processes(policy: Policy, tmp_path: Path) -> None:
    with closing(ManyScanners(policy, jobs=1, kept_in=tmp_path)) as together:
        first = next(iter(scan_columns(stretches(), together, summary=ScanSummary())))
    assert first[0].post_id == "p1"
