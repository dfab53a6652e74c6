"""What is written down about a trained text model, so that nobody must trust it unseen."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from plainsight.errors import BadValue, TooLittleToLearn
from plainsight.model.time import format_instant, parse_instant, require_utc

POSITIVES_MIN = 50
NEGATIVES_MIN = 200
CLUSTERS_MIN = 10  # fewer, and folds by cluster would test a model on what it has learnt


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Where a model comes from and how well it did on clusters it had not seen."""

    data_sha256: str
    trained_at: datetime
    row_count: int  # of labelled rows
    positive_count: int
    cluster_count: int
    ordinary_count: int  # posts of ordinary traffic that were learnt as negative
    ordinary_raised: int  # of them, by the model alone, held out
    positive_labels: tuple[str, ...]
    folds: int
    precision: float  # of what typologies and model find together
    recall: float
    f1: float
    brier: float  # mean squared error of the calibrated probability; lower is better
    threshold: float  # probability from which the model alone raises a finding

    def __post_init__(self) -> None:
        require_utc(trained_at=self.trained_at)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self) | {
            "trained_at": format_instant(self.trained_at),
            "positive_labels": list(self.positive_labels),
        }


def card_from_json(data: dict[str, Any]) -> ModelCard:
    """Read a card back. Raises BadValue when it is not one."""
    try:
        return ModelCard(
            **(
                data
                | {
                    "trained_at": parse_instant(data["trained_at"], field="trained_at"),
                    "positive_labels": tuple(data["positive_labels"]),
                }
            )
        )
    except (KeyError, TypeError) as error:
        raise BadValue("card", str(error), "train the model again with this version") from None


def require_enough(*, positives: int, negatives: int, clusters: int) -> None:
    """Refuse to learn from too little: a model of ten posts knows ten posts."""
    shortages = {
        "positive posts": (positives, POSITIVES_MIN),
        "negative posts": (negatives, NEGATIVES_MIN),
        "clusters of positive posts, copies counted once,": (clusters, CLUSTERS_MIN),
    }
    for what, (have, need) in shortages.items():
        if have < need:
            raise TooLittleToLearn(what, have, need)
