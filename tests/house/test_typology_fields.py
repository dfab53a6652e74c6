"""Every field that a typology may have says what it means, in its schema and in the reference."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from plainsight.feeds.policy_root import policy_root

SCHEMAS = ("typology", "flow-typology", "mirror-typology")
PAGES = {name: (policy_root() / "docs" / "reference" / f"{name}-fields.md") for name in SCHEMAS}


def _fields(part: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each field with its way, wherever an object is described."""
    if not isinstance(part, dict):
        return
    for name, value in part.get("properties", {}).items():
        yield f"{place}{name}", value
    for name, value in part.items():
        yield from _fields(value, place if name in ("properties", "$defs") else f"{place}{name}.")


def _fields_of(schema: str) -> dict[str, dict[str, Any]]:
    path = policy_root() / "spec" / "schemas" / f"{schema}.json"
    return dict(_fields(json.loads(path.read_text("utf-8"))))


FIELDS = {(schema, way): value for schema in SCHEMAS for way, value in _fields_of(schema).items()}


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ("typology", {"near", "count", "unless", "yields_to", "in_sentence", "values_from"}),
        ("flow-typology", {"amounts_in", "passed_share", "ever_before", "peers_max", "hops_max"}),
        ("mirror-typology", {"amounts_in", "lag", "spread", "null_shifts", "false_share_max"}),
    ],
)
def test_the_fields_that_an_author_must_know_are_among_them(schema: str, wanted: set[str]) -> None:
    names = {way.rpartition(".")[2] for own, way in FIELDS if own == schema}
    assert wanted <= names


@pytest.mark.parametrize(("schema", "way"), FIELDS)
def test_each_field_says_what_it_means(schema: str, way: str) -> None:
    said = FIELDS[schema, way].get("description", "")
    assert said.endswith("."), f"{way} of spec/schemas/{schema}.json has no description"
    assert said in PAGES[schema].read_text("utf-8").replace("\\|", "|")
