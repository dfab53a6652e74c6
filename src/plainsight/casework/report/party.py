"""Who a report is about and who files it, as far as each is known."""

from dataclasses import dataclass, field
from datetime import date

from plainsight.errors import BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address; an empty part is unknown, and is filed as unknown."""

    street: str = ""
    city: str = ""
    state: str = ""  # ISO 3166-2 without the country: "CA"
    postcode: str = ""
    country: str = ""  # ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Somebody the report names. Empty means unknown; nothing is guessed to fill a form."""

    subject_id: str
    account_ids: tuple[str, ...]
    family_name: str = ""  # or the whole name of an organisation
    given_name: str = ""
    is_organisation: bool = False
    aliases: tuple[str, ...] = ()
    birth_date: date | None = None
    identity_number: str = ""
    occupation: str = ""
    address: Address = field(default_factory=Address)
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    role: str = ""  # the part played, in words: "broker", "courier"

    def __post_init__(self) -> None:
        if not self.subject_id:
            raise BadValue("subject_id", self.subject_id, "give each subject an id")
        if self.given_name and not self.family_name:
            raise BadValue("family_name", self.family_name, "a given name alone cannot be filed")

    @property
    def is_named(self) -> bool:
        """Whether a name is known."""
        return bool(self.family_name)

    @property
    def full_name(self) -> str:
        """The name as it is said, or nothing."""
        return " ".join(part for part in (self.given_name, self.family_name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """A financial institution as a form asks for it."""

    name: str
    tin: str  # taxpayer identification number, digits only
    address: Address
    phone: str = ""
    organisation_code: str = "4"  # FinCEN: 4 is a money services business
    regulator_code: str = "7"  # FinCEN: 7 is the IRS, which examines money services businesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Filer:
    """The operator as filer: its own numbers, never part of the policy that ships."""

    institution: Institution
    kind: str  # "msb", "bank": decides the clock
    control_code: str  # FinCEN's transmitter control code
    contact_name: str  # person who answers questions about the transmission
    assistance_office: str  # office that answers questions about the report
    assistance_phone: str
    assistance_email: str = ""
    entity_number: int = 0  # goAML: the FIU's number for the reporting entity
    person_given_name: str = ""  # goAML: the reporting person
    person_family_name: str = ""
