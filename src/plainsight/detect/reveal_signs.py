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
    # Canonical values (E.164, checksummed addresses) are not how anyone writes; only terms are.
    if "." not in evidence.sense or evidence.excerpt == evidence.plain:
        return evidence
    return replace(evidence, undone=reveal(evidence.excerpt, evidence.plain))
