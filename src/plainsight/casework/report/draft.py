"""A report as it stands before it is filed: its form, its occasion, its facts, its narrative."""

from dataclasses import dataclass
from enum import StrEnum

from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.sentence import Sentence
from plainsight.errors import BadValue

PRIOR_UNKNOWN = "00000000000000"  # FinCEN: fourteen zeros where the prior number is not known


class ReportForm(StrEnum):
    """What kind of report."""

    SAR = "sar"  # FinCEN Report 111
    GOAML = "goaml"
    PROVIDER = "provider"
    REFERRAL = "referral"  # to law enforcement


class OccasionKind(StrEnum):
    """Why this report, in FinCEN's terms (item 1 of the form)."""

    INITIAL = "initial"
    CONTINUING = "continuing"  # the activity goes on after an earlier report
    CORRECTED = "corrected"  # corrects or amends an earlier report


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why this report, and which one it follows."""

    kind: OccasionKind = OccasionKind.INITIAL
    prior_report_id: str = ""
    prior_number: str = ""  # what the authority calls it: 14 digits of FinCEN's
    prior_units: int = 0  # cumulative amount of the earlier reports, reporting base units
    is_joint: bool = False

    def __post_init__(self) -> None:
        if self.kind is OccasionKind.INITIAL and self.prior_number:
            raise BadValue("prior_number", self.prior_number, "an initial report follows no other")
        if self.kind is not OccasionKind.INITIAL:
            number = self.prior_number
            if len(number) != 14 or not (number.isascii() and number.isdecimal()):
                raise BadValue(
                    "prior_number", number, f"14 digits; {PRIOR_UNKNOWN} when it is not known"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """Everything a form is filled from. The narrative was checked when the draft was made."""

    form: ReportForm
    occasion: Occasion
    facts: ReportFacts
    narrative: tuple[Sentence, ...]
    key_terms: tuple[str, ...]  # as they stand in field 2
    subtypes: tuple[str, ...]  # FinCEN sub-type codes, in ascending order
    terms_version: str  # of the policy file that decided them
    fiu_id: str = ""  # of a goAML report

    @property
    def case_id(self) -> str:
        """The case it was drafted from."""
        return self.facts.case_id
