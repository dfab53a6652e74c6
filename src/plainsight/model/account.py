"""An account: where a transfer starts or ends, with what the operator knows about its holder."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plainsight.errors import BadValue
from plainsight.model.money import Money
from plainsight.model.time import require_utc


class AccountKind(StrEnum):
    """What stands behind an account. Nationality, ethnicity and language are not kept here."""

    PERSON = "person"
    BUSINESS = "business"
    MERCHANT = "merchant"  # sells goods or services to many
    CARD = "card"  # a card account that others can pay off
    SCHOOL = "school"
    CUSTODIAN = "custodian"  # pools its customers' funds; tracing stops there
    BANK = "bank"  # a bank's own account, cash desk or clearing
    UNKNOWN = "unknown"


class LinkKind(StrEnum):
    """What two accounts can share."""

    OWNER = "owner"
    DEVICE = "device"
    PLACE = "place"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLink:
    """An account and one thing it is tied to; equal `value` of one kind ties accounts together."""

    account_id: str
    kind: LinkKind
    value: str

    def __post_init__(self) -> None:
        if not self.account_id:
            raise BadValue("account_id", self.account_id, "name the account")
        if not self.value:
            raise BadValue("value", self.value, "leave the link out when its value is unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Platform account, bank account or wallet address."""

    account_id: str
    kind: AccountKind = AccountKind.UNKNOWN
    owner: str = ""  # the holder's id at the operator
    country: str = ""  # ISO 3166-1 alpha-2 of the institution, never of the person
    place: str = ""  # home branch, town or region
    sector: str = ""  # business line as the operator codes it, for example a merchant category
    opened_at: datetime | None = None
    declared_income: Money | None = None  # per year, as declared when the account was opened

    def __post_init__(self) -> None:
        if not self.account_id:
            raise BadValue("account_id", self.account_id, "name the account")
        require_utc(opened_at=self.opened_at)
