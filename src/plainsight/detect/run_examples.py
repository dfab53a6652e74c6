"""Examples as tests: a hit must hit its typology, a near miss and a benign post must not."""

from collections.abc import Iterable
from dataclasses import dataclass

from plainsight.detect.detector import Detector
from plainsight.detect.typology import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one example."""

    example: Example
    passed: bool
    why: str


def run_examples(detector: Detector, examples: Iterable[Example]) -> list[Outcome]:
    """Examine each example. Benign ones must raise no typology at all."""
    return [_run(detector, example) for example in examples]


def _run(detector: Detector, example: Example) -> Outcome:
    findings = detector.examine(example.text).findings
    if example.kind == "benign":
        offending = list(findings)
    else:
        offending = [f for f in findings if f.typology_id == example.typology_id]
    if example.kind == "hit":
        signs = ", ".join(f"{s.sense}={s.plain}" for s in detector.signs(example.text))
        why = "" if offending else f"raises nothing; seen: {signs or 'no sign'}"
        return Outcome(example=example, passed=bool(offending), why=why)
    why = offending[0].sentence() if offending else ""
    return Outcome(example=example, passed=not offending, why=why)
