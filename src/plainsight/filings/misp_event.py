"""Indicators as one MISP event, importable with "Populate from... MISP JSON" or the API.

Format: MISP core format (draft-dulaunoy-misp-core-format). Only Bitcoin, Dash and Monero addresses
have attribute types of their own; other wallets and platform accounts are text with a comment.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from plainsight.casework.report.indicators import Marking, SharedIndicator, SharedKind
from plainsight.filings.stix_bundle import deterministic_id
from plainsight.model.fact import JsonValue

_WALLET_TYPES = {"bitcoin": "btc", "dash": "dash", "monero": "xmr"}
_HIGH, _MEDIUM = "1", "2"
_ANALYSIS_COMPLETE = "2"
_YOUR_ORGANISATION_ONLY, _INHERIT = "0", "5"


def write_misp(
    indicators: Sequence[SharedIndicator], *, producer: str, marking: Marking, made_at: datetime
) -> bytes:
    """Write an event that no import publishes or spreads by itself."""
    stamp = str(int(made_at.timestamp()))
    attributes: list[JsonValue] = [_attribute(each, producer, stamp) for each in indicators]
    key = [producer, marking.value, stamp, *(f"{each.kind}:{each.value}" for each in indicators)]
    strongest = max((each.confidence for each in indicators), default=0)
    event: dict[str, JsonValue] = {
        "uuid": str(deterministic_id("misp-event", *key)),
        "info": "Accounts, wallets and phrases of suspected money laundering",
        "date": f"{made_at:%Y-%m-%d}",
        "timestamp": stamp,
        "published": False,
        "threat_level_id": _HIGH if strongest >= 90 else _MEDIUM,
        "analysis": _ANALYSIS_COMPLETE,
        "distribution": _YOUR_ORGANISATION_ONLY,
        "Orgc": {"name": producer, "uuid": str(deterministic_id(producer))},
        "Tag": [{"name": f"tlp:{marking.value}"}],
        "Attribute": attributes,
    }
    return (json.dumps({"Event": event}, ensure_ascii=False, indent=2) + "\n").encode()


def _attribute(each: SharedIndicator, producer: str, stamp: str) -> dict[str, JsonValue]:
    kind, category = _type(each)
    about = f"{each.kind.value}{f' on {each.network}' if each.network else ''}"
    return {
        "uuid": str(deterministic_id("misp-attribute", producer, each.kind, each.value)),
        "type": kind,
        "category": category,
        "value": each.value,
        "to_ids": each.kind is not SharedKind.PHRASE,
        "distribution": _INHERIT,
        "timestamp": stamp,
        "comment": f"{about}; {'; '.join(each.typologies)}",
        "first_seen": _instant(each.first_at),
        "last_seen": _instant(each.last_at),
    }


def _type(each: SharedIndicator) -> tuple[str, str]:
    match each.kind:
        case SharedKind.WALLET:
            return _WALLET_TYPES.get(each.network, "text"), "Financial fraud"
        case SharedKind.ACCOUNT:
            return "text", "Social network"
        case SharedKind.PHRASE:
            return "text", "External analysis"


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds")
