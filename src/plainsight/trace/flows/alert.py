"""Findings that overlap become one alert, centred on one account; later legs make new versions.

An alert keeps its key as long as one of its transfers stays in it. When later legs join two alerts,
the older one goes on and the younger one is absorbed, which is said in both. Nothing disappears:
an alert whose findings no longer hold (a reversed transfer, a relation that turned out old) gets a
version that says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plainsight.model.fact import JsonValue
from plainsight.model.money import Money
from plainsight.model.time import format_instant
from plainsight.trace.flows.finding import FlowFinding, FlowLeg, money_json
from plainsight.trace.flows.score import FULL, combine

# Findings that share this part of the smaller one's transfers tell one story.
SHARED_MIN = 500  # thousandths


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowAlert:
    """Findings about one account, for a person to judge."""

    key: str  # "flow:<account>:<first transfer>", fixed when it is first raised
    centre: str
    findings: tuple[FlowFinding, ...]  # the weightiest first
    as_of: datetime  # later transfers were not yet known
    absorbed: tuple[str, ...] = ()  # keys of alerts that later legs joined to this one

    @property
    def transfer_ids(self) -> frozenset[str]:
        """Every transfer of every finding."""
        return frozenset(i for finding in self.findings for i in finding.transfer_ids)

    @property
    def score(self) -> int:
        """Thousandths. One typology counts once, however many instances of it overlap."""
        return _combined((each.typology_id, each.score) for each in self.findings)

    @property
    def at_risk(self) -> Money:
        """The largest amount any one finding rests on: overlapping amounts are not added up."""
        return max((finding.at_risk for finding in self.findings), key=lambda money: money.units)

    @property
    def expected_loss(self) -> int:
        """What alerts are ranked by: the largest of its findings', in base units."""
        return max(finding.expected_loss for finding in self.findings)

    @property
    def confidence(self) -> int:
        """Thousandths: as the score, by what is left of each finding's."""
        return _combined((each.typology_id, each.confidence) for each in self.findings)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Every account in it, by first appearance."""
        return tuple(dict.fromkeys(a for finding in self.findings for a in finding.accounts))

    def former(self) -> "FormerAlert":
        """The alert as the next judgement remembers it."""
        return FormerAlert(
            key=self.key,
            transfer_ids=self.transfer_ids,
            score=self.score,
            absorbed=self.absorbed,
            findings=self.to_json()["findings"],
        )

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data."""
        absorbed: list[JsonValue] = [*self.absorbed]
        accounts: list[JsonValue] = [*self.accounts]
        transfers: list[JsonValue] = [*sorted(self.transfer_ids)]
        return {
            "key": self.key,
            "centre": self.centre,
            "as_of": format_instant(self.as_of),
            "score_permille": self.score,
            "confidence_permille": self.confidence,
            "at_risk": money_json(self.at_risk),
            "accounts": accounts,
            "transfer_ids": transfers,
            "absorbed": absorbed,
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerAlert:
    """What is kept of an alert's newest version: enough to tell what has changed."""

    key: str
    transfer_ids: frozenset[str]
    score: int
    absorbed: tuple[str, ...]
    findings: JsonValue


class Revision(StrEnum):
    """What became of an alert since it was last judged."""

    RAISED = "raised"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    ABSORBED = "absorbed"  # later legs joined it to an older alert
    WITHDRAWN = "withdrawn"  # nothing of it is found any more


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRevision:
    """One step in the life of an alert, with what changed."""

    revision: Revision
    key: str
    alert: FlowAlert | None  # None when it is absorbed or withdrawn
    added: tuple[str, ...] = ()  # transfer ids
    removed: tuple[str, ...] = ()
    score_before: int | None = None
    into: str = ""  # the alert that absorbed it


def merge_findings(findings: Sequence[FlowFinding], *, as_of: datetime) -> list[FlowAlert]:
    """One alert for findings that share a centre or most of their transfers; largest loss first."""
    # Two groups that begin with one transfer of one centre are one story too.
    stories: dict[str, list[FlowFinding]] = {}
    for group in _groups(findings):
        stories.setdefault(_key(group), []).extend(group)
    alerts = [
        FlowAlert(
            key=key,
            centre=_centre(group),
            findings=tuple(sorted(group, key=lambda f: (-f.expected_loss, f.keys))),
            as_of=as_of,
        )
        for key, group in stories.items()
    ]
    return sorted(alerts, key=lambda alert: (-alert.expected_loss, alert.key))


def revise_alerts(
    previous: Sequence[FormerAlert], found: Sequence[FlowAlert]
) -> list[AlertRevision]:
    """Hold what is found now against what was found before; `previous` is oldest first."""
    steps: list[AlertRevision] = []
    claimed: set[str] = set()
    for alert in found:
        former = [
            old
            for old in previous
            if old.key not in claimed and old.transfer_ids & alert.transfer_ids
        ]
        claimed |= {old.key for old in former}
        steps += _steps(alert, former)
    return steps + [
        AlertRevision(
            revision=Revision.WITHDRAWN,
            key=old.key,
            alert=None,
            removed=tuple(sorted(old.transfer_ids)),
            score_before=old.score,
        )
        for old in previous
        if old.key not in claimed
    ]


def _combined(scores: Iterable[tuple[str, int]]) -> int:
    best: dict[str, int] = {}
    for typology_id, score in scores:
        best[typology_id] = max(best.get(typology_id, 0), score)
    return combine((score, FULL) for score in best.values())


def _steps(alert: FlowAlert, former: Sequence[FormerAlert]) -> list[AlertRevision]:
    if not former:
        added = tuple(sorted(alert.transfer_ids))
        return [AlertRevision(revision=Revision.RAISED, key=alert.key, alert=alert, added=added)]
    eldest, *others = former
    absorbed = tuple(dict.fromkeys([*eldest.absorbed, *(other.key for other in others)]))
    heir = replace(alert, key=eldest.key, absorbed=absorbed)
    same = not others and eldest.findings == heir.former().findings
    heirs = AlertRevision(
        revision=Revision.UNCHANGED if same else Revision.REVISED,
        key=eldest.key,
        alert=heir,
        added=tuple(sorted(heir.transfer_ids - eldest.transfer_ids)),
        removed=tuple(sorted(eldest.transfer_ids - heir.transfer_ids)),
        score_before=eldest.score,
    )
    return [heirs] + [
        AlertRevision(
            revision=Revision.ABSORBED,
            key=other.key,
            alert=None,
            score_before=other.score,
            into=eldest.key,
        )
        for other in others
    ]


def _groups(findings: Sequence[FlowFinding]) -> list[list[FlowFinding]]:
    """Connected by a shared centre that overlaps in time, or by most of their transfers."""
    parent = list(range(len(findings)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    holding: dict[str, list[int]] = {}
    for place, finding in enumerate(findings):
        for transfer_id in finding.transfer_ids:
            holding.setdefault(transfer_id, []).append(place)
    shared: dict[tuple[int, int], int] = {}
    for places in holding.values():
        for number, one in enumerate(places):
            for two in places[number + 1 :]:
                shared[one, two] = shared.get((one, two), 0) + 1
    for (one, two), count in shared.items():
        smaller = min(len(findings[one].legs), len(findings[two].legs))
        same_centre = set(findings[one].keys) & set(findings[two].keys)
        if same_centre or count * FULL >= SHARED_MIN * smaller:
            parent[root(two)] = root(one)
    groups: dict[int, list[FlowFinding]] = {}
    for place, finding in enumerate(findings):
        groups.setdefault(root(place), []).append(finding)
    return list(groups.values())


def _centre(group: Sequence[FlowFinding]) -> str:
    """The key that most is at risk at."""
    weight: dict[str, int] = {}
    for finding in group:
        for key in finding.keys:
            weight[key] = weight.get(key, 0) + finding.at_risk.units * finding.score
    return min(weight, key=lambda key: (-weight[key], key))


def _key(group: Sequence[FlowFinding]) -> str:
    first = min((leg for finding in group for leg in finding.legs), key=_leg_order)
    return f"flow:{_centre(group)}:{first.transfer_id}"


def _leg_order(leg: FlowLeg) -> tuple[datetime, str]:
    return (leg.at, leg.transfer_id)
