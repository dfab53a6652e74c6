"""Indicators as a STIX 2.1 bundle with TLP 2.0 markings. The same indicators give the same bytes.

Ids are UUIDv5 over producer, kind and value: two cases that share a wallet share its indicator, and
whoever imports both sees one. TLP 2.0 is marked as OASIS's common objects repository defines it.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from plainsight.casework.report.indicators import Marking, SharedIndicator, SharedKind
from plainsight.errors import NotInstalled
from plainsight.model.time import format_instant

_TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP_CREATED = "2022-10-01T00:00:00.000Z"
_TLP = {
    Marking.CLEAR: "94868c89-83c2-464b-929b-a1a8aa3c8487",
    Marking.GREEN: "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Marking.AMBER: "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Marking.AMBER_STRICT: "939a9414-2ddd-4d32-a0cd-375ea402b003",
    Marking.RED: "e828b379-4e03-4974-9ac4-e53a884c97c1",
}
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://plainsight.example/indicators")


def write_stix(
    indicators: Sequence[SharedIndicator], *, producer: str, marking: Marking, made_at: datetime
) -> bytes:
    """Write a bundle. Raises NotInstalled without the `reports` extra."""
    stix2 = _stix2()
    tlp = _tlp(stix2, marking)
    identity = stix2.Identity(
        id=f"identity--{deterministic_id(producer)}",
        name=producer,
        identity_class="organization",
        created=_TLP_CREATED,
        modified=_TLP_CREATED,
        object_marking_refs=[tlp.id],
    )
    found = [_indicator(stix2, each, identity, tlp) for each in indicators]
    objects = [tlp, identity, *found]
    ids = "|".join(each.id for each in found)
    bundle = stix2.Bundle(
        objects=objects,
        id=f"bundle--{deterministic_id(producer, marking, format_instant(made_at), ids)}",
    )
    text: str = bundle.serialize(pretty=True, ensure_ascii=False)
    return f"{text}\n".encode()


def deterministic_id(*parts: str) -> uuid.UUID:
    """The same id for the same parts, whoever computes it."""
    return uuid.uuid5(NAMESPACE, "|".join(parts))


def stix_pattern(indicator: SharedIndicator) -> str:
    """What to look for, in STIX's own language."""
    value = indicator.value.replace("\\", "\\\\").replace("'", "\\'")
    match indicator.kind:
        case SharedKind.ACCOUNT:
            return f"[user-account:user_id = '{value}']"
        case SharedKind.WALLET:
            return f"[cryptocurrency-wallet:value = '{value}']"
        case SharedKind.PHRASE:
            # A wildcard of LIKE inside a phrase stands for any one character.
            return f"[x-plainsight-post:text LIKE '%{value.replace('%', '_')}%']"


def _indicator(stix2: Any, each: SharedIndicator, identity: Any, tlp: Any) -> Any:  # noqa: ANN401
    about = f" on {each.network}" if each.network else ""
    return stix2.Indicator(
        id=f"indicator--{deterministic_id(identity.name, each.kind, each.value)}",
        created_by_ref=identity.id,
        created=each.first_at,
        modified=each.last_at,
        name=f"{each.kind.value} {each.value}{about}",
        description="; ".join(each.typologies),
        indicator_types=["anomalous-activity"],
        pattern=stix_pattern(each),
        pattern_type="stix",
        valid_from=each.first_at,
        confidence=each.confidence,
        labels=[f"plainsight:{each.kind.value}"],
        object_marking_refs=[tlp.id],
    )


def _tlp(stix2: Any, marking: Marking) -> Any:  # noqa: ANN401 - the library has no types
    return stix2.MarkingDefinition(
        id=f"marking-definition--{_TLP[marking]}",
        name=f"TLP:{marking.value.upper()}",
        created=_TLP_CREATED,
        extensions={
            _TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": marking.value}
        },
    )


def _stix2() -> Any:  # noqa: ANN401 - the library has no types
    try:
        import stix2
    except ModuleNotFoundError:
        raise NotInstalled("stix2", "reports") from None
    return stix2
