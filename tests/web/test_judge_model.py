"""A server that was given a trained model weighs what callers send, as the commands do."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.engines.test_text_model import trained
from tests.strategies.policies import NEXT, stricter_policy
from tests.web.conftest import Machine, MakeApp, MovedClock
from tests.web.test_judge_rollouts import in_force, judged, typologies

from plainsight.app.detect.scan_sent import DailyScanners
from plainsight.casework.rollout import Stage
from plainsight.cli.run.serve_app import make_daily_scanner
from plainsight.engines.text_model import save_model
from plainsight.errors import CannotRead
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords

LEARNT = "公户点位"  # as in the rows that it learnt from; no typology finds it


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "ours.model"
    save_model(trained().model, path)
    return path


@pytest.fixture(scope="module")
def weighing(model: Path) -> DailyScanners:
    return make_daily_scanner(model=model)


@pytest.fixture
def platform(make_app: MakeApp, machine: Machine, weighing: DailyScanners) -> TestClient:
    return machine(make_app(services={"scanners": weighing}), Role.SYSTEM)


@pytest.fixture
def judging_alone(make_app: MakeApp, machine: Machine) -> TestClient:
    """The same without a model."""
    return machine(make_app(services={"scanners": make_daily_scanner()}), Role.SYSTEM)


def findings(answer: Any) -> list[Any]:
    return [found for post in answer["posts"] for found in post["findings"]]


def test_what_the_model_raises_alone_says_so_and_names_the_model(
    platform: TestClient,
) -> None:
    answer = judged(platform, text=LEARNT)
    (found,) = findings(answer)
    assert (found["typology"], found["raised_by"]) == ("M00", "model")
    assert found["likelihood_permille"] > 900
    assert found["reasons"], "what weighed most, to the character"
    assert answer["model"] == trained().model.card.data_sha256


def test_what_a_typology_finds_keeps_its_score_beside_the_likelihood(
    platform: TestClient, judging_alone: TestClient
) -> None:
    weighed, alone = judged(platform), judged(judging_alone)
    told = [{k: v for k, v in f.items() if k != "likelihood_permille"} for f in findings(weighed)]
    assert told == findings(alone) != []
    assert all("likelihood_permille" in found for found in findings(weighed))
    assert alone["model"] == ""


def test_a_model_weighs_what_a_roll_out_makes_of_a_post(
    make_app: MakeApp,
    machine: Machine,
    weighing: DailyScanners,
    web_records: SqlRecords,
    clock: MovedClock,
    tmp_path: Path,
) -> None:
    stricter_policy(tmp_path)
    services = {"scanners": weighing, "proposed": make_daily_scanner(tmp_path)}
    platform = machine(make_app(services=services), Role.SYSTEM)
    assert "T04" in typologies(judged(platform))
    in_force(web_records, clock, Stage.FULL, version=NEXT)
    after = judged(platform)
    assert "T04" not in typologies(after)
    assert all("likelihood_permille" in found for found in findings(after))


def test_a_file_that_is_no_model_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "x.model").write_text("no model")
    with pytest.raises(CannotRead, match="not a text model"):
        make_daily_scanner(model=tmp_path / "x.model")
