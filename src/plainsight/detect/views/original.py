"""A text as its author wrote it, with what every check of a find asks about it, computed once."""

from bisect import bisect_left
from functools import cached_property

from plainsight.detect.views.fold import fold, fold_text
from plainsight.detect.views.read import narrow
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import unspaced_letter
from plainsight.detect.views.view import View
from plainsight.detect.views.wording import Words


class Original:
    """Positions are those of `text`; what is asked is answered for visible, folded characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded: Reading = fold(text)
        self._is_even = isinstance(self.folded.starts, range)  # positions are those of `folded`
        self._readings: dict[View, Reading] = {}

    def read(self, view: View) -> Reading:
        """The text in a view."""
        reading = self._readings.get(view)
        if reading is None:
            reading = self._readings[view] = narrow(self.folded, view)
        return reading

    @cached_property
    def has_unspaced(self) -> bool:
        """Whether any Han, kana or Hangul stands in the text."""
        return unspaced_letter().search(self.folded.text) is not None

    def written(self, start: int, end: int) -> str:
        """The slice, folded: what a reader sees."""
        return self.folded.text[start:end] if self._is_even else fold_text(self.text[start:end])

    def before(self, at: int) -> str:
        """The visible character before a position, or nothing at the beginning."""
        place = self._place(at)
        return self.folded.text[place - 1] if place else ""

    def after(self, at: int) -> str:
        """The visible character at or after a position, or nothing at the end."""
        place = self._place(at)
        return self.folded.text[place : place + 1]

    def straddles(self, at: int) -> bool:
        """Whether an ordinary Chinese word goes on across a position."""
        place = self._place(at)
        return 0 < place < len(self.folded.text) and not self._words.begin_at(place)

    def is_in_word(self, at: int) -> bool:
        """Whether the character at a position is part of a longer ordinary Chinese word."""
        place = self._place(at)
        return not self._words.begin_at(place) or (
            place + 1 < len(self.folded.text) and not self._words.begin_at(place + 1)
        )

    @cached_property
    def _words(self) -> Words:
        return Words(self.folded.text)

    def _place(self, at: int) -> int:
        """Index in the folded text of the first character written at or after a position."""
        return at if self._is_even else bisect_left(self.folded.starts, at)
