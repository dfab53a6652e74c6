"""Name, for each piece of evidence, what had to be undone to recognise it."""

from dataclasses import replace

from plainsight.detect.finding import Evidence, Finding
from plainsight.detect.views.reveal import reveal


def with_undone(finding: Finding) -> Finding:
    """The finding with `undone` filled in; done last, because only findings need the words."""
    reasons = tuple(
        replace(reason, evidence=tuple(_named(e) for e in reason.evidence))
        for reason in finding.reasons
    )
    return replace(finding, reasons=reasons)


def _named(evidence: Evidence) -> Evidence:
    # Extracted values are in canonical form (E.164, lower case), which nobody writes: only terms
    # are compared with what stands there.
    if evidence.is_extract or evidence.excerpt == evidence.plain:
        return evidence
    undone = tuple(undone.says for undone in reveal(evidence.excerpt, evidence.plain))
    return replace(evidence, undone=undone)
