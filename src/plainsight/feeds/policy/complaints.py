"""Complaints about policy files, worded like a compiler's: place, what is wrong, how to mend it."""

import difflib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from plainsight.errors import BadPolicy, CannotRead
from plainsight.feeds.policy.yaml_lines import YamlFile, read_yaml

SCHEMAS = Path("spec") / "schemas"
SUGGESTIONS_MAX = 100


class Complaints:
    """Collects everything that is wrong, so that an author mends a file in one round."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, place: str, what: str, hint: str) -> None:
        """One complaint: `place: error: what` and an indented hint."""
        self.lines.append(f"{place}: error: {what}\n    hint: {hint}")

    def unknown(self, place: str, what: str, name: str, known: Iterable[str]) -> None:
        """A name that nothing defines, with the nearest one that exists."""
        # Looking for the nearest name is slow; after so many complaints nobody reads the hint.
        near = (
            difflib.get_close_matches(name, list(known), n=1)
            if len(self.lines) < SUGGESTIONS_MAX
            else []
        )
        self.add(
            place,
            f"{what} {name!r} is not defined",
            f"did you mean {near[0]!r}?"
            if near
            else f"define it first, or take a {what} that exists",
        )


def read_checked(path: Path, *, schema: str, root: Path, complaints: Complaints) -> YamlFile | None:
    """Parse and check one file against a published schema; None when it cannot be used."""
    parsed = _parsed(path, complaints)
    if parsed is None:
        return None
    before = len(complaints.lines)
    for wrong in _validator(root / SCHEMAS / schema).iter_errors(parsed.content):
        _explain(wrong, parsed, complaints)
    return parsed if len(complaints.lines) == before else None


def read_named(path: Path) -> YamlFile:
    """Parse a file that somebody named, for a reader with rules of its own.

    Raises BadPolicy for what is not YAML, CannotRead when the file cannot be read.
    """
    complaints = Complaints()
    try:
        parsed = _parsed(path, complaints)
    except OSError as problem:
        raise CannotRead(str(path), problem.strerror or str(problem)) from None
    if parsed is None:
        raise BadPolicy(tuple(complaints.lines))
    return parsed


def _parsed(path: Path, complaints: Complaints) -> YamlFile | None:
    try:
        return read_yaml(path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = getattr(error, "problem", None) or "not YAML"
        hint = getattr(error, "note", None) or "check indentation, colons and quotes"
        complaints.add(f"{path}:{line}", str(problem), hint)
        return None


@cache
def _validator(path: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _explain(error: Any, parsed: YamlFile, complaints: Complaints) -> None:  # noqa: ANN401 - untyped library
    way = list(error.absolute_path)
    field = ".".join(str(step) for step in way) or "the file"
    hint = f"the form is given in {SCHEMAS}/"
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        extra = [key for key in error.instance if key not in known]
        near = difflib.get_close_matches(str(extra[0]), known, n=1) if extra else []
        hint = f"did you mean {near[0]!r}?" if near else f"known fields: {', '.join(known)}"
        way = [*way, extra[0]] if extra else way
    elif error.validator == "required":
        hint = "add the missing field"
    elif error.validator == "enum":
        hint = f"one of: {', '.join(map(str, error.validator_value))}"
    elif error.validator in {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}:
        hint = f"{error.validator} is {error.validator_value}"
    elif error.validator == "pattern":
        hint = f"must look like {error.validator_value}"
    elif error.validator == "anyOf":
        hint = "give senses, or extracts, or both"
    complaints.add(parsed.place(way), f"{field}: {error.message[:160]}", hint)
