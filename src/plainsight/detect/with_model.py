"""A trained model beside the typologies: it orders what they found, and finds candidates.

It never explains and never takes a finding away: a model of one language or platform knows nothing
of another. What it raises alone names no red flag and says who raised it.
"""

from dataclasses import replace

from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.detect.model_card import ModelCard

MODEL = "model"


def weigh(examined: Examined, *, probability: float, card: ModelCard, template: str) -> Examined:
    """What both say together: each finding keeps its score beside the likelihood."""
    if examined.findings:
        weighed = tuple(replace(each, likelihood=probability) for each in examined.findings)
        return replace(examined, findings=weighed)
    if probability < card.threshold:
        return examined
    return Examined(findings=(_candidate(probability, card),), template=template)


def _candidate(probability: float, card: ModelCard) -> Finding:
    return Finding(
        typology_id="M00",
        typology_version=1,
        typology_title="Found by the text model alone; no red flag explains it",
        policy_digest=card.data_sha256[:16],
        score=probability,
        likelihood=probability,
        threshold=card.threshold,
        flags=(),
        reasons=(),
        raised_by=MODEL,
    )
