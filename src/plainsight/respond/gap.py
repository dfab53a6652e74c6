"""The blind side: the part that a sister operator holds, seen from our own records only.

Nothing here asks a sister system, and nothing asserts what it holds.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from plainsight.model.fact import JsonValue
from plainsight.model.time import require_utc
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import Scope

LEGAL_BARS = (
    "International Criminal Judicial Assistance Law of the PRC, art. 4",
    "Data Security Law of the PRC, art. 36",
    "Personal Information Protection Law of the PRC, art. 41",
)
CHANNELS = {
    "US": "US Department of Justice, Office of International Affairs, to the Ministry of Justice "
    "of the PRC under the Agreement on mutual legal assistance of 19 June 2000",
    "SG": "Attorney-General's Chambers of Singapore, under the Mutual Assistance in Criminal "
    "Matters Act 2000",
}
OTHER_CHANNEL = "the requester's central authority, by mutual legal assistance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """One account of a sister operator, as our own transfers point to it."""

    pointer: str
    operator: str
    region: str
    transfer_count: int
    units_by_asset: Mapping[str, int]
    is_identified: bool  # whether we hold a producible D1-D3 for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What of one production lies with another operator."""

    counterparties: tuple[Counterparty, ...]
    transfer_count: int  # responsive transfers with any counterparty
    counterparty_count: int  # responsive counterparties in all

    @property
    def is_open(self) -> bool:
        """Whether anything lies beyond the border."""
        return bool(self.counterparties)


def gap_of(transfers: Iterable[Mapping[str, JsonValue]], *, own_operator: str) -> Gap:
    """Find the counterparties of other operators in our own side's transfers.

    A transfer is {"counterparty": {"id", "operator", "region"}, "base_units", "asset", ...}.
    """
    seen: dict[str, dict[str, JsonValue]] = {}
    counts: dict[str, int] = {}
    units: dict[str, dict[str, int]] = {}
    total = 0
    for transfer in transfers:
        total += 1
        party = transfer.get("counterparty")
        if not isinstance(party, dict):
            continue
        pointer = str(party.get("id", ""))
        seen[pointer] = party
        counts[pointer] = counts.get(pointer, 0) + 1
        amount, asset = transfer.get("base_units"), str(transfer.get("asset", ""))
        if isinstance(amount, int):
            held = units.setdefault(pointer, {})
            held[asset] = held.get(asset, 0) + amount
    beyond = tuple(
        Counterparty(
            pointer=pointer,
            operator=str(party["operator"]),
            region=str(party.get("region", "")),
            transfer_count=counts[pointer],
            units_by_asset=units.get(pointer, {}),
            is_identified=bool(party.get("phone") or party.get("email")),
        )
        for pointer, party in sorted(seen.items())
        if party.get("operator") not in (None, own_operator)
    )
    return Gap(counterparties=beyond, transfer_count=total, counterparty_count=len(seen))


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCounts:
    """A gap as numbers: it names nobody, and is what an extractor may say without D7."""

    operators: tuple[str, ...]
    party_count: int  # responsive counterparties in all
    beyond_count: int  # of other operators
    identified_beyond_count: int  # of these, with a producible D1-D3 on our side
    transfer_count: int
    beyond_transfer_count: int
    beyond_units: Mapping[str, int]  # base units by asset

    @property
    def is_open(self) -> bool:
        """Whether anything lies beyond the border."""
        return self.beyond_count > 0


def counts_of(gap: Gap) -> GapCounts:
    """Count a gap."""
    units: dict[str, int] = {}
    for party in gap.counterparties:
        for asset, amount in party.units_by_asset.items():
            units[asset] = units.get(asset, 0) + amount
    return GapCounts(
        operators=tuple(sorted({party.operator for party in gap.counterparties})),
        party_count=gap.counterparty_count,
        beyond_count=len(gap.counterparties),
        identified_beyond_count=sum(party.is_identified for party in gap.counterparties),
        transfer_count=gap.transfer_count,
        beyond_transfer_count=sum(party.transfer_count for party in gap.counterparties),
        beyond_units=dict(sorted(units.items())),
    )


