"""Numbers as posts write them: 1,000.50, 1.000,50, 50 000, 两千五."""

import re
from decimal import Decimal

from plainsight.detect.extract.han_number import read_han

# A blank between thousands (SI, and the RAE for Spanish) is taken for one where a group of three
# begins with 0, which no number does: 50 000. Elsewhere two numbers stand side by side: 15 100.
_BLANKS = r"\d{1,3}(?: \d{3}){0,3} 0\d\d(?: \d{3}){0,3}(?:[.,]\d{1,2})?(?!\d)"
ARABIC = (
    rf"{_BLANKS}|"
    r"\d{1,3}(?:\.\d{3}){1,4},\d{1,2}(?!\d)|\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?"
    r"|\d{1,3}(?:\.\d{3}){2,4}|\d{1,12}(?:[.,]\d{1,6})?"
)
# 到, 至, a and to between two numbers; a dash of any width has been folded.
TO = r"\s?(?:-|~|到|至|(?<=\s)a(?=\s)|(?<=\s)to(?=\s))\s?"

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3}){1,4},\d{1,2}")
_DOTTED_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3}){2,4}")


def read_number(written: str | None) -> Decimal | None:
    """Read what ARABIC or HAN matched; None for None."""
    if not written:
        return None
    if not written.isascii():
        return read_han(written)
    if " " in written:
        written = written.replace(" ", "")
    if _THOUSANDS.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if _EUROPEAN.fullmatch(written):
        return Decimal(written.replace(".", "").replace(",", "."))
    if _DOTTED_THOUSANDS.fullmatch(written):
        return Decimal(written.replace(".", ""))
    return Decimal(written.replace(",", "."))


def write_number(number: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_range(low: Decimal, high: Decimal | None) -> str:
    """Write "low-high", or the one number where there is no second one above it."""
    if high is None or high <= low:
        return write_number(low)
    return f"{write_number(low)}-{write_number(high)}"
