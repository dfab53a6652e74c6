"""Name, for each piece of evidence, what had to be undone to recognise it."""

import operator
from dataclasses import replace

from plainsight.detect.finding import Evidence, Finding, Reason
from plainsight.detect.views.reveal import reveal


def with_undone(finding: Finding) -> Finding:
    """The finding with `undone` filled in; done last, because only findings need the words."""
    return replace(finding, reasons=tuple(map(_with_undone, finding.reasons)))


def _with_undone(reason: Reason) -> Reason:
    evidence = tuple(map(_named, reason.evidence))
    is_same = all(map(operator.is_, evidence, reason.evidence))
    return reason if is_same else replace(reason, evidence=evidence)


def _named(evidence: Evidence) -> Evidence:
    # Extracted values are in canonical form (E.164, lower case), which nobody writes: only terms
    # are compared with what stands there.
    if evidence.is_extract or evidence.excerpt == evidence.plain:
        return evidence
    undone = tuple(undone.says for undone in reveal(evidence.excerpt, evidence.plain))
    return replace(evidence, undone=undone)
