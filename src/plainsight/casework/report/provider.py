"""The provider report in the shape of the proposed Cooper Davis and Devin Norring Act.

Provider and contact, the account, the facts, whether found by a person or by a machine, what is
preserved and until when. The bill asks nobody to look; what was looked at is public already.
"""

from datetime import datetime

from plainsight.casework.report.draft import ReportDraft
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.party import Filer
from plainsight.casework.report.plain import to_plain
from plainsight.casework.report.terms import ProviderTerms
from plainsight.errors import UnfitReport
from plainsight.model.fact import JsonValue
from plainsight.model.time import format_instant


def provider_report(
    draft: ReportDraft, filer: Filer, terms: ProviderTerms, *, filed_at: datetime
) -> dict[str, JsonValue]:
    """The report as plain data. Raises UnfitReport when no finding is an offence of the bill."""
    facts = draft.facts
    offences = offences_of(facts, terms)
    if not offences:
        raise UnfitReport("provider report", ("no finding names an offence of the bill",))
    own = filer.institution
    narrative: list[JsonValue] = [
        {"says": sentence.text, "rests_on": list(sentence.rests_on)} for sentence in draft.narrative
    ]
    accounts: list[JsonValue] = [
        {
            "account_id": account,
            "holder": subject.full_name or None,
            "phones": list(subject.phones),
            "emails": list(subject.emails),
        }
        for subject in facts.subjects
        for account in subject.account_ids
    ]
    return {
        "format": "plainsight provider report 1",
        "bill": terms.bill,
        "terms": terms.version,
        "recipient": terms.recipient,
        "provider": {
            "name": own.name,
            "address": to_plain(own.address),
            "contact": filer.assistance_office,
            "phone": filer.assistance_phone,
            "email": filer.assistance_email or None,
        },
        "offences": list(offences),
        "knowledge": "actual" if all(f.is_confirmed for f in facts.findings) else "belief",
        "known_at": format_instant(facts.detected_at),
        "due_at": format_instant(facts.detected_at + terms.within),
        "filed_at": format_instant(filed_at),
        "found_by": found_by(facts),
        "scanned": "public and semi-public posts only; no private message was read",
        "accounts": accounts,
        "posts": [post.to_json() for post in facts.posts],
        "facts": narrative,
        "preserved_until": format_instant(filed_at + terms.preserved),
    }


def offences_of(facts: ReportFacts, terms: ProviderTerms) -> tuple[str, ...]:
    """The bill's offences that findings speak of."""
    met = {finding.typology_id for finding in facts.findings}
    return tuple(name for name, typologies in terms.offences.items() if met & set(typologies))


def found_by(facts: ReportFacts) -> dict[str, JsonValue]:
    """By a person, by automated means, or by both, and by which means."""
    means = sorted({finding.raised_by for finding in facts.findings})
    return {
        "automated_means": bool(facts.findings),
        "human_review": bool(facts.findings) and all(f.is_confirmed for f in facts.findings),
        "means": list(means),
    }
