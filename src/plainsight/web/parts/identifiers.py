"""What officers type to name an account, read as what it is; display names are refused here."""

import re

from plainsight.errors import BadValue
from plainsight.model.address import read_address
from plainsight.respond.identifier_form import PHONE, e164
from plainsight.respond.legal_request import Identifier, IdentifierKind

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PLATFORM_ID = re.compile(r"(?=.*\d)[A-Za-z][A-Za-z0-9_-]{3,63}")


def read_identifiers(text: str, *, country: str) -> tuple[Identifier, ...]:
    """One account a line. Raises BadValue naming the first line that identifies nobody."""
    lines = [line.strip() for line in text.splitlines()]
    found = (read_identifier(line, country=country) for line in lines if line)
    return tuple(dict.fromkeys(found))


def read_identifier(line: str, *, country: str) -> Identifier:
    """The account that one line names. Raises BadValue saying how to name it."""
    if _EMAIL.fullmatch(line):
        return Identifier(kind=IdentifierKind.EMAIL, value=line.lower())
    if PHONE.fullmatch(line):
        return Identifier(kind=IdentifierKind.PHONE, value=_e164(line, country))
    if read_address(line) is not None:
        return Identifier(kind=IdentifierKind.WALLET, value=line)
    if _PLATFORM_ID.fullmatch(line):
        return Identifier(kind=IdentifierKind.PLATFORM_ID, value=line)
    raise BadValue(
        "identifiers",
        line,
        "a display name identifies nobody: give the platform id, a phone number with its "
        "country code, an e-mail address or a wallet address",
    )


def _e164(line: str, country: str) -> str:
    found = e164(line, country=country)
    if not found:
        raise BadValue(
            "identifiers", line, "no possible phone number; check its digits and country code"
        )
    return found