def gap_certificate(
    gap: Gap,
    scope: Scope,
    *,
    counts: GapCounts,
    country: str,
    reference: str,
    agency_reference: str,
    now: datetime,
) -> dict[str, JsonValue]:
    """The certificate in the package, with the particulars of a treaty request filled in.

    Pointers and numbers of counterparties are D7 material: without D7 in the scope it says only
    that records involve another operator.
    """
    require_utc(now=now)
    names_pointers = any(c.data_class is DataClass.TRANSFERS for c in scope.classes)
    schedule: dict[str, JsonValue] = {
        "requesting_reference": agency_reference,
        "our_reference": reference,
        "assistance_sought": "documents and records; identification of persons",
        "identifiers_on_our_side": [
            {"kind": each.kind.value, "value": each.value} for each in scope.identifiers
        ],
        "range_from": None if scope.range_from is None else scope.range_from.isoformat(),
        "range_to": None if scope.range_to is None else scope.range_to.isoformat(),
        "accounts": [
            {
                "pointer": party.pointer,
                "operator": party.operator,
                "transfers_on_our_side": party.transfer_count,
                "base_units": dict(party.units_by_asset),
            }
            for party in gap.counterparties
        ]
        if names_pointers
        else [],
    }
    return {
        "v": 1,
        "other_operators": list(counts.operators),
        "our_side_holds": {
            "transfers": counts.beyond_transfer_count,
            "counterparties": counts.beyond_count,
            "base_units": dict(counts.beyond_units),
        }
        if names_pointers
        else None,
        "preservation_there": "cannot be promised",
        "says": "Records of our own side involve accounts of another operator. We do not query "
        "its systems, cannot preserve there, and assert nothing about what it holds.",
        "legal_bars": list(LEGAL_BARS),
        "channel": CHANNELS.get(country, OTHER_CHANNEL),
        "treaty_schedule": schedule,
        "pointers_withheld": not names_pointers and counts.is_open,
        "at": now.isoformat().replace("+00:00", "Z"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCase:
    """One production, for the measures."""

    agency: str
    offence: str = ""
    counts: GapCounts
    opened_at: datetime
    is_production: bool = True  # a routing letter opens a gap, and produces nothing
    informed_at: datetime | None = None
    mla_known_at: datetime | None = None
    answered_at: datetime | None = None
    unanswered_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether its gap still waits for an answer."""
        return self.counts.is_open and self.answered_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapMeasures:
    """GAP-1 to GAP-5, over a period."""

    production_count: int
    one_sided_count: int  # GAP-1
    one_sided_transfers: int  # GAP-2
    one_sided_units: Mapping[str, int]  # GAP-2, by asset
    identified_counterparties: int  # GAP-3
    counterparties: int  # GAP-3
    informed: int  # GAP-4
    mla_known: int  # GAP-4
    answered: int  # GAP-4
    given_up: int  # GAP-4
    median_days_to_answer: float | None  # GAP-4
    open_ages_days: tuple[int, ...]  # GAP-5, oldest first


def measure_gap(cases: Sequence[GapCase], *, now: datetime) -> GapMeasures:
    """Count the gap over productions; a production without one counts in GAP-1 and GAP-3 only."""
    require_utc(now=now)
    produced = [case for case in cases if case.is_production]
    beyond = [case for case in cases if case.counts.is_open]
    units: dict[str, int] = {}
    for case in beyond:
        for asset, amount in case.counts.beyond_units.items():
            units[asset] = units.get(asset, 0) + amount
    days = [(c.answered_at - c.opened_at) / timedelta(days=1) for c in beyond if c.answered_at]
    unidentified = sum(
        case.counts.beyond_count - case.counts.identified_beyond_count for case in cases
    )
    parties = sum(case.counts.party_count for case in cases)
    return GapMeasures(
        production_count=len(produced),
        one_sided_count=sum(case.counts.is_open for case in produced),
        one_sided_transfers=sum(case.counts.beyond_transfer_count for case in beyond),
        one_sided_units=dict(sorted(units.items())),
        identified_counterparties=parties - unidentified,
        counterparties=parties,
        informed=sum(case.informed_at is not None for case in beyond),
        mla_known=sum(case.mla_known_at is not None for case in beyond),
        answered=len(days),
        given_up=sum(case.unanswered_at is not None for case in beyond),
        median_days_to_answer=statistics.median(days) if days else None,
        open_ages_days=tuple(
            sorted(
                ((now - case.opened_at).days for case in beyond if case.is_waiting), reverse=True
            )
        ),
    )


class GapBy(StrEnum):
    """What GAP-5 is told by."""

    AGENCY = "agency"
    OFFENCE = "offence"
    HALF_YEAR = "half_year"


def measure_gap_by(cases: Sequence[GapCase], by: GapBy, *, now: datetime) -> dict[str, GapMeasures]:
    """The measures of each agency, offence or half-year (`2026-H1`), in the order of the name."""
    parts: dict[str, list[GapCase]] = {}
    for case in cases:
        parts.setdefault(_part(case, by), []).append(case)
    return {name: measure_gap(parts[name], now=now) for name in sorted(parts)}


def _part(case: GapCase, by: GapBy) -> str:
    match by:
        case GapBy.AGENCY:
            return case.agency
        case GapBy.OFFENCE:
            return case.offence or "not named"
        case GapBy.HALF_YEAR:
            return f"{case.opened_at.year}-H{1 if case.opened_at.month <= 6 else 2}"
