"""Evidence out of alerts as they are stored: the JSON of a post's finding or of flow findings.

Nothing is judged again. Of a mirror, side A is counted; of any other flow, what entered it: the
legs of its first stage. So no dollar is reported twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plainsight.casework.report.counted_once import count_once
from plainsight.casework.report.evidence import (
    CampaignEvidence,
    FindingEvidence,
    MirrorEvidence,
    TransferEvidence,
)
from plainsight.casework.report.figures import spoken
from plainsight.casework.report.from_campaign import campaign_of
from plainsight.casework.report.narrative import quotable
from plainsight.errors import BadValue
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.time import parse_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvidence:
    """What one alert gives to a report."""

    findings: tuple[FindingEvidence, ...] = ()
    transfers: tuple[TransferEvidence, ...] = ()
    mirrors: tuple[MirrorEvidence, ...] = ()
    posts: tuple[tuple[str, str], ...] = ()  # (surface, post id) to look up, in the words judged
    campaigns: tuple[CampaignEvidence, ...] = ()  # how far an alert of posts reaches
    accounts: tuple[str, ...] = ()  # those that the flows are found at, on both sides of a mirror


def evidence_of_alert(
    alert_id: str, finding: Mapping[str, Any], *, is_confirmed: bool
) -> AlertEvidence:
    """Read one. Raises BadValue for a shape that no finder of ours stores."""
    try:
        # A kept alert of flows names its strongest finding too; only it has findings with legs.
        if "findings" in finding:
            return _of_flows(alert_id, finding, is_confirmed)
        return _of_posts(alert_id, finding, is_confirmed)
    except (KeyError, TypeError, AttributeError) as missing:
        raise BadValue("finding", alert_id, f"lacks {missing}; raise the alert again") from None


def _of_posts(alert_id: str, finding: Mapping[str, Any], is_confirmed: bool) -> AlertEvidence:
    strongest = finding["strongest"]
    if strongest is None:
        return AlertEvidence()
    place = (strongest["surface"], strongest["post_id"])
    return AlertEvidence(
        findings=(
            FindingEvidence(
                finding_id=alert_id,
                typology_id=strongest["typology"],
                title=strongest["title"],
                score_permille=strongest["score_permille"],
                says=tuple(_reasons(strongest["reasons"])),
                flags=tuple(strongest["flags"]),
                raised_by=strongest["raised_by"],
                is_confirmed=is_confirmed,
                rests_on=(f"post:{place[0]}/{place[1]}",),
            ),
        ),
        posts=(place,),
        campaigns=campaign_of(alert_id, finding),
    )


def _reasons(reasons: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for reason in reasons:
        excerpts = [quotable(evidence["excerpt"]) for evidence in reason["evidence"][:1]]
        quoted = f": “{excerpts[0]}”" if excerpts and excerpts[0] else ""
        yield f"{spoken(reason['says'])}{quoted}"


def _of_flows(alert_id: str, finding: Mapping[str, Any], is_confirmed: bool) -> AlertEvidence:
    found: list[FindingEvidence] = []
    transfers: list[TransferEvidence] = []
    mirrors: dict[tuple[tuple[str, ...], tuple[str, ...]], MirrorEvidence] = {}
    for place, each in enumerate(finding["findings"], start=1):
        legs = each["legs"]
        found.append(
            FindingEvidence(
                finding_id=f"{alert_id}-{place}",
                typology_id=each["typology"],
                title=each["title"],
                score_permille=each["score_permille"],
                says=tuple(spoken(r["says"]) for r in each["reasons"] if r["grade_permille"]),
                flags=tuple(each["flags"]),
                subtypes=tuple(each["sar_subtypes"]),
                is_confirmed=is_confirmed,
                rests_on=tuple(f"transfer:{leg['transfer_id']}" for leg in legs),
            )
        )
        counted = _counted(each)
        transfers += [_transfer(leg, leg["transfer_id"] in counted) for leg in legs]
        for number, pair in enumerate(each["pairs"], start=1):
            key = (tuple(pair["a"]), tuple(pair["b"]))
            mirrors.setdefault(key, _mirror(f"{alert_id}-{place}-{number}", pair))
    return AlertEvidence(
        findings=tuple(found),
        transfers=count_once(transfers, mirrors.values()),
        mirrors=tuple(mirrors.values()),
        accounts=tuple(dict.fromkeys(key for each in finding["findings"] for key in each["keys"])),
    )


def _counted(finding: Mapping[str, Any]) -> set[str]:
    pairs, legs = finding["pairs"], finding["legs"]
    if pairs:
        return {transfer_id for pair in pairs for transfer_id in pair["a"]}
    first = legs[0]["stage"] if legs else ""
    return {leg["transfer_id"] for leg in legs if leg["stage"] == first}


def _transfer(leg: Mapping[str, Any], is_counted: bool) -> TransferEvidence:
    return TransferEvidence(
        transfer_id=leg["transfer_id"],
        source=leg["source"],
        target=leg["target"],
        money=_money(leg["money"]),
        value=_money(leg["value"]),
        at=parse_instant(leg["at"], field="at"),
        channel=leg["channel"],
        is_counted=is_counted,
    )


def _mirror(pair_id: str, pair: Mapping[str, Any]) -> MirrorEvidence:
    return MirrorEvidence(
        pair_id=pair_id,
        side_a=tuple(pair["a"]),
        side_b=tuple(pair["b"]),
        lag_minutes=abs(pair["lag_minutes"]),
        spread_permille=pair["spread_permille"],
    )


def _money(plain: Mapping[str, Any]) -> Money:
    return Money(units=plain["units"], asset=Asset(code=plain["asset"], decimals=plain["decimals"]))
