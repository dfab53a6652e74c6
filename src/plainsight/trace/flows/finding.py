"""A flow finding: an instance with its score, its reasons in words, and every leg with its role."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from plainsight.model.asset import Asset
from plainsight.model.fact import JsonValue
from plainsight.model.money import Money
from plainsight.model.time import format_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLeg:
    """A transfer of a finding: who paid whom what, and the part it played."""

    transfer_id: str
    source: str
    target: str
    money: Money  # as it was paid
    value: Money  # in the reporting asset, at the day's rate
    at: datetime
    stage: str
    source_role: str
    target_role: str
    channel: str = ""
    dealings: int = 0  # transfers known between the two accounts, either way; 0: not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowReason:
    """What raised the score: the sentence with its numbers, how far it went, how much it weighs."""

    says: str
    grade: int  # thousandths
    weight: int  # thousandths


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFinding:
    """Score and reasons travel together; nothing is recomputed later to explain it."""

    typology_id: str
    typology_version: int
    typology_title: str
    policy_digest: str  # which files judged
    flags: tuple[str, ...]  # "FIN-2025-A003 A3-07"
    sar_subtypes: tuple[str, ...]
    keys: tuple[str, ...]  # the account, owner or device it is centred on
    score: int  # thousandths
    at_risk: Money
    legs: tuple[FlowLeg, ...]  # in order of time, then id
    numbers: Mapping[str, int]  # what was counted at the strongest pivot
    reasons: tuple[FlowReason, ...]
    first_at: datetime
    last_at: datetime
    pairs: tuple["LegPair", ...] = ()  # mirror transfers: which legs settle which
    books: "Books | None" = None  # mirror transfers: whether both ends' books come out even
    notes: tuple[str, ...] = ()  # what a reader must know about method and limits
    of_strangers: bool = False  # its form is one of accounts that do not deal besides

    def __repr__(self) -> str:
        """One line: all of its legs fill pages of a session or a traceback."""
        around = ", ".join(self.keys)
        what = f"{self.typology_id} {self.score / 1000:.2f}"
        return f"<FlowFinding {what} at {around}, {len(self.legs)} legs>"

    @property
    def confidence(self) -> int:
        """Thousandths: the score, times the cube of the share of its transfers between strangers.

        Amounts at risk differ a thousandfold; unless confidence falls as steeply, whoever moves
        much among old acquaintances heads every list.
        """
        if not self.of_strangers:
            return self.score
        return self.score * stranger_count(self.legs) ** 3 // len(self.legs) ** 3

    @property
    def expected_loss(self) -> int:
        """What findings are ranked by: amount at risk times confidence, in base units."""
        return self.at_risk.units * self.confidence // 1000

    @property
    def transfer_ids(self) -> tuple[str, ...]:
        """Every transfer it rests on."""
        return tuple(leg.transfer_id for leg in self.legs)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Every account in it, by first appearance."""
        ends = [end for leg in self.legs for end in (leg.source, leg.target)]
        return tuple(dict.fromkeys(ends))

    def sentence(self) -> str:
        """The finding in one line for a reader who does not know the software."""
        told = "; ".join(reason.says for reason in self.reasons if reason.grade)
        span = f"{self.first_at:%Y-%m-%d} to {self.last_at:%Y-%m-%d}"
        return (
            f"{self.typology_id} {self.typology_title} ({self.score / 1000:.2f}) at "
            f"{', '.join(self.keys)}, {span}: {told}."
        )

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data; amounts as base units with their asset, instants as RFC 3339."""
        return {
            "typology": self.typology_id,
            "version": self.typology_version,
            "title": self.typology_title,
            "policy": self.policy_digest,
            "flags": list(self.flags),
            "sar_subtypes": list(self.sar_subtypes),
            "keys": list(self.keys),
            "score_permille": self.score,
            "confidence_permille": self.confidence,
            "at_risk": money_json(self.at_risk),
            "first_at": format_instant(self.first_at),
            "last_at": format_instant(self.last_at),
            "numbers": dict(self.numbers),
            "reasons": [
                {"says": r.says, "grade_permille": r.grade, "weight_permille": r.weight}
                for r in self.reasons
            ],
            "legs": [_leg_json(leg) for leg in self.legs],
            "pairs": [pair.to_json() for pair in self.pairs],
            "books": None if self.books is None else self.books.to_json(),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPair:
    """Legs of the two sides of a mirror that settle one value."""

    side_a: tuple[str, ...]  # transfer ids
    side_b: tuple[str, ...]
    lag_minutes: int  # B after A
    spread: int  # thousandths

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data."""
        return {
            "a": list(self.side_a),
            "b": list(self.side_b),
            "lag_minutes": self.lag_minutes,
            "spread_permille": self.spread,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The nets of both ends of a mirror, bin by bin: received less paid, in the reporting asset."""

    bins: tuple[tuple[date, Money, Money], ...]  # first day of the bin, net here, net there
    bin_days: int
    correlation: int  # thousandths; -1000 is a perfect mirror
    chance: int  # thousandths of alignments that mirror as well
    is_mirrored: bool

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data."""
        return {
            "bins": [
                {"from": day.isoformat(), "here": money_json(here), "there": money_json(there)}
                for day, here, there in self.bins
            ],
            "bin_days": self.bin_days,
            "correlation_permille": self.correlation,
            "chance_permille": self.chance,
            "mirrored": self.is_mirrored,
        }


def money_json(money: Money) -> JsonValue:
    """Base units with their asset."""
    asset = money.asset
    return {"units": money.units, "asset": asset.code, "decimals": asset.decimals}


def restated(finding: FlowFinding, values: Mapping[str, Money], *, reporting: Asset) -> FlowFinding:
    """The same finding with its money told in another asset; score and reasons stay as judged.

    `values` has each transfer's worth there, at its own day's rate; the amount at risk, which is a
    part or a sum of them, follows their whole.
    """
    written = finding.at_risk.asset
    legs = tuple(replace(leg, value=values[leg.transfer_id]) for leg in finding.legs)
    before = sum(leg.value.units for leg in finding.legs)
    after = sum(leg.value.units for leg in legs)
    units = (finding.at_risk.units * after + before // 2) // before if before else 0
    note = (
        f"Judged in {written.code}, as its typology is written: its reasons and numbers are in "
        f"{written.code}. What each transfer was worth and the amount at risk are told in "
        f"{reporting.code}, at the rates of their days."
    )
    return replace(
        finding,
        legs=legs,
        at_risk=Money(units=units, asset=reporting),
        notes=(*finding.notes, note),
    )


def stranger_count(legs: Sequence[FlowLeg]) -> int:
    """Legs whose two accounts have dealt in nothing but these legs, either way."""
    here = Counter(frozenset((leg.source, leg.target)) for leg in legs)
    return sum(leg.dealings <= here[frozenset((leg.source, leg.target))] for leg in legs)


def legs_in_order(legs: Sequence[FlowLeg]) -> tuple[FlowLeg, ...]:
    """By time, then id."""
    return tuple(sorted(legs, key=lambda leg: (leg.at, leg.transfer_id)))


def _leg_json(leg: FlowLeg) -> JsonValue:
    return {
        "transfer_id": leg.transfer_id,
        "source": leg.source,
        "target": leg.target,
        "money": money_json(leg.money),
        "value": money_json(leg.value),
        "at": format_instant(leg.at),
        "stage": leg.stage,
        "source_role": leg.source_role,
        "target_role": leg.target_role,
        "channel": leg.channel,
    }
