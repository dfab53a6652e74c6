"""Decisions as labelled rows, in the layout that training and backtests read."""

import hashlib
from dataclasses import dataclass

from plainsight.casework.decision import Outcome, ReasonList


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One row: `text` and `label`, and `cluster` so that copies stay on one side of a split."""

    text: str
    label: str
    language: str  # as the feed declared it; for measuring parity, never for a score
    cluster: str

    def to_json(self) -> dict[str, str]:
        """The row as it is written."""
        return {
            "text": self.text,
            "label": self.label,
            "language": self.language,
            "cluster": self.cluster,
        }


def label_of(
    outcome: Outcome, *, text: str, language: str, campaign_key: str, reasons: ReasonList
) -> Label | None:
    """The row of a decided campaign; None where the outcome teaches nothing, or there is no text.

    The cluster is a hash: a campaign's key can be a wallet or a contact.
    """
    label = reasons.labels.get(outcome)
    if label is None or not text:
        return None
    cluster = hashlib.sha256(campaign_key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Label(text=text, label=label, language=language, cluster=cluster)
