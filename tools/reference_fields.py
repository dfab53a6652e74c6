"""The fields of a policy file as tables, from the descriptions in its JSON schema.

A field without a description is a KeyError here, so that none can be added unsaid.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def field_tables(schema: Schema, *, top: str) -> Iterator[str]:
    """The lines of a table for the file itself, headed `top`, and for each object inside it."""
    for name, part in {top: schema, **_inner(schema), **_named(schema)}.items():
        yield f"## {name}"
        yield ""
        yield "| field | needed | value | meaning |"
        yield "| --- | --- | --- | --- |"
        for field, value in part["properties"].items():
            cells = (f"`{field}`", _needed(part, field), _value(value, field, schema))
            shown = [cell.replace("|", "\\|") for cell in (*cells, value["description"])]
            yield f"| {' | '.join(shown)} |"
        yield ""


def _inner(schema: Schema) -> dict[str, Schema]:
    """Objects written where they are used: under the name of their field."""
    objects = {name: value.get("items", value) for name, value in schema["properties"].items()}
    return {name: value for name, value in objects.items() if "properties" in value}


def _named(schema: Schema) -> dict[str, Schema]:
    defs = schema.get("$defs", {})
    return {name: value for name, value in defs.items() if "properties" in value}


def _needed(part: Schema, field: str) -> str:
    if field in part.get("required", ()):
        return "yes"
    either = [name for each in part.get("anyOf", ()) for name in each["required"]]
    return " or ".join(f"`{name}`" for name in either) if field in either else ""


def _value(value: Schema, field: str, schema: Schema) -> str:
    """What may stand there, in a few words."""
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return (
            _linked(name) if name in _named(schema) else _value(schema["$defs"][name], "", schema)
        )
    if "properties" in value:
        return _linked(field)
    if value.get("type") == "object":
        return _under_names(value, schema)
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return _listed(value["enum"])
    if value["type"] == "array":
        return f"a list of {_value(value['items'], field, schema)}"
    if value["type"] == "boolean":
        return "`true` or `false`"
    if value["type"] == "string":
        return f"text, `{value['pattern']}`" if "pattern" in value else "text"
    return _number(value)


def _under_names(value: Schema, schema: Schema) -> str:
    """An object whose fields are names of the author's own, or languages."""
    inner = _value(value["additionalProperties"], "", schema)
    wanted = value.get("required")
    return f"{inner} for {_listed(wanted)}" if wanted else f"{inner} under each name"


def _number(value: Schema) -> str:
    least = value.get("minimum")
    above = value.get("exclusiveMinimum")
    kind = "whole number" if value["type"] == "integer" else "number"
    bounds = [
        *([] if least is None else [f"from {least}"]),
        *([] if above is None else [f"above {above}"]),
        *([f"to {value['maximum']}"] if "maximum" in value else []),
    ]
    return " ".join((kind, *bounds))


def _linked(name: str) -> str:
    return f"[{name}](#{name})"


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
