"""A post that is judged at once is judged by the version that would judge it if it were kept."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.strategies.policies import NEXT, stricter_policy
from tests.web.conftest import Machine, MakeApp, MovedClock

from plainsight.app.casework.roll_out import approve_rollout, propose_rollout
from plainsight.app.detect.scan_sent import DailyScanners
from plainsight.casework.rollout import Arm, Rollout, Stage, arm_of
from plainsight.cli.run.serve_app import make_daily_scanner
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords
from plainsight.web.api import judge_examples
from plainsight.web.api.judged_shapes import ScanAnswer

QUI, QUO = (make_staff(name, Role.REVIEW_QUALITY) for name in ("qui", "quo"))
ADVERT = judge_examples.POST


@pytest.fixture(scope="module")
def present() -> DailyScanners:
    return make_daily_scanner()


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> DailyScanners:
    """By a policy whose T04 finds nothing any more."""
    folder = tmp_path_factory.mktemp("next")
    stricter_policy(folder)
    return make_daily_scanner(folder)


@pytest.fixture
def platform(
    make_app: MakeApp, machine: Machine, present: DailyScanners, proposed: DailyScanners
) -> TestClient:
    services = {"scanners": present, "proposed": proposed}
    return machine(make_app(services=services), Role.SYSTEM)


def in_force(
    records: SqlRecords, clock: MovedClock, stage: Stage, *, permille: int = 0, version: int = NEXT
) -> Rollout:
    step = propose_rollout(
        records, "T04", version, stage, permille=permille, actor=QUI, now=clock()
    )
    return approve_rollout(records, step.rollout_id, is_approved=True, actor=QUO, now=clock())


def judged(platform: TestClient, **changes: str) -> Any:
    answer = platform.post("/api/v1/scan", json={**ADVERT, **changes}).json()
    ScanAnswer.model_validate(answer)
    return answer


def typologies(answer: Any) -> set[str]:
    return {found["typology"] for post in answer["posts"] for found in post["findings"]}


def test_where_nothing_is_rolled_out_the_present_version_judges_and_none_is_named(
    platform: TestClient,
) -> None:
    answer = judged(platform)
    assert "T04" in typologies(answer)
    assert answer["rollouts"] == []


def test_a_version_for_all_judges_and_is_named(
    platform: TestClient, web_records: SqlRecords, clock: MovedClock
) -> None:
    in_force(web_records, clock, Stage.FULL)
    answer = judged(platform)
    assert "T04" not in typologies(answer)
    assert answer["rollouts"] == [
        {"typology": "T04", "version": NEXT, "stage": "full", "permille": 0, "obeyed": True}
    ]


def test_a_version_that_only_watches_says_nothing(
    platform: TestClient, web_records: SqlRecords, clock: MovedClock
) -> None:
    in_force(web_records, clock, Stage.SHADOW)
    answer = judged(platform)
    assert "T04" in typologies(answer)
    assert answer["rollouts"][0]["stage"] == "shadow"
    with web_records.read() as view:
        assert not view.casework.learning.shadow_days("T04", NEXT), "its counts are of posts kept"


def test_a_share_judges_the_posts_that_it_would_judge_if_they_were_kept(
    platform: TestClient, web_records: SqlRecords, clock: MovedClock
) -> None:
    step = in_force(web_records, clock, Stage.SHARE, permille=500)
    numbers = [str(number) for number in range(12)]
    new = {
        number for number in numbers if arm_of(step, f"{ADVERT['surface']}\n{number}") is Arm.NEW
    }
    assert 0 < len(new) < len(numbers)
    found = {number: typologies(judged(platform, post_id=number)) for number in numbers}
    assert {number for number, names in found.items() if "T04" not in names} == new


@pytest.mark.parametrize("has_folder", [True, False])
def test_a_version_that_the_server_was_not_given_is_said_not_to_have_judged(
    make_app: MakeApp,
    machine: Machine,
    present: DailyScanners,
    proposed: DailyScanners,
    web_records: SqlRecords,
    clock: MovedClock,
    has_folder: bool,
) -> None:
    in_force(web_records, clock, Stage.FULL, version=NEXT + 1)
    services = {"scanners": present, "proposed": proposed if has_folder else None}
    answer = judged(machine(make_app(services=services), Role.SYSTEM))
    assert "T04" in typologies(answer)
    assert [(each["version"], each["obeyed"]) for each in answer["rollouts"]] == [(NEXT + 1, False)]
