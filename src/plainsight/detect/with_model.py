"""A trained model beside the typologies: it orders what they found, and finds candidates.

It never takes a finding away: a model of one language or platform knows nothing of another. What it
raises alone says who raised it and what weighed most; it names no red flag.
"""

from collections.abc import Callable
from dataclasses import replace

from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding, Reason
from plainsight.detect.model_card import ModelCard

MODEL = "model"
ALONE_ID = "M00"
ALONE_TITLE = {
    "en": "Found by the text model alone; no red flag explains it",
    "zh": "仅由文本模型发现；没有警示信号可以解释",
    "es": "Hallado solo por el modelo de texto; ninguna señal de alerta lo explica",
}


Why = Callable[[], tuple[Reason, ...]]


def weigh(
    examined: Examined, *, probability: float, card: ModelCard, template: str, why: Why
) -> Examined:
    """What both say together: each finding keeps its score beside the likelihood.

    `why` is asked only of what the model raises alone.
    """
    if examined.findings:
        weighed = tuple(replace(each, likelihood=probability) for each in examined.findings)
        return replace(examined, findings=weighed)
    if probability < card.threshold:
        return examined
    return Examined(findings=(_candidate(probability, card, why()),), template=template)


def _candidate(probability: float, card: ModelCard, reasons: tuple[Reason, ...]) -> Finding:
    return Finding(
        typology_id=ALONE_ID,
        typology_version=1,
        typology_title=ALONE_TITLE["en"],
        policy_digest=card.data_sha256[:16],
        score=probability,
        likelihood=probability,
        threshold=card.threshold,
        flags=(),
        reasons=reasons,
        raised_by=MODEL,
    )
