"""A row of digits that stands for an account: after a platform's name or before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainsight.detect.extract.adder import find_adder
from plainsight.detect.extract.numbering import (
    read_international,
    read_national,
    read_phone,
    regions_of,
)
from plainsight.detect.extract.plain import bare_digits
from plainsight.detect.extract.tracks import Tracks

_GAP = r"[^\w，。；、,;:%$€£¥@#=<>?!\n]"
_ROW = re.compile(rf"(?:\+\s?|\()?\d(?:{_GAP}{{0,3}}\d){{4,15}}(?!\d)")
_GROUP = re.compile(r"\d{1,16}")
_MORE = re.compile(r"\s{0,2}(?:或者?|[/、,，|;]|or|y|o)\s{0,2}(?=\+?\d)")
_HAN_TAIL = re.compile(r"(?<=[0-9])[^\x00-\x7f]$")
_BEFORE = re.compile(rf"(?<![0-9a-z])(\d(?:{_GAP}{{0,3}}\d){{4,15}})[^0-9a-z\n]{{0,4}}$")
_ROUND = re.compile(r"000$")


@dataclass(frozen=True, slots=True)
class Row:
    """Digits and what separates them, at `start:end` of the folded text."""

    tracks: Tracks
    start: int
    end: int

    @property
    def written(self) -> str:
        """The row with its separators, Han numerals as digits."""
        return self.tracks.digits[self.start : self.end]

    @property
    def bare(self) -> str:
        """The digits alone."""
        return bare_digits(self.written)

    def next(self) -> "Row | None":
        """The row that this one names as its alternative: 123456 或 654321."""
        more = _MORE.match(self.tracks.digits, self.end)
        return row_at(self.tracks, more.end()) if more else None

    def phone(self, *, is_global: bool) -> tuple[str, int, int] | None:
        """The longest head of the row that is a phone number: E.164, start, end."""
        for end in self._heads():
            written = self.tracks.digits[self.start : end]
            bare = bare_digits(written)
            value = read_international(written)
            if value is None and 7 <= len(bare) <= 15:
                value = _national(self.tracks, bare, is_global=is_global)
            if value is not None:
                return value, self.start, end
        return None

    def account_number(self) -> tuple[str, int, int] | None:
        """Five to eleven digits: QQ's numbers, which also served as WeChat's."""
        heads = list(self._heads())
        first = heads[-1]
        # "QQ 1234567 100元": a full first group is the number, what follows is another.
        if len(bare_digits(self.tracks.digits[self.start : first])) >= 7:
            heads = [first]
        start = self.start + len(self.written) - len(self.written.lstrip("+( "))
        for end in heads:
            bare = bare_digits(self.tracks.digits[self.start : end])
            if 5 <= len(bare) <= 11:
                return bare, start, end
        return None

    def _heads(self) -> Iterator[int]:
        """Ends of the row's groups of digits, the last first."""
        ends = [found.end() for found in _GROUP.finditer(self.tracks.digits, self.start, self.end)]
        yield from reversed(ends)


def row_at(tracks: Tracks, at: int) -> Row | None:
    """The row of digits that starts at `at`."""
    found = _ROW.match(tracks.digits, at)
    return _without_han_tail(tracks, *found.span()) if found else None


def row_before(tracks: Tracks, end: int, *, first: int, needs_adder: bool) -> Row | None:
    """The row of digits, not before `first`, that leads up to a platform's name at `end`."""
    before = tracks.digits[first:end]
    adder = find_adder(before)
    if needs_adder and adder is None:
        return None
    found = _BEFORE.search(before[:adder])
    if not found or (adder is None and (len(found[1]) < 7 or _ROUND.search(found[1]))):
        return None
    return Row(tracks, first + found.start(1), first + found.end(1))


def _without_han_tail(tracks: Tracks, start: int, end: int) -> Row | None:
    """扣4308833一天: the last numeral belongs to the next word."""
    if _HAN_TAIL.search(tracks.plain[start:end]):
        end -= 1
    bare = bare_digits(tracks.digits[start:end])
    return Row(tracks, start, end) if len(bare) >= 5 else None


def _national(tracks: Tracks, bare: str, *, is_global: bool) -> str | None:
    if len(bare) == 11 and bare[0] == "1" and (value := read_phone(bare, "CN")):
        return value
    if not is_global:
        return None
    for region in regions_of(tracks):
        value = read_national(bare, region)
        if value is not None:
            return value
    return read_phone("+" + bare, None) if len(bare) >= 10 else None
