"""The tracks of one text: same length, same indices, each telling something the others hide."""

import unicodedata
from collections.abc import Sequence
from functools import cached_property

# Written one for one, so that an index into one track is an index into all. Beside the numerals
# stand the words in which digits are read out over the phone: 洞, 幺, 拐, 勾.
_NUMERALS = str.maketrans(
    {
        numeral: digit
        for digit, numerals in {
            "0": "零〇洞",
            "1": "一壹幺弌",
            "2": "二贰貳两兩弍",
            "3": "三叁參弎",
            "4": "四肆",
            "5": "五伍",
            "6": "六陆陸",
            "7": "七柒拐",
            "8": "八捌",
            "9": "九玖勾",
        }.items()
        for numeral in numerals
    }
)


class Tracks:
    """One text as the extractors see it."""

    def __init__(
        self, original: str, plain: str, starts: Sequence[int], ends: Sequence[int]
    ) -> None:
        self.original = original
        self.plain = plain  # folded: width, case and compatibility forms undone
        self._starts = starts
        self._ends = ends

    @cached_property
    def digits(self) -> str:
        """`plain` with the numerals of every script as 0 to 9."""
        return self.plain.translate(_NUMERALS)

    @cached_property
    def cased(self) -> str:
        """`plain` with the author's upper case restored: base 58 and EIP-55 need it."""
        if self.original.isascii() and len(self.original) == len(self.plain):
            return self.original
        return "".join(
            self._with_case(symbol, start, end)
            for symbol, start, end in zip(self.plain, self._starts, self._ends, strict=True)
        )

    def original_range(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]`, which is not empty, stands in the original."""
        return self._starts[start], self._ends[end - 1]

    def _with_case(self, symbol: str, start: int, end: int) -> str:
        if "a" <= symbol <= "z":
            written = unicodedata.normalize("NFKC", self.original[start:end])
            if symbol.upper() in written:
                return symbol.upper()
        return symbol
