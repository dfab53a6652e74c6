"""What FinCEN's SAR takes of a subject: lengths, digits and values without edge blanks."""

import re
from collections.abc import Iterator

from plainsight.casework.report.party import Address, Subject
from plainsight.model.countries import COUNTRIES

ACCOUNT_CHARS_MAX = 40
ACCOUNTS_MAX = 99
NAME_MAX, STREET_MAX, CITY_MAX, POSTCODE_MAX = 150, 100, 50, 9
_GIVEN_MAX, _EMAIL_MAX, _STATE_MAX = 35, 517, 3
_OCCUPATION_MAX, _NUMBER_MAX = 50, 25
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"


def subject_complaints(subject: Subject) -> Iterator[str]:
    """Everything about a subject that the form would reject, each with its field and mend."""
    what = f"subject {subject.subject_id}"
    if subject.family_name:
        yield from require_text(f"{what}: name", subject.family_name, NAME_MAX)
    if subject.given_name:
        yield from require_text(f"{what}: given name", subject.given_name, _GIVEN_MAX)
    for alias in subject.aliases:
        yield from require_text(f"{what}: alias", alias, NAME_MAX)
    if subject.occupation:
        yield from require_text(f"{what}: occupation", subject.occupation, _OCCUPATION_MAX)
    if subject.identity_number:
        yield from require_text(f"{what}: identity number", subject.identity_number, _NUMBER_MAX)
    if len(subject.account_ids) > ACCOUNTS_MAX:
        yield f"{what}: {ACCOUNTS_MAX} accounts at most"
    for account in subject.account_ids:
        # A longer one, a segwit address for example, is filed among the cyber event indicators.
        if len(account) <= ACCOUNT_CHARS_MAX:
            yield from require_text(f"{what}: account", account, ACCOUNT_CHARS_MAX)
    for email in subject.emails:
        yield from require_text(f"{what}: e-mail", email, _EMAIL_MAX)
        if not re.fullmatch(_EMAIL, email):
            yield f"{what}: {email!r} is no e-mail address; write it as name@example.com"
    for phone in subject.phones:
        yield from require_phone(f"{what}: phone", phone)
    if subject.is_organisation and subject.given_name:
        yield f"{what}: an organisation has no given name; put its whole name into family_name"
    if subject.is_organisation and subject.birth_date is not None:
        yield f"{what}: an organisation has no date of birth; leave it out"
    yield from _address(f"{what}: address", subject.address)


def _address(what: str, address: Address) -> Iterator[str]:
    for name, value, longest in (
        ("street", address.street, STREET_MAX),
        ("city", address.city, CITY_MAX),
        ("state", address.state, _STATE_MAX),
        ("postcode", address.postcode, POSTCODE_MAX),
    ):
        if value:
            yield from require_text(f"{what}: {name}", value, longest)
    if address.country and address.country not in COUNTRIES:
        yield f"{what}: {address.country!r} is no country of ISO 3166-1; two letters such as US"


def require_text(what: str, text: str, longest: int) -> Iterator[str]:
    """A complaint about a value that has to stand and fit."""
    if not text or text != text.strip():
        yield f"{what}: {text!r} is empty or has blanks at its edges"
    elif not text.isprintable():
        yield f"{what}: holds line breaks or other unprintable characters"
    elif len(text) > longest:
        yield f"{what}: {len(text)} characters, {longest} fit"


def require_phone(what: str, text: str) -> Iterator[str]:
    """A complaint about a telephone number."""
    if not 1 <= len(text) <= 16 or not (text.isascii() and text.isdecimal()):
        yield f"{what}: {text!r}: up to 16 digits, without plus sign or blanks"
