"""One spelling for each identifier, so that a number written another way names the same account."""

import re
from dataclasses import replace

from plainsight.respond.legal_request import Identifier, IdentifierKind

PHONE = re.compile(r"[+(]?[\d\s().-]{6,}\d")


def normal_form(identifier: Identifier, *, country: str = "") -> Identifier:
    """The identifier as the platform keeps it: phones in E.164, e-mail addresses in lower case.

    `country` (ISO 3166-1 alpha-2) reads a phone without its country code. What is no number at all
    is left as it was written: it names nobody, and the rest of the legal request is still held.
    """
    value = identifier.value.strip()
    if identifier.kind is IdentifierKind.EMAIL:
        value = value.lower()
    elif identifier.kind is IdentifierKind.PHONE:
        value = e164(value, country=country) or value
    return identifier if value == identifier.value else replace(identifier, value=value)


def e164(text: str, *, country: str = "") -> str:
    """A phone number as +16035550142, or nothing when it can be none."""
    import phonenumbers  # loads slowly, and most commands read no phone

    if PHONE.fullmatch(text) is None:
        return ""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
