"""A flow model says where it comes from, gives the same bytes twice, explains, and refuses."""

import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from plainsight.engines.flow_features.adjacency import FlowArrays
from plainsight.engines.flow_features.compute import Matrix, flow_features
from plainsight.engines.flow_model import (
    FlowModel,
    load_flow_model,
    save_flow_model,
    train_flow_model,
)
from plainsight.engines.flow_scores import (
    average_precision,
    best_share,
    precision_recall,
    share_threshold,
)
from plainsight.errors import BadValue, CannotRead, TooLittleToLearn
from plainsight.model.asset import fiat
from plainsight.trace.features.catalogue import feature_names
from plainsight.trace.features.question import FeatureQuestion

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY_US = 86_400_000_000
QUESTION = FeatureQuestion()
ACCOUNTS = 120
MULES = 6


@cache
def ledger(count: int = 3000, every: int = 20) -> tuple[FlowArrays, np.ndarray, Matrix]:
    """Ordinary repeated payments, and now and then money that passes straight on to new payees."""
    draw = np.random.default_rng(3)
    rows = []
    for number in range(count):
        at = number * (60 * DAY_US // count)
        friend = int(draw.integers(0, ACCOUNTS // 2))
        rows.append((friend, friend + ACCOUNTS // 2, at, int(draw.integers(1000, 90_000)), False))
        if number % every == 0:
            mule = int(draw.integers(0, MULES))
            amount = int(draw.integers(500_000, 990_000))
            rows.append((friend, mule, at + 5, amount, False))
            rows.append((mule, 30 + number % 29, at + 9, amount * 97 // 100, True))
    source, target, at, value, truth = (np.array(column) for column in zip(*rows, strict=True))
    flow = FlowArrays(
        source=source, target=target, at_us=at, value=value.astype(float), account_count=ACCOUNTS
    )
    return flow, truth.astype(bool), flow_features(flow, question=QUESTION)


@cache
def trained() -> FlowModel:
    flow, truth, features = ledger()
    return train(flow, truth, features)


def train(flow: FlowArrays, truth: np.ndarray, features: Matrix) -> FlowModel:
    return train_flow_model(
        features,
        truth,
        flow.at_us,
        question=QUESTION,
        delay=timedelta(0),
        label_lag=timedelta(days=14),
        now=NOW,
    )


def test_a_model_finds_what_it_was_shown_in_time_it_had_not_seen() -> None:
    card = trained().card
    assert card.average_precision > 0.95
    assert card.f1 > 0.9
    assert card.brier < 0.02
    assert card.confirmed_count == 150
    assert card.learnt_until < card.measured_until


def test_its_probabilities_are_probabilities() -> None:
    _, truth, features = ledger()
    scores = trained().probabilities(features)
    assert scores[truth].mean() > 0.8
    assert scores[~truth].mean() < 0.02


def test_its_reasons_are_sentences_that_raised_the_score() -> None:
    _, truth, features = ledger()
    row = int(np.flatnonzero(truth)[-1])
    (reasons,) = trained().reasons(features[[row]], asset=fiat("USD"))
    assert 0 < len(reasons) <= 5
    assert [r.weight for r in reasons] == sorted((r.weight for r in reasons), reverse=True)
    assert all(reason.weight > 0 for reason in reasons)
    names = feature_names(QUESTION)
    for reason in reasons:
        assert features[row, names.index(reason.feature)] == np.float32(reason.value)
        assert reason.says.strip() == reason.says != ""


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    save_flow_model(trained(), tmp_path / "one")
    trained.cache_clear()
    save_flow_model(trained(), tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_saved_model_answers_as_before(tmp_path: Path) -> None:
    save_flow_model(trained(), tmp_path / "m")
    again = load_flow_model(tmp_path / "m")
    assert again == trained()
    features = ledger()[2][-50:]
    assert np.array_equal(again.probabilities(features), trained().probabilities(features))


def test_other_labels_make_another_hash() -> None:
    flow, truth, features = ledger()
    other = truth.copy()
    other[np.flatnonzero(truth)[0]] = False
    assert train(flow, other, features).card.data_sha256 != trained().card.data_sha256


def test_a_model_refuses_to_learn_from_too_little() -> None:
    flow, truth, features = ledger()
    for part, says in ((0.0, "to learn from"), (0.65, "to calibrate on"), (0.85, "measured on")):
        few = truth.copy()
        few[int(part * len(truth)) :] = False
        with pytest.raises(TooLittleToLearn, match=says):
            train(flow, few, features)
    with pytest.raises(TooLittleToLearn, match="nobody confirmed"):
        train(flow, np.ones(len(truth), dtype=bool), features)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no").write_bytes(b"not a zip")
    with pytest.raises(CannotRead, match="not a flow model"):
        load_flow_model(tmp_path / "no")


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    save_flow_model(trained(), tmp_path / "m")
    with zipfile.ZipFile(tmp_path / "m") as archive:
        head, trees = json.loads(archive.read("model.json")), archive.read("trees.txt")
    with zipfile.ZipFile(tmp_path / "other", "w") as archive:
        archive.writestr("model.json", json.dumps(head | {"format": "other"}))
        archive.writestr("trees.txt", trees)
    with pytest.raises(BadValue, match="train again"):
        load_flow_model(tmp_path / "other")


def test_a_card_that_lacks_a_field_is_refused(tmp_path: Path) -> None:
    save_flow_model(trained(), tmp_path / "m")
    with zipfile.ZipFile(tmp_path / "m") as archive:
        head, trees = json.loads(archive.read("model.json")), archive.read("trees.txt")
    del head["card"]["f1"]
    with zipfile.ZipFile(tmp_path / "other", "w") as archive:
        archive.writestr("model.json", json.dumps(head))
        archive.writestr("trees.txt", trees)
    with pytest.raises(BadValue, match="train the model again"):
        load_flow_model(tmp_path / "other")


def test_a_model_remembers_its_question(tmp_path: Path) -> None:
    other = FeatureQuestion(windows=(timedelta(hours=6), timedelta(days=9)), near_motif_max=7)
    save_flow_model(replace(trained(), question=other), tmp_path / "m")
    assert load_flow_model(tmp_path / "m").question == other


SCORED = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=40)


@given(rows=SCORED.filter(lambda rows: any(truth for _, truth in rows)))
def test_average_precision_is_what_everybody_means_by_it(rows: list[tuple[int, bool]]) -> None:
    scores = np.array([score / 5 for score, _ in rows])
    truth = np.array([is_true for _, is_true in rows])
    assert average_precision(scores, truth) == pytest.approx(average_precision_score(truth, scores))


@given(rows=SCORED)
def test_no_other_share_has_a_better_f1(rows: list[tuple[int, bool]]) -> None:
    scores = np.array([score / 5 for score, _ in rows])
    truth = np.array([is_true for _, is_true in rows])
    best = precision_recall(scores, truth, share=best_share(scores, truth))[2]
    for threshold in scores:
        assert precision_recall(scores, truth, threshold=float(threshold))[2] <= best + 1e-12


def test_a_share_of_nobody_flags_nobody() -> None:
    scores = np.array([0.1, 0.9])
    assert share_threshold(scores, 0.0) > 0.9
    assert precision_recall(scores, np.array([True, True]), share=0.0) == (0.0, 0.0, 0.0)
