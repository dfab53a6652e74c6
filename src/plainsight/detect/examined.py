"""What the detector has to say on one text."""

from dataclasses import dataclass

from plainsight.detect.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Findings, and what ties the text to others like it."""

    findings: tuple[Finding, ...]  # strongest first
    contacts: frozenset[str] = frozenset()  # "kind:value" of the author's contacts and wallets
    template: str = ""  # the text without what copies of one advert vary in


NOTHING = Examined(findings=())
