"""The words extractors go by: platforms, currencies, cues."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Sense(StrEnum):
    """What a word is to an extractor."""

    ALIAS = "alias"  # a platform's name
    WEAK_ALIAS = "weak_alias"  # an everyday character that can stand for it
    CURRENCY = "currency"
    RATE = "rate"  # what a number after it is
    COUNTRY = "country"  # whose numbering plan a phone may follow
    PHONE_CUE = "phone_cue"
    TRADE = "trade"  # beside a number after CAS: this is for sale
    CONTACT = "contact"
    PAYEE = "payee"
    WARNING = "warning"
    VICTIM = "victim"
    EXAMPLE = "example"
    THIRD_PARTY = "third_party"
    GUARANTOR = "guarantor"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the vocabulary at `start:end` of the folded text."""

    start: int
    end: int
    key: str  # platform name, currency code, country code; else the word itself


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the vocabulary. `is_stem` leaves the right edge open: estafa, estafador."""

    text: str
    sense: Sense
    key: str
    is_stem: bool = False


def entries_of(sense: Sense, words: str, *, key: str = "") -> Iterator[Entry]:
    """Entries of a `|`-separated list; a final `*` marks a stem."""
    for word in words.split("|"):
        bare = word.rstrip("*")
        yield Entry(bare, sense, key or bare, is_stem=bare != word)
