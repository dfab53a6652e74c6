"""What an extractor found: a value in canonical form and where it stands in the post."""

from dataclasses import dataclass
from enum import StrEnum


class ExtractKind(StrEnum):
    """What kind of value; the dotted head names its family."""

    WALLET_BITCOIN = "wallet.bitcoin"
    WALLET_ETHEREUM = "wallet.ethereum"
    WALLET_TRON = "wallet.tron"
    WALLET_LITECOIN = "wallet.litecoin"
    WALLET_MONERO = "wallet.monero"
    WALLET_BITCOIN_CASH = "wallet.bitcoin_cash"
    CAS = "cas"
    PHONE = "phone"
    HANDLE_WECHAT = "handle.wechat"
    HANDLE_QQ = "handle.qq"
    HANDLE_TELEGRAM = "handle.telegram"
    HANDLE_WHATSAPP = "handle.whatsapp"
    HANDLE_OTHER = "handle.other"  # the note names the platform, where the text does
    EMAIL = "email"
    LINK = "link"
    AMOUNT = "amount"
    RATE = "rate"
    PERCENT = "percent"
    CURRENCY = "currency"


class Role(StrEnum):
    """Whose the value is, as far as the text says. A mention alone is not ownership."""

    CONTACT = "contact"  # the author asks to be reached there
    PAYEE = "payee"  # money is to be sent there
    VICTIM = "victim"  # belongs to someone who was harmed
    WARNING = "warning"  # the text warns of it
    EXAMPLE = "example"
    THIRD_PARTY = "third_party"  # somebody else's, or the source of a quotation
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """One value. `start:end` index the original text, as its author wrote it."""

    kind: ExtractKind
    value: str  # E.164, lower-case handle, canonical address, "20000-30000 USDT", "15-25"
    start: int
    end: int
    role: Role = Role.UNKNOWN
    validated: bool = False  # a checksum, numbering plan or published shape holds
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A value before its role is read; `start:end` index the folded text."""

    kind: ExtractKind
    value: str
    start: int
    end: int
    validated: bool = False
    note: str = ""
    role: Role = Role.UNKNOWN  # when the form itself says it
