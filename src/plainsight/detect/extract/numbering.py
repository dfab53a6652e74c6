"""Numbering plans: what digits mean as a phone number."""

import re
from functools import lru_cache

import phonenumbers

from plainsight.detect.extract.plain import bare_digits
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SPANISH = re.compile(
    r"[¿¡]|(?<![a-z])(?:pesos?|al|por|para|mexico|mx|envios?|llama|escribeme|hola|numero|cel"
    r"|disponible|con|el|los)(?![a-z])"
)

_OLD_MEXICAN = re.compile(r"\+521\d{10}")


@lru_cache(maxsize=4096)
def read_phone(written: str, region: str | None) -> str | None:
    """E.164 of digits that the region's numbering plan allows, or None.

    `written` is digits, with a leading plus where `region` is None.
    """
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        # Mexico dropped the 1 after +52 in 2019; WhatsApp and its users still write it.
        is_old = _OLD_MEXICAN.fullmatch(written) is not None
        return read_phone("+52" + written[4:], None) if is_old else None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def read_international(written: str) -> str | None:
    """E.164 of a number written with + or 00 before its country code, or None."""
    digits = bare_digits(written)
    if not written.startswith("+"):
        if not digits.startswith("00"):
            return None
        digits = digits[2:]
    return read_phone("+" + digits, None)


def read_national(bare: str, region: str) -> str | None:
    """E.164 of a number written without its country code, or None.

    Britain's plan is so full that it takes most rows of ten digits; Britons write the leading 0.
    """
    return None if region == "GB" and bare[0] != "0" else read_phone(bare, region)


def regions_of(tracks: Tracks) -> tuple[str, ...]:
    """Whose numbering plans a bare number in this text may follow, the likeliest first."""
    named = [word.key for word in tracks.words(Sense.COUNTRY)[:3]]
    if _HAN.search(tracks.plain):
        usual = ["CN", "HK"]
    elif _SPANISH.search(tracks.plain):
        usual = ["MX", "ES", "US"]
    else:
        usual = ["US", "GB"]
    return tuple(dict.fromkeys(named + usual))
