"""What goAML takes of a subject: its lengths and patterns, and the alphabet that the FIU reads.

From goAML's schema 5.0.2: `t_person`, `t_entity`, `t_address`, `t_phone`. Nothing is cut to fit:
what a field cannot hold is named, with its mend, while somebody can still mend it.
"""

import re
from collections.abc import Iterator
from datetime import date

from plainsight.casework.report.party import Address, Subject
from plainsight.casework.report.terms import GoamlTerms
from plainsight.model.countries import COUNTRIES

NAME_CHARS_MAX = 100
ENTITY_NAME_CHARS_MAX = 255
ALIAS_CHARS_MAX = 100
EMAILS_MAX = 5
ACCOUNT_CHARS_MAX = 255
FIRST_DAY = date(1753, 1, 1)  # of the schema's dates
EMAIL_CHARS_MAX = 255
EMAIL = r"[_a-zA-Z0-9+-]+(\.[_a-zA-Z0-9+-]+)*@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,15}"
PHONE = r"\+?[0-9]([0-9 ()./-]{0,48}[0-9])?"

_TEXT_CHARS_MAX = 255
_INCORPORATION_CHARS_MAX = 50
_STREET_CHARS_MAX = 100
_POSTCODE_CHARS_MAX = 10


def subject_complaints(subject: Subject, terms: GoamlTerms) -> Iterator[str]:
    """Everything about a subject that this FIU would not take, each with its field and mend."""
    for complaint in (
        *_names(subject, terms),
        *_texts(subject),
        *_reached(subject),
        *_address(subject.address),
        *_required(subject, terms),
    ):
        yield f"subject {subject.subject_id}: {complaint}"


def _names(subject: Subject, terms: GoamlTerms) -> Iterator[str]:
    longest = ENTITY_NAME_CHARS_MAX if subject.is_organisation else NAME_CHARS_MAX
    for name in ("family_name", "given_name"):
        value = getattr(subject, name)
        if not value:
            continue
        yield from _text(name, value, longest)
        if not re.fullmatch(terms.name_pattern, value):
            yield f"{name} {value!r} is not spelled as {terms.fiu_id} takes names; transliterate it"
    if subject.is_organisation and subject.given_name:
        yield "given_name: an organisation has none; put its whole name into family_name"
    if subject.is_organisation and subject.birth_date is not None:
        yield "birth_date: an organisation has none; leave it out"
    if subject.birth_date is not None and subject.birth_date < FIRST_DAY:
        yield f"birth_date: {subject.birth_date} is before {FIRST_DAY}; correct it"


def _texts(subject: Subject) -> Iterator[str]:
    number_max = _INCORPORATION_CHARS_MAX if subject.is_organisation else _TEXT_CHARS_MAX
    if subject.identity_number:
        yield from _text("identity_number", subject.identity_number, number_max)
    if subject.occupation:
        yield from _text("occupation", subject.occupation, _TEXT_CHARS_MAX)
    for alias in subject.aliases:
        yield from _text("alias", alias, ENTITY_NAME_CHARS_MAX)
    for account in subject.account_ids:
        yield from _text("account", account, ACCOUNT_CHARS_MAX)


def _reached(subject: Subject) -> Iterator[str]:
    for email in subject.emails:
        if len(email) > EMAIL_CHARS_MAX:
            yield f"email: {len(email)} characters, {EMAIL_CHARS_MAX} fit; shorten or leave it out"
        elif not re.fullmatch(EMAIL, email):
            yield f"email: {email!r} is no e-mail address; write it as name@example.com"
    for phone in subject.phones:
        if not re.fullmatch(PHONE, phone):
            yield f"phone: {phone!r} is no telephone number; up to 50 digits, such as 9175550100"


def _address(address: Address) -> Iterator[str]:
    for name, value, longest in (
        ("street", address.street, _STREET_CHARS_MAX),
        ("city", address.city, _TEXT_CHARS_MAX),
        ("state", address.state, _TEXT_CHARS_MAX),
        ("postcode", address.postcode, _POSTCODE_CHARS_MAX),
    ):
        if value:
            yield from _text(name, value, longest)
    if address.country and address.country not in COUNTRIES:
        yield f"country: {address.country!r} is no country of ISO 3166-1; two letters such as AE"


def _required(subject: Subject, terms: GoamlTerms) -> Iterator[str]:
    known = {
        "address": bool(subject.address.street and subject.address.country),
        **{name: bool(getattr(subject, name)) for name in terms.requires if name != "address"},
    }
    if not subject.is_named and "family_name" in terms.requires:
        return  # an unknown holder is reported as unknown; what is not known cannot be asked
    for name in terms.requires:
        is_of_persons = name in ("given_name", "birth_date")
        if not known[name] and not (subject.is_organisation and is_of_persons):
            yield f"{terms.fiu_id} asks for {name}"


def _text(what: str, text: str, longest: int) -> Iterator[str]:
    if text != text.strip():
        yield f"{what}: {text!r} has blanks at its edges; take them away"
    elif not text.isprintable():
        yield f"{what}: {text!r} holds line breaks or other unprintable characters; write it anew"
    elif len(text) > longest:
        yield f"{what}: {len(text)} characters, {longest} fit; shorten it"
