"""What a column's words mean is known to the column alone, so that a wrong one is named."""

import ast
import importlib
from enum import Enum
from functools import cache
from pathlib import Path

from tests.house.source_tree import SOURCE, modules

from plainsight.stores import records  # noqa: F401 - describes every table
from plainsight.stores.sql.word_columns import OneOf, SomeOf
from plainsight.stores.tables import METADATA

# What these read comes out of no table: Parquet files, and another system's answers.
_NO_TABLE = {"attributions_book.py", "chain_columns.py", "wire.py"}


def test_no_store_turns_a_stored_word_into_what_it_means_by_itself() -> None:
    stores = SOURCE / "stores"
    found = [
        f"{path.relative_to(stores)}:{call.lineno}: {call.func.id}"
        for path, tree in modules().items()
        if path.parent in (stores, stores / "platform") and path.name not in _NO_TABLE
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in _words_of(path)
    ]
    assert found == []


def test_each_column_of_words_says_where_it_stands() -> None:
    columns = [
        column
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, OneOf | SomeOf)
    ]
    assert columns
    assert [column.type.place for column in columns] == [str(column) for column in columns]


@cache
def _words_of(path: Path) -> frozenset[str]:
    """The enumerations that a module has names for."""
    module = importlib.import_module(
        ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
    )
    return frozenset(
        name
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, Enum)
    )
