"""Columns whose words the application knows: read as what they mean, or not at all.

A word that nobody knows was written past the application. Whatever reads its row would end far from
where the word stands; so the column itself refuses it, and `altered_rows` says in which row.
"""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Dialect, Text, TypeDecorator

from plainsight.errors import RecordsAltered
from plainsight.stores.sql.columns import write_json

_Word = TypeVar("_Word", bound=StrEnum)


class OneOf(TypeDecorator[_Word], Generic[_Word]):
    """One word of an enumeration. Reading raises RecordsAltered for another.

    A type does not know where it stands, so `place` says it: table and column, with a dot.
    """

    impl = Text
    cache_ok = True

    def __init__(self, place: str, words: type[_Word]) -> None:
        super().__init__()
        self.place, self.words = place, words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write the word; a search for one that nobody knows finds nothing."""
        return None if value is None else str(value)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[object], _Word | None]:
        """Read it: one look-up for each row, as posts come by the million."""
        known: dict[object, _Word | None] = {
            None: None,
            **{each.value: each for each in self.words},
        }

        def read(value: object) -> _Word | None:
            try:
                return known[value]
            except (KeyError, TypeError):
                raise _altered(self, value, stored=value) from None

        return read


class SomeOf(TypeDecorator[tuple[_Word, ...]], Generic[_Word]):
    """A JSON list of such words. Reading raises RecordsAltered where one of them is another."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str, words: type[_Word]) -> None:
        super().__init__()
        self.place, self.words = place, words

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Write the list as every JSON column is written."""
        return None if value is None else write_json([str(each) for each in value])

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[_Word, ...] | None:
        """Read every word of it."""
        if value is None:
            return None
        try:
            listed = json.loads(value)
        except ValueError:
            raise _altered(self, value, stored=value) from None
        if not isinstance(listed, list):
            raise _altered(self, value, stored=value)
        known = {each.value: each for each in self.words}
        for each in listed:
            if not isinstance(each, str) or each not in known:
                raise _altered(self, each, stored=value)
        return tuple(known[each] for each in listed)


def _altered(
    column: "OneOf[Any] | SomeOf[Any]", found: object, *, stored: object
) -> RecordsAltered:
    table, _, name = column.place.partition(".")
    return RecordsAltered(
        table, name, found=found, stored=stored, known=[each.value for each in column.words]
    )
