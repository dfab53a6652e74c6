"""How far a campaign reaches, out of the finding of its alert: counts and days, contacts and who
wrote them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from plainsight.casework.report.evidence import CampaignEvidence, NamedContact
from plainsight.casework.report.figures import spoken
from plainsight.model.time import parse_instant

_WALLET = "wallet."  # wallets are evidence of their own


def campaign_of(alert_id: str, finding: Mapping[str, Any]) -> tuple[CampaignEvidence, ...]:
    """The campaign of an alert of posts; none for a finding that counts nothing."""
    first, last = finding.get("first_at"), finding.get("last_at")
    if first is None or last is None:
        return ()
    return (
        CampaignEvidence(
            finding_id=alert_id,
            post_count=finding["post_count"],
            account_count=finding["account_count"],
            first_at=parse_instant(first, field="first_at"),
            last_at=parse_instant(last, field="last_at"),
            is_bounded=any(finding.get(name) for name in ("accounts_beyond", "edits_beyond")),
            contacts=_contacts(finding.get("contacts") or (), finding.get("named_in") or ()),
        ),
    )


def _contacts(
    contacts: Sequence[str], named_in: Sequence[Sequence[Mapping[str, Any]]]
) -> tuple[NamedContact, ...]:
    by_place = dict(enumerate(named_in))  # an older record does not say who wrote them
    return tuple(
        NamedContact(
            contact=spoken(contact),
            accounts=tuple(each["account_id"] for each in by_place.get(place, ())),
        )
        for place, contact in enumerate(contacts)
        if not contact.startswith(_WALLET)
    )
