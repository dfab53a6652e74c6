"""What is written down about a trained flow model, so that nobody must trust it unseen."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from plainsight.errors import BadValue, TooLittleToLearn
from plainsight.model.time import format_instant, parse_instant, require_utc

# Of confirmed transfers: to learn from, to calibrate on, to be measured on.
POSITIVES_MIN = (60, 20, 20)
NEGATIVES_MIN = 200
_INSTANTS = ("trained_at", "learnt_from", "learnt_until", "measured_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowModelCard:
    """Where a flow model comes from, and how it did on the last fifth of the time it saw."""

    data_sha256: str  # of every feature and label it was trained, calibrated and measured on
    trained_at: datetime
    learnt_from: datetime
    learnt_until: datetime  # first three fifths of the transfers
    measured_until: datetime  # calibration on the fourth fifth, measurement on the last
    transfer_count: int
    confirmed_count: int
    delay_us: int  # how long after a transfer it is scored
    label_lag_us: int  # how long after a transfer its label was known
    findings_every_us: int  # how often typologies were asked; 0 where they were not
    seed: int
    trees: int
    average_precision: float
    f1: float  # at the share of transfers alerted that did best in calibration
    precision: float
    recall: float
    brier: float  # mean squared error of the calibrated probability; lower is better
    alert_share: float
    threshold: float  # the probability that share corresponds to

    def __post_init__(self) -> None:
        require_utc(**{name: getattr(self, name) for name in _INSTANTS})

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self) | {name: format_instant(getattr(self, name)) for name in _INSTANTS}


def flow_card_from_json(data: dict[str, Any]) -> FlowModelCard:
    """Read a card back. Raises BadValue when it is not one."""
    try:
        instants = {name: parse_instant(data[name], field=name) for name in _INSTANTS}
        return FlowModelCard(**(data | instants))
    except (KeyError, TypeError) as error:
        raise BadValue("card", str(error), "train the model again with this version") from None


def require_enough_flows(*, confirmed: tuple[int, int, int], others: int) -> None:
    """Refuse to learn from too little: a model of ten transfers knows ten transfers.

    `confirmed` are those in the three parts of the time. Raises TooLittleToLearn.
    """
    parts = ("to learn from", "to calibrate on", "to be measured on")
    for part, have, need in zip(parts, confirmed, POSITIVES_MIN, strict=True):
        if have < need:
            raise TooLittleToLearn(f"confirmed transfers {part}", have, need)
    if others < NEGATIVES_MIN:
        raise TooLittleToLearn("transfers nobody confirmed", others, NEGATIVES_MIN)
