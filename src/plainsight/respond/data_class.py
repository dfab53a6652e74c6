"""Classes of data and the fields in each: what an instrument entitles to is said in these words."""

from dataclasses import dataclass
from enum import StrEnum


class DataClass(StrEnum):
    """What kind of data a field is. D11 is never ours to give."""

    PLATFORM_ID = "D1"
    PHONE = "D2"
    EMAIL = "D3"
    ACCOUNT = "D4"  # name as given, created, service types, region
    SESSIONS = "D5"  # session, address and device log
    SERVICE_PAYMENT = "D6"  # how the service itself is paid for, 18 U.S.C. 2703(c)(2)(F)
    TRANSFERS = "D7"  # wallet transfers and counterparties
    CONTACTS = "D8"  # contacts, groups, metadata of messages
    LOCATION = "D9"
    CONTENT = "D10"
    SISTER_DATA = "D11"  # held by the sister operator


# What a provisional hold covers at receipt: all that is ours, but content only when named.
HELD_AT_RECEIPT = tuple(
    each for each in DataClass if each not in (DataClass.CONTENT, DataClass.SISTER_DATA)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordField:
    """One field that a package can carry, as the field dictionary explains it."""

    name: str
    data_class: DataClass
    meaning: str
    is_repeated: bool = False  # one value per occurrence (a session, a transfer), not per account
    unit: str = ""


FIELDS: tuple[RecordField, ...] = (
    RecordField(
        name="platform_id", data_class=DataClass.PLATFORM_ID, meaning="The account's permanent id."
    ),
    RecordField(
        name="phone",
        data_class=DataClass.PHONE,
        meaning="Phone number linked to the account; linked does not mean owned.",
        unit="E.164",
    ),
    RecordField(
        name="email", data_class=DataClass.EMAIL, meaning="E-mail address linked to the account."
    ),
    RecordField(
        name="name",
        data_class=DataClass.ACCOUNT,
        meaning="Name as the user typed it; not checked against a document.",
    ),
    RecordField(
        name="address", data_class=DataClass.ACCOUNT, meaning="Postal address as the user gave it."
    ),
    RecordField(
        name="created_at", data_class=DataClass.ACCOUNT, meaning="Start of service.", unit="UTC"
    ),
    RecordField(
        name="service_types", data_class=DataClass.ACCOUNT, meaning="Services the account used."
    ),
    RecordField(
        name="region",
        data_class=DataClass.ACCOUNT,
        meaning="Region of the operator that keeps the account; not a nationality.",
    ),
    RecordField(
        name="session",
        data_class=DataClass.SESSIONS,
        meaning="One session: start, duration, network address and port, device model.",
        is_repeated=True,
        unit="UTC, seconds",
    ),
    RecordField(
        name="service_payment",
        data_class=DataClass.SERVICE_PAYMENT,
        meaning="Means and source of payment for the service itself.",
        is_repeated=True,
    ),
    RecordField(
        name="transfer",
        data_class=DataClass.TRANSFERS,
        meaning="One transfer of the account: time, base units, asset, direction, counterparty.",
        is_repeated=True,
        unit="base units of the asset",
    ),
    RecordField(
        name="contact",
        data_class=DataClass.CONTACTS,
        meaning="One contact or group, or the metadata of one message; never its content.",
        is_repeated=True,
    ),
    RecordField(
        name="location",
        data_class=DataClass.LOCATION,
        meaning="One recorded location with its uncertainty.",
        is_repeated=True,
        unit="WGS 84, metres",
    ),
    RecordField(
        name="content",
        data_class=DataClass.CONTENT,
        meaning="One stored item of content, as it was stored.",
        is_repeated=True,
    ),
)
FIELD_NAMES = {field.name: field for field in FIELDS}


def fields_of(data_class: DataClass) -> tuple[RecordField, ...]:
    """The fields of one class; none for D11."""
    return tuple(field for field in FIELDS if field.data_class is data_class)
