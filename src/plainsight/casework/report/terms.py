"""The terms of each form, as the policy files under spec/reports say them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from plainsight.casework.report.ground import Ground, rule_ground


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingClock:
    """How long a kind of filer has. Calendar days, as the rule counts them."""

    filer_kind: str  # "msb", "bank"
    within: timedelta  # from the day the facts were first known
    without_subject: timedelta  # the outer limit while no subject is identified
    continuing: timedelta  # from the day the last report of the matter was filed
    source: str  # the section that says so


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTerm:
    """What an advisory asks a filer to write into field 2 and the narrative."""

    advisory: str
    text: str
    subtypes: tuple[str, ...]  # boxes the advisory asks to tick

    @property
    def ground(self) -> Ground:
        """A sentence may rest on the advisory."""
        return rule_ground(f"rule:{self.advisory}", f"{self.advisory} {self.text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SarTerms:
    """FinCEN's SAR: limits, boxes, key terms, clocks and how long it is kept."""

    version: str
    note_chars_max: int
    blocks_max: int
    block_chars_max: int
    kept_years: int
    kept_says: str  # the retention rule as the closing sentence says it
    kept_rule: str
    boxes: Mapping[str, str]  # "38(n)" -> "909"
    by_typology: Mapping[str, tuple[str, ...]]  # typology id -> sub-type codes
    subtype_codes: frozenset[str]  # every code the form knows
    other_texts: Mapping[str, str]  # sub-type "other" -> what is written beside it
    wallet_text: str  # how a wallet address is introduced among the cyber event indicators
    key_terms: tuple[KeyTerm, ...]  # in order of precedence
    clocks: tuple[FilingClock, ...]

    def clock_for(self, filer_kind: str) -> FilingClock | None:
        """The clock of a kind of filer."""
        return next((clock for clock in self.clocks if clock.filer_kind == filer_kind), None)

    def terms_for(self, advisories: tuple[str, ...]) -> tuple[KeyTerm, ...]:
        """Key terms of the advisories that are cited, in order of precedence."""
        return tuple(term for term in self.key_terms if term.advisory in advisories)

    def grounds(self) -> dict[str, Ground]:
        """Rules that a sentence may rest on."""
        kept = rule_ground(f"rule:{self.kept_rule}", f"{self.kept_rule} {self.kept_says}")
        own = [kept, *(term.ground for term in self.key_terms)]
        return {ground.ground_id: ground for ground in own}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoamlTerms:
    """What one FIU's goAML asks for: its codes, its currency, the fields it demands."""

    fiu_id: str
    version: str
    title: str
    schema_version: str
    currency: str  # ISO 4217: what amount_local is in
    report_code: str
    submission_code: str
    transmission_comment: str
    channels: Mapping[str, str]  # our channel -> transmode_code
    channel_other: str
    funds: Mapping[str, str]  # our channel -> funds_code
    funds_other: str
    country_unknown: str
    contact_unknown: str  # kind of an address or telephone that nobody told
    roles: Mapping[str, str]  # "pays", "receives" -> party role code
    wallet_account_type: str
    assets: Mapping[str, str]  # our asset's symbol -> the FIU's currency code, for tokens
    indicators: Mapping[str, tuple[str, ...]]  # typology id -> indicator codes
    indicator_other: str
    requires: tuple[str, ...]  # fields of a subject that the FIU demands
    name_pattern: str  # what the FIU takes as a name
    comment_chars_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTerms:
    """The provider report of the proposed Cooper Davis and Devin Norring Act."""

    version: str
    bill: str
    recipient: str
    within: timedelta  # from actual knowledge
    preserved: timedelta
    offences: Mapping[str, tuple[str, ...]]  # offence -> typology ids
