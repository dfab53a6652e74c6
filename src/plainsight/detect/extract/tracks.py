"""The tracks of one text: same length, same indices, each showing what another hides."""

import re
from collections.abc import Sequence
from functools import cached_property

from plainsight.detect.extract.lookup import find_words
from plainsight.detect.extract.plain import digits_text, uneven_symbols
from plainsight.detect.extract.vocabulary import Sense, Word
from plainsight.detect.views.read import read
from plainsight.detect.views.view import View

# Not inside a longer number, a time or a path; not 几十, which is no number.
_NUMBER_START = re.compile(
    r"[0-9一二两三四五六七八九十百千](?<![0-9#几数第一二两三四五六七八九十百千].)(?<![0-9][.,:/].)",
    re.DOTALL,
)


class Tracks:
    """One text as the extractors see it."""

    def __init__(self, original: str, plain: str) -> None:
        self.original = original
        self.plain = plain  # `plain_text(original)`

    @cached_property
    def digits(self) -> str:
        """`plain` with Han numerals as 0 to 9."""
        return digits_text(self.plain)

    @cached_property
    def has_digit(self) -> bool:
        """Whether any digit stands in the text, in whatever script."""
        return any(digit in self.digits for digit in "0123456789")

    @cached_property
    def number_starts(self) -> list[int]:
        """Where a number may start: a digit or Han numeral that nothing before it belongs to."""
        return [found.start() for found in _NUMBER_START.finditer(self.plain)]

    @cached_property
    def _words(self) -> dict[Sense, list[Word]]:
        return find_words(self.plain)

    def words(self, sense: Sense) -> list[Word]:
        """The words of one sense, in order of appearance, the longest first."""
        return self._words.get(sense, [])

    def cased(self, start: int, end: int) -> str:
        """`plain[start:end]` in the author's case, which base 58 and EIP-55 need."""
        if self.original.isascii() and len(self.original) == len(self.plain):
            return self.original[start:end]
        starts, ends = self._ranges
        return "".join(
            symbol.upper() if self.original[first:last].isupper() else symbol
            for symbol, first, last in zip(
                self.plain[start:end], starts[start:end], ends[start:end], strict=True
            )
        )

    def original_range(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]`, which is not empty, stands in the original."""
        starts, ends = self._ranges
        return starts[start], ends[end - 1]

    @cached_property
    def _ranges(self) -> tuple[Sequence[int], Sequence[int]]:
        size = len(self.original)
        if uneven_symbols().isdisjoint(self.original):
            return range(size), range(1, size + 1)
        reading = read(self.original, View.FOLD)
        return reading.starts, reading.ends
