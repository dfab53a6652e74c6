"""The text model: what stands in a text into a calibrated logistic regression.

It ranks posts and finds candidates beside the typologies; a finding it raises alone says so, and it
takes none of theirs away. Training is deterministic: same rows, same bytes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from plainsight.detect.model_card import ModelCard, card_from_json, require_enough
from plainsight.detect.seen_text import SeenText
from plainsight.detect.template import with_copies
from plainsight.engines.text_features import (
    NGRAM_FEATURES,
    require_tools,
    senses_of,
    vectorise,
)
from plainsight.errors import BadValue, CannotRead

Floats = npt.NDArray[np.float64]

FOLDS = 5
REGULARISATION = 8.0
LIKELY = 0.5
THRESHOLDS = np.round(np.arange(LIKELY, 1.0, 0.005), 3)
ORDINARY_RAISED_MAX = 5 / 10_000  # of ordinary posts, held out; the bar of the benign sets
FORMAT = "plainsight-text-model-2"


@dataclass(frozen=True, slots=True)
class TextModel:
    """Weights of n-grams and senses; a sigmoid over margin and typology score (Platt) blends."""

    weights: Floats  # of hashed n-grams, then of `senses`
    senses: tuple[str, ...]
    intercept: float
    blend: Floats  # of margin and typology score
    offset: float
    card: ModelCard

    def probabilities(self, seen: Sequence[SeenText]) -> Floats:
        """Calibrated probability per text that a reviewer would call it positive."""
        margins = vectorise(seen, self.senses) @ self.weights + self.intercept
        return _sigmoid(_pair(margins, seen) @ self.blend + self.offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedModel:
    """A model with the out-of-fold probabilities it was measured by, row for row."""

    model: TextModel
    out_of_fold: Floats


def train(
    seen: Sequence[SeenText],
    labels: Sequence[bool],
    clusters: Sequence[str],
    *,
    ordinary: Sequence[SeenText] = (),
    positive_labels: tuple[str, ...],
    now: datetime,
    folds: int = FOLDS,
) -> TrainedModel:
    """Train on all rows; measure and calibrate on folds that never split a cluster, nor copies.

    `ordinary` is traffic that nobody has labelled, taken for negative: the model is measured on the
    labelled rows, and where it begins to raise findings alone is set by what it would raise there.
    Raises TooLittleToLearn when the rows cannot carry a model.
    """
    every = [*seen, *ordinary]
    truth = np.asarray([*labels, *[False] * len(ordinary)], dtype=bool)
    # Copies of what was learnt are no test, whoever forgot to name them.
    groups = with_copies([each.text for each in every], [*clusters, *[""] * len(ordinary)])
    positive_groups = {g for g, is_positive in zip(groups, truth, strict=True) if is_positive}
    require_enough(
        positives=int(truth.sum()), negatives=int((~truth).sum()), clusters=len(positive_groups)
    )
    senses = senses_of(every)
    features = vectorise(every, senses)
    margins = _out_of_fold(features, truth, groups, folds, fit=_fit)
    pairs = _pair(margins, every)
    # Blended out of fold too: what is reported never saw the cluster it speaks of.
    out_of_fold = _sigmoid(_out_of_fold(pairs, truth, groups, folds, fit=_fit_blend))
    blender = _fit_blend(pairs, truth)
    fitted = _fit(features, truth)
    held, raised = out_of_fold[: len(seen)], out_of_fold[len(seen) :]
    found = np.asarray([each.score > 0 for each in seen], dtype=bool)
    threshold, precision, recall, f1 = _best_threshold(held, found, truth[: len(seen)], raised)
    card = ModelCard(
        data_sha256=_digest(every, truth),
        trained_at=now,
        row_count=len(seen),
        positive_count=int(truth.sum()),
        cluster_count=len(set(groups[: len(seen)])),
        ordinary_count=len(ordinary),
        ordinary_raised=int((raised >= threshold).sum()),
        positive_labels=positive_labels,
        folds=folds,
        precision=round(precision, 4),
        recall=round(recall, 4),
        f1=round(f1, 4),
        brier=round(float(np.mean((held - truth[: len(seen)]) ** 2)), 5),
        threshold=threshold,
    )
    model = TextModel(
        weights=np.round(fitted.coef_[0], 6),
        senses=senses,
        intercept=round(float(fitted.intercept_[0]), 6),
        blend=np.round(blender.coef_[0], 6),
        offset=round(float(blender.intercept_[0]), 6),
        card=card,
    )
    return TrainedModel(model=model, out_of_fold=held)


def save_model(model: TextModel, path: Path) -> None:
    """Write one zip of plain arrays and a JSON card; nothing in it can run code."""
    packed = io.BytesIO()
    kept = np.flatnonzero(model.weights).astype(np.int32)
    np.savez_compressed(packed, places=kept, weights=model.weights[kept].astype(np.float64))
    head = {
        "format": FORMAT,
        "senses": model.senses,
        "intercept": model.intercept,
        "blend": model.blend.tolist(),
        "offset": model.offset,
        "card": model.card.to_json(),
    }
    partial = path.with_name(path.name + ".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed date, so that the same training gives the same bytes.
        archive.writestr(zipfile.ZipInfo("model.json"), json.dumps(head, sort_keys=True, indent=1))
        archive.writestr(zipfile.ZipInfo("weights.npz"), packed.getvalue())
    partial.replace(path)


def load_model(path: Path) -> TextModel:
    """Read a model back; arrays are read without pickle.

    Raises CannotRead or BadValue, and NotInstalled where nothing could be done with it.
    """
    require_tools()
    try:
        with zipfile.ZipFile(path) as archive:
            head: dict[str, Any] = json.loads(archive.read("model.json"))
            arrays = np.load(io.BytesIO(archive.read("weights.npz")), allow_pickle=False)
            places, kept = arrays["places"], arrays["weights"]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise CannotRead(str(path), f"not a text model ({error})") from None
    if head.get("format") != FORMAT:
        raise BadValue("format", head.get("format"), f"this version reads {FORMAT}; train again")
    senses = tuple(head["senses"])
    weights = np.zeros(NGRAM_FEATURES + len(senses))
    weights[places] = kept
    return TextModel(
        weights=weights,
        senses=senses,
        intercept=head["intercept"],
        blend=np.asarray(head["blend"], dtype=np.float64),
        offset=head["offset"],
        card=card_from_json(head["card"]),
    )


def _fit(features: Any, truth: npt.NDArray[np.bool_]) -> Any:  # noqa: ANN401 - scipy, sklearn
    from sklearn.linear_model import LogisticRegression

    # liblinear works on the few features a row has; others carry all 2**18 through every step.
    return LogisticRegression(
        C=REGULARISATION, class_weight="balanced", solver="liblinear", random_state=0
    ).fit(features, truth)


def _fit_blend(pairs: Any, truth: npt.NDArray[np.bool_]) -> Any:  # noqa: ANN401 - sklearn
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=100.0, max_iter=500).fit(pairs, truth)


def _pair(margins: Floats, seen: Sequence[SeenText]) -> Floats:
    return np.column_stack([margins, [each.score for each in seen]])


def _out_of_fold(
    features: Any,  # noqa: ANN401 - scipy has no types
    truth: npt.NDArray[np.bool_],
    groups: Sequence[str],
    folds: int,
    *,
    fit: Callable[[Any, npt.NDArray[np.bool_]], Any],
) -> Floats:
    """Margins of every row by a fit that saw no row of its cluster."""
    from sklearn.model_selection import StratifiedGroupKFold

    margins = np.zeros(len(truth))
    splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=0)
    for learnt, held_out in splitter.split(features, truth, groups):
        margins[held_out] = fit(features[learnt], truth[learnt]).decision_function(
            features[held_out]
        )
    return margins


def _best_threshold(
    scores: Floats, found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_], ordinary: Floats
) -> tuple[float, float, float, float]:
    """The threshold of the best F1 beside what is found anyway; precision, recall and F1 there.

    Nothing is raised that is more likely benign, and hardly anything of ordinary traffic.
    """
    raised_max = ORDINARY_RAISED_MAX * len(ordinary)
    quiet = [t for t in THRESHOLDS if (ordinary >= t).sum() <= raised_max] or [THRESHOLDS[-1]]
    best = (float(quiet[0]), 0.0, 0.0, 0.0)
    for threshold in quiet:
        flagged = found | (scores >= threshold)
        right = int((flagged & truth).sum())
        if right == 0:
            continue
        precision, recall = right / int(flagged.sum()), right / int(truth.sum())
        f1 = 2 * precision * recall / (precision + recall)
        if f1 > best[3]:
            best = (float(threshold), precision, recall, f1)
    return best


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)), dtype=np.float64)


def _digest(seen: Sequence[SeenText], truth: npt.NDArray[np.bool_]) -> str:
    digest = hashlib.sha256()
    for each, is_positive in zip(seen, truth, strict=True):
        digest.update(each.text.encode("utf-8", "surrogatepass"))
        digest.update((b"\1" if is_positive else b"\0") + b"\xff")
    return digest.hexdigest()
