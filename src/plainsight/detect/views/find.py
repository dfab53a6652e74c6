"""A literal met in a view of a text, before anyone has judged what it means."""

from plainsight.detect.views.edges import is_edge
from plainsight.detect.views.original import Original
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.view import View


class Find:
    """`reading.text[i:j]`, not yet known to be more than letters that meet.

    Made for every place where a literal stands, hence no dataclass.
    """

    __slots__ = ("i", "j", "original", "reading", "span")

    def __init__(self, original: Original, reading: Reading, i: int, j: int) -> None:
        self.original = original
        self.reading = reading
        self.i = i
        self.j = j
        self.span = reading.span(i, j)  # its half-open range of the original

    @property
    def written(self) -> str:
        """What a reader sees there, folded."""
        return self.original.written(*self.span)

    @property
    def is_side_by_side(self) -> bool:
        """Whether each of its characters was written as one, without anything between them."""
        start, end = self.span
        if self.reading.view is not View.SOUND:
            return end - start == self.j - self.i
        starts, ends = self.reading.starts, self.reading.ends  # alike for letters of one syllable
        return all(ends[k] >= starts[k + 1] for k in range(self.i, self.j - 1))

    def has_word_edges(self) -> bool:
        """Whether a find that begins or ends with a spaced script begins and ends a word there."""
        if self._cuts_a_character():
            return False
        start, end = self.span
        before, after = self.original.before(start), self.original.after(end)
        # Pinyin letters of a Chinese character are no letters of a word: ask the original.
        written = self.written
        return (not before or is_edge(before, written[0])) and (
            not after or is_edge(after, written[-1])
        )

    def _cuts_a_character(self) -> bool:
        """Whether only a part of what one character stands for is read: the i of ﬁ."""
        i, j, starts = self.i, self.j, self.reading.starts
        return (i > 0 and starts[i - 1] == starts[i]) or (
            j < len(starts) and starts[j] == starts[j - 1]
        )

    def runs_on(self) -> bool:
        """Whether an ordinary Chinese word goes on across either end."""
        start, end = self.span
        return self.original.straddles(start) or self.original.straddles(end)
