"""A list for people at any width: what is copied stays whole, what is read wraps at words.

Where the columns have room it is a table. Where a terminal has not, each row is a line of what must
stay whole, and below it what can be read; a column of six letters can neither be copied nor read.
In a pipe each row is one line, however long: the next program cuts lines by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from plainsight.cli.screen import console, visible

WORDS_WIDTH_MIN = 24  # of a column of words, unless nothing in it is that long
_INDENT = 3
_GAP = 2  # as rich leaves between two columns


@dataclass(frozen=True, slots=True)
class Column:
    """One column: of ids, numbers and days, never broken; or of words, which may wrap."""

    name: str
    words: bool = False
    right: bool = False


def number(name: str) -> Column:
    """A column of numbers."""
    return Column(name, right=True)


def words(name: str) -> Column:
    """A column that may wrap."""
    return Column(name, words=True)


class Listing:
    """Rows of one list, shown at the width that there is."""

    def __init__(self, *columns: Column | str) -> None:
        self._columns = [Column(each) if isinstance(each, str) else each for each in columns]
        self._rows: list[list[Text]] = []

    def add(self, *cells: str | Text) -> None:
        """One row; control characters are made visible, and nothing is read as markup."""
        made = [Text(visible(each)) if isinstance(each, str) else each for each in cells]
        assert len(made) == len(self._columns)  # noqa: S101 - a list of ours
        self._rows.append(made)

    def show(self, screen: Console | None = None) -> None:
        """Print it."""
        shown_on = screen or console()
        made = self.fitted(shown_on)
        if isinstance(made, Table):
            shown_on.print(made)
            return
        for line in made.renderables:
            shown_on.print(line, soft_wrap=True)

    def fitted(self, screen: Console) -> Table | Group:
        """What `show` prints there, for a screen that is drawn again and again."""
        if screen.is_terminal and not self._rows:
            return Group(Text("none", style="dim"))  # not titles of nothing
        if not screen.is_terminal:
            return Group(*self._lines(screen, range(len(self._columns))))
        widths = [self._needs(place) for place in range(len(self._columns))]
        if sum(widths) + _GAP * (len(widths) - 1) <= screen.width:
            return self._table(widths)
        return Group(*self._lines(screen, *self._places(screen.width)))

    @property
    def _is_headed(self) -> bool:
        return any(column.name for column in self._columns)

    def _needs(self, place: int) -> int:
        column = self._columns[place]
        longest = self._longest(place)
        if not column.words:
            return longest
        cells = [row[place].plain for row in self._rows]
        word = max((cell_len(each) for cell in cells for each in cell.split()), default=0)
        # A word that no line holds is folded, wherever it stands.
        return max(min(word, 2 * WORDS_WIDTH_MIN), min(longest, WORDS_WIDTH_MIN))

    def _longest(self, place: int) -> int:
        cells = [self._columns[place].name, *(row[place].plain for row in self._rows)]
        return max(map(cell_len, cells))

    def _table(self, widths: Sequence[int]) -> Table:
        table = Table(box=None, pad_edge=False, show_header=self._is_headed)
        for column, width in zip(self._columns, widths, strict=True):
            table.add_column(
                column.name,
                justify="right" if column.right else "left",
                overflow="fold",
                no_wrap=not column.words,
                min_width=width,
            )
        for row in self._rows:
            table.add_row(*row)
        return table

    def _lines(
        self, screen: Console, head: Sequence[int], below: Sequence[int] = ()
    ) -> Iterator[Text]:
        widths = {place: self._longest(place) for place in head}
        if self._is_headed:
            titles = [Text(each.name, style="bold") for each in self._columns]
            yield self._line(titles, head, widths)
        for row in self._rows:
            yield self._line(row, head, widths)
            told = Text("; ").join(self._said(row, place) for place in below if row[place].plain)
            if told.plain:
                for line in told.wrap(screen, max(screen.width - _INDENT, 1), overflow="fold"):
                    line.rstrip()
                    yield Text(" " * _INDENT) + line

    def _places(self, width: int) -> tuple[list[int], list[int]]:
        """Which columns stand on a row's line, the first always, and which below it."""
        head, used = [0], self._needs(0)
        for place in range(1, len(self._columns)):
            needs = _GAP + self._needs(place)
            if not self._columns[place].words and used + needs <= width:
                head.append(place)
                used += needs
        return head, [place for place in range(len(self._columns)) if place not in head]

    def _line(self, row: Sequence[Text], head: Sequence[int], widths: dict[int, int]) -> Text:
        cells = []
        for place in head:
            cell, blank = row[place].copy(), widths[place] - cell_len(row[place].plain)
            pad = " " * max(blank, 0)
            cells.append(Text(pad) + cell if self._columns[place].right else cell + Text(pad))
        line = Text(" " * _GAP).join(cells)
        line.rstrip()
        return line

    def _said(self, row: Sequence[Text], place: int) -> Text:
        column = self._columns[place]
        # Words speak for themselves; a number or a name says what it is.
        is_said = column.words or not column.name
        return row[place] if is_said else Text(f"{column.name} ") + row[place]
