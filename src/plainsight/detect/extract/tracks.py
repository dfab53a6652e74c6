"""The tracks of one text: same length, same indices, each showing what another hides."""

import re
from collections.abc import Sequence

from plainsight.detect.extract.han_number import STARTS
from plainsight.detect.extract.lookup import find_words
from plainsight.detect.extract.plain import digits_text
from plainsight.detect.extract.vocabulary import Sense, Word
from plainsight.detect.views.fold import fold
from plainsight.detect.views.reading import Reading

# Not inside a longer number, a decimal, a time or a path; not 几十, which is no number.
_NUMBER_START = re.compile(
    rf"(?:[0-9{STARTS}伍陆陸]|零(?=点))(?<![0-9#几数第零〇{STARTS}仟拾].)(?<![0-9][.,:/].)"
    rf"(?<![{STARTS}零]点.(?![十百千]))",
    re.DOTALL,
)
_DIGIT = re.compile("[0-9]")


class Tracks:
    """One text as the extractors see it."""

    def __init__(self, original: str, plain: str, folded: Reading | None = None) -> None:
        self.original = original
        self.plain = plain  # `plain_text(original)`
        self.digits = digits_text(plain)  # `plain` with Han numerals as 0 to 9
        self.has_digit = _DIGIT.search(self.digits) is not None
        # Where a number may start: a digit or Han numeral that nothing before it belongs to.
        self.number_starts = [found.start() for found in _NUMBER_START.finditer(plain)]
        self._words = find_words(plain)
        self._folded = folded

    def words(self, sense: Sense) -> list[Word]:
        """The words of one sense, in order of appearance, the longest first."""
        return self._words.get(sense, [])

    def cased(self, start: int, end: int) -> str:
        """`plain[start:end]` in the author's case, which base 58 and EIP-55 need."""
        if self.original.isascii() and len(self.original) == len(self.plain):
            return self.original[start:end]
        starts, ends = self._ranges()
        return "".join(
            symbol.upper() if self.original[first:last].isupper() else symbol
            for symbol, first, last in zip(
                self.plain[start:end], starts[start:end], ends[start:end], strict=True
            )
        )

    def original_range(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]`, which is not empty, stands in the original."""
        starts, ends = self._ranges()
        return starts[start], ends[end - 1]

    def _ranges(self) -> tuple[Sequence[int], Sequence[int]]:
        if self._folded is None:
            self._folded = fold(self.original)
        return self._folded.starts, self._folded.ends
