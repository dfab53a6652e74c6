"""Report values as plain data and back, so that a stored draft is exactly what was approved."""

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from plainsight.errors import BadValue
from plainsight.model.fact import JsonValue
from plainsight.model.time import format_instant, parse_instant

T = TypeVar("T")


def to_plain(value: object) -> JsonValue:
    """Plain data: instants as RFC 3339, tuples as lists, enums as their values."""
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): to_plain(each) for name, each in value.items()}
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return {name: to_plain(getattr(value, name)) for name in names}
    raise BadValue("value", type(value).__name__, "reports hold text, numbers, instants and lists")


def from_plain(kind: type[T], data: JsonValue) -> T:
    """The value again. Raises BadValue, naming the field, for data of another shape."""
    read: T = _read(kind, data, kind.__name__)
    return read


def _read(kind: Any, data: Any, field: str) -> Any:  # noqa: ANN401 - shapes are read from types
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return _read(next(part for part in parts if part is not type(None)), data, field)
    if origin is tuple:
        return tuple(_read(parts[0], each, field) for each in _need(list, data, field))
    if dataclasses.is_dataclass(kind):
        return _read_record(kind, _need(dict, data, field), field)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(_need(str, data, field))
        except ValueError:
            known = ", ".join(str(member.value) for member in kind)
            raise BadValue(field, data, f"one of {known}") from None
    if kind is datetime:
        return parse_instant(_need(str, data, field), field=field)
    if kind is date:
        try:
            return date.fromisoformat(_need(str, data, field))
        except ValueError:
            raise BadValue(field, data, "write a day such as 2026-01-31") from None
    return _need(kind, data, field)


def _read_record(kind: Any, data: dict[str, Any], field: str) -> Any:  # noqa: ANN401
    hints = get_type_hints(kind)
    own = {each.name: each for each in dataclasses.fields(kind)}
    for name in data:
        if name not in own:
            raise BadValue(f"{field}.{name}", data[name], f"known: {', '.join(own)}")
    for name, each in own.items():
        has_default = (
            each.default is not dataclasses.MISSING
            or each.default_factory is not dataclasses.MISSING
        )
        if name not in data and not has_default:
            raise BadValue(f"{field}.{name}", None, "add it")
    return kind(**{name: _read(hints[name], data[name], f"{field}.{name}") for name in data})


def _need(kind: type[T], data: object, field: str) -> T:
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise BadValue(field, data, f"a {kind.__name__} stands here")
    return data
