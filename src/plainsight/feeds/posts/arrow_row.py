"""A row over columns of cells, as a raw record."""

import json
from collections.abc import Mapping

from plainsight.errors import BadValue
from plainsight.feeds.posts.arrow_cells import Cells


class ArrowRow:
    """Implements `record.RawRecord`; `read` decodes one cell."""

    __slots__ = ("_cells", "_number", "_row")

    def __init__(self, number: int, row: int, cells: Mapping[str, Cells]) -> None:
        self._number = number
        self._row = row
        self._cells = cells

    @property
    def name(self) -> str:
        """ "row 17", counted from 1."""
        return f"row {self._number}"

    def has(self, field: str) -> bool:
        """Tell whether the file has the column."""
        return field in self._cells

    def read(self, field: str) -> object:
        """Decode one cell. Raises BadValue."""
        cells = self._cells.get(field)
        return None if cells is None else cells(self._row)

    def raw(self) -> bytes:
        """Return the row as a JSON object; cells that cannot be read say so."""
        return json.dumps({field: self._shown(field) for field in self._cells}).encode()

    def _shown(self, field: str) -> object:
        try:
            value = self.read(field)
        except BadValue as wrong:
            return f"({wrong.value})"
        return value if value is None or isinstance(value, int | str) else str(value)
