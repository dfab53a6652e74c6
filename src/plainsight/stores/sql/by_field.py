"""Values whose fields are named as columns: written into a row and read from one, field by field.

What stands otherwise in its row is said by the store. A field without a column is an error of the
database, and a column without a field stays unread: no store forgets half of a value in silence.
"""

from collections.abc import Collection
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Value = TypeVar("_Value", bound="DataclassInstance")


def to_row(
    value: "DataclassInstance", *, but: Collection[str] = (), **otherwise: object
) -> dict[str, Any]:
    """Every field of a value but these, and what is said otherwise."""
    names = (name for name in _names(type(value)) if name not in but and name not in otherwise)
    return {**{name: getattr(value, name) for name in names}, **otherwise}


def from_row(kind: type[_Value], row: Row[*tuple[Any, ...]], **otherwise: object) -> _Value:
    """The value whose fields stand in a row, but for what is said otherwise."""
    # Not as attributes: a row's own are among them, such as count and index.
    found = row._mapping
    names = (name for name in _names(kind) if name not in otherwise)
    return kind(**{name: found[name] for name in names}, **otherwise)


@cache
def _names(kind: type["DataclassInstance"]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
