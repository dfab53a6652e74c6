"""Every field that a typology may have says what it means, in its schema and in the reference."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from plainsight.feeds.policy_root import policy_root

SCHEMA = json.loads((policy_root() / "spec" / "schemas" / "typology.json").read_text("utf-8"))
PAGE = policy_root() / "docs" / "reference" / "typology-fields.md"


def _fields(part: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each field with its way, wherever an object is described."""
    if not isinstance(part, dict):
        return
    for name, value in part.get("properties", {}).items():
        yield f"{place}{name}", value
    for name, value in part.items():
        yield from _fields(value, place if name in ("properties", "$defs") else f"{place}{name}.")


FIELDS = dict(_fields(SCHEMA))


def test_the_fields_that_an_author_must_know_are_among_them() -> None:
    names = {way.rpartition(".")[2] for way in FIELDS}
    assert {"near", "count", "unless", "yields_to", "in_sentence", "values_from"} <= names


@pytest.mark.parametrize("way", FIELDS)
def test_each_field_says_what_it_means(way: str) -> None:
    said = FIELDS[way].get("description", "")
    assert said.endswith("."), f"{way} of spec/schemas/typology.json has no description"
    assert said in PAGE.read_text("utf-8").replace("\\|", "|")
