"""A referral to law enforcement as plain data: what the PDF shows, for machines."""

from datetime import datetime

from plainsight.casework.report.draft import ReportDraft
from plainsight.casework.report.evidence import TransferEvidence
from plainsight.casework.report.ground import Ground
from plainsight.casework.report.party import Filer
from plainsight.casework.report.plain import to_plain
from plainsight.casework.report.sentence import Part
from plainsight.model.fact import JsonValue
from plainsight.model.money import Money
from plainsight.model.time import format_instant


def referral(
    draft: ReportDraft, filer: Filer, *, recipient: str, made_at: datetime
) -> dict[str, JsonValue]:
    """Everything of the case that the recipient may see, each sentence with what it rests on."""
    facts = draft.facts
    grounds = facts.grounds()
    told: list[JsonValue] = []
    for part in Part:
        own = [sentence for sentence in draft.narrative if sentence.part is part]
        if own:
            sentences: list[JsonValue] = [
                {"says": s.text, "rests_on": [_ground(g, grounds) for g in s.rests_on]} for s in own
            ]
            told.append({"part": part.value, "sentences": sentences})
    return {
        "format": "plainsight referral 1",
        "reference": facts.called,
        "made_at": format_instant(made_at),
        "from": {
            "name": filer.institution.name,
            "contact": filer.assistance_office,
            "phone": filer.assistance_phone,
            "email": filer.assistance_email or None,
        },
        "to": recipient,
        "amount": _money(facts.amount),
        "period": {"from": format_instant(facts.first_at), "to": format_instant(facts.last_at)},
        "subjects": to_plain(facts.subjects),
        "findings": to_plain(facts.findings),
        "narrative": told,
        "campaigns": to_plain(facts.campaigns),
        "posts": [post.to_json() for post in facts.posts],
        "transfers": [_transfer(transfer) for transfer in facts.transfers],
        "mirrors": to_plain(facts.mirrors),
        "wallets": to_plain(facts.wallets),
        "terms": draft.terms_version,
    }


def _ground(ground_id: str, grounds: dict[str, Ground]) -> JsonValue:
    ground = grounds.get(ground_id)
    return {"id": ground_id, "says": ground.label if ground is not None else ground_id}


def _transfer(transfer: TransferEvidence) -> JsonValue:
    return {
        "transfer_id": transfer.transfer_id,
        "source": transfer.source,
        "target": transfer.target,
        "at": format_instant(transfer.at),
        "money": _money(transfer.money),
        "value": _money(transfer.value),
        "channel": transfer.channel,
        "network": transfer.network,
        "source_country": transfer.source_country,
        "target_country": transfer.target_country,
        "is_counted": transfer.is_counted,
    }


def _money(money: Money | None) -> JsonValue:
    if money is None:
        return None
    asset = money.asset
    return {"units": money.units, "asset": asset.code, "decimals": asset.decimals}
