"""A legal request as one typed value: the union of what officers' forms and EPOC annexes carry."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from plainsight.errors import BadValue
from plainsight.model.time import require_utc
from plainsight.respond.data_class import DataClass

IDENTIFIERS_MAX = 10_000  # more than that is no legal request but a dragnet
TEXT_CHARS_MAX = 20_000


class IdentifierKind(StrEnum):
    """How an account is named. Display names identify nobody and are not listed."""

    PLATFORM_ID = "platform_id"
    PHONE = "phone"
    EMAIL = "email"
    WALLET = "wallet"


class AuthorityKind(StrEnum):
    """Who signed the instrument."""

    COURT = "court"
    JUDGE = "judge"
    PROSECUTOR = "prosecutor"
    GRAND_JURY = "grand_jury"
    AGENCY = "agency"  # any governmental entity, police included
    ATTORNEY_GENERAL = "attorney_general"
    FOREIGN = "foreign"  # an authority that has to go through a treaty
    CIVIL = "civil"


class Intake(StrEnum):
    """The way it arrived."""

    PORTAL = "portal"
    API = "api"
    DECENTRALISED_IT = "decentralised_it"  # e-CODEX, Implementing Regulation 2025/1550
    PAPER = "paper"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One account asked about."""

    kind: IdentifierKind
    value: str

    def __post_init__(self) -> None:
        _require_text("identifiers.value", self.value, 256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """The officer who wrote, and whom to call; numbers here are never the ones we call back."""

    name: str
    agency_id: str  # in the agency registry
    email: str
    badge: str = ""
    rank: str = ""
    phone: str = ""
    supervisor_name: str = ""
    supervisor_phone: str = ""

    def __post_init__(self) -> None:
        _require_text("requester.name", self.name, 256)
        _require_text("requester.agency_id", self.agency_id, 128)
        if self.email.count("@") != 1 or self.email.startswith("@") or self.email.endswith("@"):
            raise BadValue("requester.email", self.email, "write it as officer@agency.example")

    @property
    def email_domain(self) -> str:
        """Lower-case part behind the @."""
        return self.email.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingAuthority:
    """Who signed."""

    kind: AuthorityKind
    name: str
    country: str  # ISO 3166-1 alpha-2
    signatory_rank: str = ""  # "sergeant", "inspector": some instruments need one
    signed_on: date | None = None  # a date stays a date

    def __post_init__(self) -> None:
        _require_text("issuing_authority.name", self.name, 256)
        if len(self.country) != 2 or not self.country.isascii() or not self.country.isupper():
            raise BadValue("issuing_authority.country", self.country, "two letters, as in US")


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """Gate G4 in words: who, what harm, which data, why minutes matter."""

    person: str
    harm: str
    data_needed: str
    why_now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NonDisclosureOrder:
    """Forbids telling the user, until a day or until further notice."""

    reference: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRequest:
    """Anything law enforcement asks, however it arrives.

    Raises BadValue naming the field and the mend when it contradicts itself. A missing
    investigation reference is no contradiction: it is received, held, and answered NO_CASE_REF.
    """

    instrument_id: str  # the file in deadlines/
    requester: Requester
    issuing_authority: IssuingAuthority
    investigation_reference: str
    identifiers: tuple[Identifier, ...]
    data_classes: tuple[DataClass, ...]
    range_from: datetime | None = None
    range_to: datetime | None = None
    statute: str = ""
    offence: str = ""
    offence_years_max: int = 0  # maximum custodial sentence of the offence
    is_emergency: bool = False
    emergency: Emergency | None = None
    non_disclosure_order: NonDisclosureOrder | None = None
    cites_hold: str = ""  # id of a hold this production request relies on
    return_on: date | None = None
    intake: Intake = Intake.API
    language: str = "en"
    document_digests: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        require_utc(range_from=self.range_from, range_to=self.range_to)
        _require_text("instrument_id", self.instrument_id, 64)
        if not self.identifiers:
            raise BadValue("identifiers", "[]", "name at least one account")
        if len(self.identifiers) > IDENTIFIERS_MAX:
            raise BadValue(
                "identifiers", len(self.identifiers), f"at most {IDENTIFIERS_MAX}; ask in parts"
            )
        if len(set(self.identifiers)) < len(self.identifiers):
            raise BadValue("identifiers", len(self.identifiers), "name each account once")
        if len(set(self.data_classes)) < len(self.data_classes):
            raise BadValue("data_classes", self.data_classes, "name each class once")
        if self.range_from and self.range_to and self.range_to < self.range_from:
            raise BadValue("range_to", self.range_to.isoformat(), "must not lie before range_from")
        if self.is_emergency and self.emergency is None:
            raise BadValue("emergency", None, "an emergency needs person, harm, data and why now")
        if self.offence_years_max < 0:
            raise BadValue("offence_years_max", self.offence_years_max, "years, 0 when unknown")


def _require_text(name: str, text: str, chars_max: int) -> None:
    if not text.strip():
        raise BadValue(name, text, "must not be empty")
    if len(text) > chars_max:
        raise BadValue(name, f"{len(text)} characters", f"at most {chars_max}")
