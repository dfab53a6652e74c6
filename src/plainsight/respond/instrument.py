"""An instrument as its file in deadlines/ describes it: entitlement, clocks, hold, notice."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from plainsight.respond.data_class import DataClass


class Purpose(StrEnum):
    """What the instrument is for."""

    PRODUCTION = "production"
    PRESERVATION = "preservation"  # nothing is disclosed
    EMERGENCY = "emergency"  # may, not must
    ROUTED = "routed"  # answered with the right address
    REFUSED = "refused"  # not handled here at all


class ClockKind(StrEnum):
    """What has to happen before a clock runs out."""

    PICK_UP = "pick_up"  # a person looks at it
    DECISION = "decision"
    RESPONSE = "response"


class When(StrEnum):
    """Which legal requests a clause applies to."""

    ALWAYS = "always"
    EMERGENCY = "emergency"
    ORDINARY = "ordinary"


class Condition(StrEnum):
    """What must be so before a class is given under an instrument."""

    NAMED = "named"  # the instrument names the class
    JUDGE = "judge"  # signed by a judge or court
    SERIOUS_OFFENCE = "serious_offence"  # maximum sentence of three years or more
    INSPECTOR = "inspector"  # signatory of inspector rank or above
    COUNSEL = "counsel"  # general counsel signs off
    WARRANT = "warrant"  # a warrant goes with it


CONDITION_WORDS: dict[Condition, str] = {
    Condition.NAMED: "to be named",
    Condition.JUDGE: "the signature of a judge or court",
    Condition.SERIOUS_OFFENCE: "an offence of at least three years",
    Condition.INSPECTOR: "a signatory of inspector rank or above",
    Condition.COUNSEL: "the sign-off of general counsel",
    Condition.WARRANT: "a warrant",
}


class ReleasePolicy(StrEnum):
    """How a hold of this instrument may end."""

    WRITTEN_OR_UNANSWERED = "written_or_unanswered"  # never silently
    UNTIL_PRODUCED = "until_produced"
    ENDS_AT_FLOOR = "ends_at_floor"  # EPOC-PR: the obligation shall cease
    COURTESY = "courtesy"


class NoticePolicy(StrEnum):
    """When the user is told."""

    BEFORE_RELEASE = "before_release"
    AFTER_EVENT = "after_event"
    BY_ISSUER = "by_issuer"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """One class under one instrument, narrowed to `fields` when these are given."""

    data_class: DataClass
    fields: tuple[str, ...]  # names in FIELDS, never empty
    conditions: tuple[Condition, ...] = ()
    is_last_only: bool = False  # only the newest record (last known location)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A clock to start at receipt."""

    kind: ClockKind
    within: timedelta
    when: When = When.ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTerms:
    """How long a hold lasts at least, how it is extended, how it ends."""

    floor: timedelta
    extension: timedelta
    extensions_max: int | None  # None: as long as the matter lasts
    release: ReleasePolicy
    renewal_in_writing: bool = False  # an extension rests on a document that was received
    counsel_beyond: timedelta | None = None  # from its placing; None: counsel is not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One legal basis, as one file."""

    instrument_id: str
    version: str
    title: str
    purpose: Purpose
    issuers: tuple[str, ...]  # AuthorityKind values
    countries: tuple[str, ...]  # of the issuing authority; empty: any
    sources: tuple[str, ...]
    counsel_confirms: tuple[str, ...]
    entitlements: tuple[Entitlement, ...]
    allowances: tuple[Allowance, ...]
    hold: HoldTerms | None
    notice: NoticePolicy
    notice_after: timedelta
    identifiers_max: int
    range_max: timedelta | None
    two_approvers: bool
    answer: str  # for routed and refused instruments: what the requester is told

    @property
    def policy_id(self) -> str:
        """As kept among the policy versions."""
        return f"deadline/{self.instrument_id}"

    @property
    def is_answered_elsewhere(self) -> bool:
        """Whether nothing is ever given under it here."""
        return self.purpose in (Purpose.ROUTED, Purpose.REFUSED)

    @property
    def is_faster_in_emergency(self) -> bool:
        """Whether an order that is no emergency request by itself has a clock of its own for one.

        Regulation (EU) 2023/1543, art. 10(4): eight hours.
        """
        return self.purpose is not Purpose.EMERGENCY and any(
            allowance.when is When.EMERGENCY for allowance in self.allowances
        )

    def entitlement(self, data_class: DataClass) -> Entitlement | None:
        """The clause about a class; None when the instrument does not reach it."""
        return next((each for each in self.entitlements if each.data_class is data_class), None)
