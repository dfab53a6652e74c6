"""The text model: character n-grams of the folded text into a calibrated logistic regression.

It ranks posts and finds candidates beside the typologies; it never explains, so a finding it
raises alone says so, and it takes none of theirs away. Training is deterministic: same rows, same
bytes.
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
from plainsight.detect.views import View, read
from plainsight.errors import BadValue, CannotRead, NotInstalled

Floats = npt.NDArray[np.float64]

FEATURES = 2**18
NGRAMS = (1, 4)
FOLDS = 5
REGULARISATION = 8.0
LIKELY = 0.5
FORMAT = "plainsight-text-model-1"


@dataclass(frozen=True, slots=True)
class TextModel:
    """Weights over hashed n-grams; a sigmoid over margin and typology score (Platt) blends them."""

    weights: Floats
    intercept: float
    blend: Floats  # of margin and typology score
    offset: float
    card: ModelCard

    def probabilities(self, texts: Sequence[str], typology_scores: Sequence[float]) -> Floats:
        """Calibrated probability per text that a reviewer would call it positive.

        `typology_scores` are the strongest finding's score per text, 0 where there is none.
        """
        margins = _vectorise(texts) @ self.weights + self.intercept
        return _sigmoid(_pair(margins, typology_scores) @ self.blend + self.offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedModel:
    """A model with the out-of-fold probabilities it was measured by, row for row."""

    model: TextModel
    out_of_fold: Floats


def train(
    texts: Sequence[str],
    labels: Sequence[bool],
    clusters: Sequence[str],
    *,
    typology_scores: Sequence[float],
    positive_labels: tuple[str, ...],
    now: datetime,
    folds: int = FOLDS,
) -> TrainedModel:
    """Train on all rows; measure and calibrate on folds that never split a cluster.

    Raises TooLittleToLearn when the rows cannot carry a model.
    """
    truth = np.asarray(labels, dtype=bool)
    groups = [name or f"row {place}" for place, name in enumerate(clusters)]
    positive_groups = {g for g, is_positive in zip(groups, truth, strict=True) if is_positive}
    require_enough(
        positives=int(truth.sum()), negatives=int((~truth).sum()), clusters=len(positive_groups)
    )
    features = _vectorise(texts)
    margins = _out_of_fold(features, truth, groups, folds, fit=_fit)
    pairs = _pair(margins, typology_scores)
    # Blended out of fold too: what is reported never saw the cluster it speaks of.
    out_of_fold = _sigmoid(_out_of_fold(pairs, truth, groups, folds, fit=_fit_blend))
    blender = _fit_blend(pairs, truth)
    fitted = _fit(features, truth)
    found = np.asarray(typology_scores) > 0
    threshold, precision, recall, f1 = _best_threshold(out_of_fold, found, truth)
    card = ModelCard(
        data_sha256=_digest(texts, truth),
        trained_at=now,
        row_count=len(texts),
        positive_count=int(truth.sum()),
        cluster_count=len(set(groups)),
        positive_labels=positive_labels,
        folds=folds,
        precision=round(precision, 4),
        recall=round(recall, 4),
        f1=round(f1, 4),
        brier=round(float(np.mean((out_of_fold - truth) ** 2)), 5),
        threshold=threshold,
    )
    model = TextModel(
        weights=np.round(fitted.coef_[0], 6),
        intercept=round(float(fitted.intercept_[0]), 6),
        blend=np.round(blender.coef_[0], 6),
        offset=round(float(blender.intercept_[0]), 6),
        card=card,
    )
    return TrainedModel(model=model, out_of_fold=out_of_fold)


def save_model(model: TextModel, path: Path) -> None:
    """Write one zip of plain arrays and a JSON card; nothing in it can run code."""
    packed = io.BytesIO()
    kept = np.flatnonzero(model.weights).astype(np.int32)
    np.savez_compressed(packed, places=kept, weights=model.weights[kept].astype(np.float64))
    head = {
        "format": FORMAT,
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
    """Read a model back. Raises CannotRead or BadValue; arrays are read without pickle."""
    try:
        with zipfile.ZipFile(path) as archive:
            head: dict[str, Any] = json.loads(archive.read("model.json"))
            arrays = np.load(io.BytesIO(archive.read("weights.npz")), allow_pickle=False)
            places, kept = arrays["places"], arrays["weights"]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise CannotRead(str(path), f"not a text model ({error})") from None
    if head.get("format") != FORMAT:
        raise BadValue("format", head.get("format"), f"this version reads {FORMAT}; train again")
    weights = np.zeros(FEATURES)
    weights[places] = kept
    return TextModel(
        weights=weights,
        intercept=head["intercept"],
        blend=np.asarray(head["blend"], dtype=np.float64),
        offset=head["offset"],
        card=card_from_json(head["card"]),
    )


def _vectorise(texts: Sequence[str]) -> Any:  # noqa: ANN401 - scipy has no types
    try:
        from sklearn.feature_extraction.text import HashingVectorizer
    except ImportError:
        raise NotInstalled("scikit-learn", "model") from None
    vectoriser = HashingVectorizer(
        analyzer="char", ngram_range=NGRAMS, n_features=FEATURES, lowercase=False, norm="l2"
    )
    return vectoriser.transform([read(text, View.FOLD).text for text in texts])


def _fit(features: Any, truth: npt.NDArray[np.bool_]) -> Any:  # noqa: ANN401 - scipy, sklearn
    from sklearn.linear_model import LogisticRegression

    # liblinear works on the few features a row has; others carry all 2**18 through every step.
    return LogisticRegression(
        C=REGULARISATION, class_weight="balanced", solver="liblinear", random_state=0
    ).fit(features, truth)


def _fit_blend(pairs: Any, truth: npt.NDArray[np.bool_]) -> Any:  # noqa: ANN401 - sklearn
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=100.0, max_iter=500).fit(pairs, truth)


def _pair(margins: Floats, typology_scores: Sequence[float]) -> Floats:
    return np.column_stack([margins, np.asarray(typology_scores, dtype=np.float64)])


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
    scores: Floats, found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]
) -> tuple[float, float, float, float]:
    """The threshold of the best F1 beside what is found anyway; precision, recall and F1 there.

    Nothing is raised that is more likely benign.
    """
    best = (LIKELY, 0.0, 0.0, 0.0)
    for threshold in np.round(np.arange(LIKELY, 0.96, 0.01), 2):
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


def _digest(texts: Sequence[str], truth: npt.NDArray[np.bool_]) -> str:
    digest = hashlib.sha256()
    for text, is_positive in zip(texts, truth, strict=True):
        digest.update(text.encode("utf-8", "surrogatepass") + (b"\1" if is_positive else b"\0"))
        digest.update(b"\xff")
    return digest.hexdigest()
