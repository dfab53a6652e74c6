"""Every figure, name and quotation in a text, so that each can be held against what it rests on.

    14 transfers on 2026-02-03 at 14:05, 9,800.00 USD from wx-100: “现金可接”

holds the figures (14, transfer), (2026-02-03, date), (14:05, time), (9800, USD), the name wx-100
and one quotation. A number takes the word after it as its unit, so that "14 posts" does not pass
for "14 transfers". Anything with a digit in it that is neither date, time nor number is a name.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from plainsight.model.money import Money

_QUOTED = re.compile("“([^“”]*)”")
_STRAY = re.compile('[“”"]')
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")
_NUMBER = re.compile(r"([+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+)(\.\d+)?(%?)")
_EDGES = "()[],.;:!?"
# "one" among them: "one account" is a count too.
_NUMBER_WORDS = frozenset(
    {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
    | {"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"}
    | {"nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
    | {"hundred", "hundreds", "thousand", "thousands", "million", "millions", "billion"}
    | {"billions", "dozen", "dozens", "half", "quarter", "twice", "thrice", "double", "triple"}
)


# What reports count and measure. A number before one of these is a figure even where an account
# happens to be called by that number.
_MEASURES = frozenset(
    {"account", "currency", "day", "finding", "hour", "minute", "mirror", "month", "pair", "%"}
    | {"per", "permille", "post", "subject", "transfer", "wallet", "week", "year", "date", "time"}
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the unit it counts; dates and times are figures of their own units."""

    value: str  # canonical: no grouping, no trailing zeros
    unit: str  # "USD", "transfer", "date", "time", "%", or nothing

    def __str__(self) -> str:
        return f"{self.value} {self.unit}".rstrip()

    @property
    def is_measured(self) -> bool:
        """Whether it counts something a report counts, and so cannot be a mere name."""
        return self.unit in _MEASURES or self.unit.isupper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a text states."""

    figures: tuple[Figure, ...]
    tokens: tuple[str, ...]  # each figure as it was written
    names: tuple[str, ...]  # tokens with a digit in them that are no figure
    quotations: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]  # token and how to write it so it can be checked


def read_figures(text: str) -> Stated:
    """Read a text. What cannot be checked is handed back as unreadable, never passed over."""
    quotations = tuple(_QUOTED.findall(text))
    plain = _QUOTED.sub(" ” ", text)  # a mark of its own, so that no unit is read across it
    stray = _STRAY.search(_QUOTED.sub(" ", text))
    unreadable: list[tuple[str, str]] = []
    if stray:
        unreadable.append((stray[0], "a quotation mark needs its partner"))
    figures: list[Figure] = []
    written: list[str] = []
    names: list[str] = []
    tokens = [token.strip(_EDGES) for token in plain.split()]
    ends = [token[-1:] in _EDGES for token in plain.split()]
    for place, token in enumerate(tokens):
        mend = _odd(token)
        if mend:
            unreadable.append((token, mend))
        if not any(character.isdecimal() for character in token):
            continue
        following = "" if ends[place] or place + 1 == len(tokens) else tokens[place + 1]
        figure = _figure(token, following)
        if figure is None:
            names.append(token)
        else:
            figures.append(figure)
            written.append(token)
    return Stated(
        figures=tuple(figures),
        tokens=tuple(written),
        names=tuple(names),
        quotations=quotations,
        unreadable=tuple(unreadable),
    )


def amount_figure(text: str) -> Figure:
    """The figure of an amount as `Money` writes it: "9,800.00 USD"."""
    number, _, unit = text.partition(" ")
    return Figure(canonical_number(number), unit)


def said_amount(money: Money) -> str:
    """An amount as people read it: no trailing zeros beyond cents. 20,000.000000 is 20,000.00."""
    number, _, unit = str(money).partition(" ")
    whole, _, fraction = number.partition(".")
    kept = fraction.rstrip("0").ljust(min(len(fraction), 2), "0")
    return f"{whole}.{kept} {unit}" if kept else f"{whole} {unit}"


def said_count(count: int, noun: str) -> str:
    """A count as people read it; `noun` in the singular."""
    if count == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {plural}"


def count_figure(count: int, noun: str) -> Figure:
    """The figure of a count; `noun` in the singular."""
    return Figure(str(count), noun)


def canonical_number(text: str) -> str:
    """Without grouping, plus sign or trailing zeros."""
    # Written out and never computed with: a number may have more digits than decimals keep.
    written = f"{Decimal(text.replace(',', '').replace('%', '')):f}"
    bare = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if bare == "-0" else bare


def spoken(name: str) -> str:
    """A name as a narrative spells it: one line, no quotation marks, nothing unprintable."""
    printable = "".join(c if c.isprintable() else " " for c in _STRAY.sub("'", name))
    return " ".join(printable.split())


def name_tokens(name: str) -> Iterator[str]:
    """The tokens of a name that a text may hold though they look like numbers."""
    for token in spoken(name).split():
        bare = token.strip(_EDGES)
        if any(character.isdecimal() for character in bare) or _odd(bare):
            yield bare


def _figure(token: str, following: str) -> Figure | None:
    if _DATE.fullmatch(token):
        return Figure(token, "date")
    if _TIME.fullmatch(token):
        return Figure(token, "time")
    found = _NUMBER.fullmatch(token)
    if found is None:
        return None
    return Figure(canonical_number(token), "%" if found[3] else _unit(following))


def _unit(word: str) -> str:
    """The word after a number: an asset as it is written, a noun in the singular."""
    if not word or not word[0].isalpha():
        return ""
    if word.isupper():
        return word
    lower = word.lower()
    return f"{lower[:-3]}y" if lower.endswith("ies") else lower.removesuffix("s")


def _odd(token: str) -> str:
    """How to write a number that could not be held against anything as it stands; else nothing."""
    lower = token.lower().strip("’'")
    if any(part in _NUMBER_WORDS for part in lower.split("-")):
        return "write numbers as digits"
    if any(sign in token for sign in "$€¥£"):
        return "write the currency code after the amount"
    if any(
        unicodedata.numeric(character, None) is not None and character not in "0123456789"
        for character in token
    ):
        return "write numbers as digits 0 to 9"
    return ""
