"""The flow model: gradient-boosted trees over causal features, calibrated, with its reasons.

It ranks transfers beside the typologies, which stand without it. Training is deterministic: same
features, same labels, same bytes. The model that was measured is the model that is saved.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from plainsight.engines.flow_features.adjacency import Longs
from plainsight.engines.flow_features.compute import Matrix
from plainsight.engines.flow_scores import (
    average_precision,
    best_share,
    brier,
    precision_recall,
    share_threshold,
)
from plainsight.errors import BadValue, CannotRead, NotInstalled
from plainsight.model.asset import Asset
from plainsight.trace.features.card import FlowModelCard, flow_card_from_json, require_enough_flows
from plainsight.trace.features.catalogue import feature_catalogue
from plainsight.trace.features.question import FeatureQuestion

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]

FORMAT = "plainsight-flow-model-1"
ROUNDS_MAX = 400
PATIENCE = 60
REASONS = 5
PARTS = (0.6, 0.8)  # of the transfers in time order: learn until, calibrate until
THREADS = 2
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
PARAMETERS = {
    "objective": "binary",
    "metric": "average_precision",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_child_samples": 30,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "lambda_l2": 5.0,
    "max_bin": 63,  # a sixth of the time of 255, and no worse
    "deterministic": True,
    "force_col_wise": True,
    "verbosity": -1,
    "num_threads": THREADS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowModel:
    """Trees, the sigmoid that calibrates them (Platt), and the question their features answer."""

    trees: str  # LightGBM's text form: numbers, no code
    slope: float
    offset: float
    question: FeatureQuestion
    card: FlowModelCard

    def probabilities(self, features: Matrix) -> Floats:
        """Calibrated probability per row that a reviewer would confirm the transfer."""
        return calibrated(_margins(self._booster(), features), self.slope, self.offset)

    def reasons(
        self, features: Matrix, *, asset: Asset, count: int = REASONS
    ) -> list[tuple["ScoreReason", ...]]:
        """Per row, what raised its score most, the strongest first (SHAP, Lundberg 2020)."""
        told = feature_catalogue(self.question)
        shares = np.asarray(self._booster().predict(features, pred_contrib=True))[:, :-1]
        order = np.argsort(-shares, axis=1, kind="stable")[:, :count]
        return [
            tuple(
                ScoreReason(
                    feature=told[column].name,
                    value=float(features[row, column]),
                    weight=float(shares[row, column]),
                    says=told[column].sentence(float(features[row, column]), asset=asset),
                )
                for column in order[row]
                if shares[row, column] > 0
            )
            for row in range(len(features))
        ]

    def _booster(self) -> Any:  # noqa: ANN401 - lightgbm has no types
        return _lightgbm().Booster(model_str=self.trees)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReason:
    """A feature that raised a score: its sentence, and how much it added to the log-odds."""

    feature: str
    value: float
    weight: float
    says: str


def train_flow_model(
    features: Matrix,
    confirmed: Truth,
    at_us: Longs,
    *,
    question: FeatureQuestion,
    delay: timedelta,
    label_lag: timedelta,
    findings_every: timedelta = timedelta(0),
    now: datetime,
    seed: int = 0,
) -> FlowModel:
    """Learn from the first three fifths, calibrate on the next, measure on the last.

    Rows are in time order. Raises TooLittleToLearn when the labels cannot carry a model.
    """
    learnt, held = (int(part * len(confirmed)) for part in PARTS)
    parts = (confirmed[:learnt], confirmed[learnt:held], confirmed[held:])
    counts = tuple(int(part.sum()) for part in parts)
    require_enough_flows(
        confirmed=(counts[0], counts[1], counts[2]), others=int((~confirmed).sum())
    )
    booster = fit_trees(features[:held], confirmed[:held], learnt=learnt, seed=seed)
    margins = _margins(booster, features[learnt:])
    slope, offset = _platt(margins[: held - learnt], parts[1])
    scores = calibrated(margins, slope, offset)
    validated, measured = scores[: held - learnt], scores[held - learnt :]
    share = best_share(validated, parts[1])
    precision, recall, f1 = precision_recall(measured, parts[2], share=share)
    card = FlowModelCard(
        data_sha256=_digest(features, confirmed, at_us),
        trained_at=now,
        learnt_from=_instant(at_us[0]),
        learnt_until=_instant(at_us[learnt - 1]),
        measured_until=_instant(at_us[-1]),
        transfer_count=len(confirmed),
        confirmed_count=int(confirmed.sum()),
        delay_us=delay // timedelta(microseconds=1),
        label_lag_us=label_lag // timedelta(microseconds=1),
        findings_every_us=findings_every // timedelta(microseconds=1),
        seed=seed,
        trees=booster.num_trees(),
        average_precision=round(average_precision(measured, parts[2]), 4),
        f1=round(f1, 4),
        precision=round(precision, 4),
        recall=round(recall, 4),
        brier=round(brier(measured, parts[2]), 6),
        alert_share=round(share, 6),
        # Rounded down: the score it was taken from must stay over it.
        threshold=floor(share_threshold(validated, share) * 1e6) / 1e6,
    )
    trees = booster.model_to_string(num_iteration=booster.best_iteration or -1)
    return FlowModel(trees=trees, slope=slope, offset=offset, question=question, card=card)


def fit_trees(features: Matrix, truth: Truth, *, learnt: int, seed: int) -> Any:  # noqa: ANN401
    """Trees over the first `learnt` rows, as many as did best on the rows after them."""
    lightgbm = _lightgbm()
    data = lightgbm.Dataset(features[:learnt], truth[:learnt].astype(np.int8))
    held = lightgbm.Dataset(features[learnt:], truth[learnt:].astype(np.int8), reference=data)
    return lightgbm.train(
        PARAMETERS | {"seed": seed},
        data,
        num_boost_round=ROUNDS_MAX,
        valid_sets=[held],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )


def calibrated(margins: Floats, slope: float, offset: float) -> Floats:
    """Log-odds of the trees as a probability."""
    return np.asarray(1 / (1 + np.exp(-(slope * margins + offset))), dtype=np.float64)


def save_flow_model(model: FlowModel, path: Path) -> None:
    """Write one zip of text; nothing in it can run code, and same models give same bytes."""
    head = {
        "format": FORMAT,
        "slope": model.slope,
        "offset": model.offset,
        "windows_us": list(model.question.windows_us),
        "limits": [
            model.question.near_max,
            model.question.near_motif_max,
            model.question.hops_max,
            model.question.frontier_max,
        ],
        "thresholds": list(model.question.thresholds),
        "card": model.card.to_json(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed date, so that the same training gives the same bytes.
        archive.writestr(zipfile.ZipInfo("model.json"), json.dumps(head, sort_keys=True, indent=1))
        archive.writestr(zipfile.ZipInfo("trees.txt"), model.trees)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(packed.getvalue())
    partial.replace(path)


def load_flow_model(path: Path) -> FlowModel:
    """Read a model back. Raises CannotRead or BadValue; nothing is unpickled."""
    try:
        with zipfile.ZipFile(path) as archive:
            head: dict[str, Any] = json.loads(archive.read("model.json"))
            trees = archive.read("trees.txt").decode("utf-8")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise CannotRead(str(path), f"not a flow model ({error})") from None
    if head.get("format") != FORMAT:
        raise BadValue("format", head.get("format"), f"this version reads {FORMAT}; train again")
    near, near_motif, hops, frontier = head["limits"]
    return FlowModel(
        trees=trees,
        slope=head["slope"],
        offset=head["offset"],
        question=FeatureQuestion(
            windows=tuple(timedelta(microseconds=window) for window in head["windows_us"]),
            near_max=near,
            near_motif_max=near_motif,
            hops_max=hops,
            frontier_max=frontier,
            thresholds=tuple(head["thresholds"]),
        ),
        card=flow_card_from_json(head["card"]),
    )


def _margins(booster: Any, features: Matrix) -> Floats:  # noqa: ANN401 - lightgbm has no types
    return np.asarray(booster.predict(features, raw_score=True), dtype=np.float64)


def _platt(margins: Floats, truth: Truth) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=100.0, max_iter=500).fit(margins[:, None], truth)
    return round(float(fitted.coef_[0, 0]), 6), round(float(fitted.intercept_[0]), 6)


def _lightgbm() -> Any:  # noqa: ANN401 - lightgbm has no types
    try:
        import lightgbm
    except ImportError:
        raise NotInstalled("lightgbm", "model") from None
    return lightgbm


def _instant(at_us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(at_us))


def _digest(features: Matrix, confirmed: Truth, at_us: Sequence[int] | Longs) -> str:
    digest = hashlib.sha256()
    for part in (features, confirmed, np.asarray(at_us)):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()
