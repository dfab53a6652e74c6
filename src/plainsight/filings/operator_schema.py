"""Validate a file against the schema that the operator took from the authority's portal.

FIUs hand their goAML schema to registered entities only, so none ships here. It is read without
network and without entities, like everything that comes from outside.
"""

from pathlib import Path
from typing import Any

from lxml import etree

from plainsight.errors import BadSchema, UnfitReport
from plainsight.filings.hostile_xml import parse_hostile

COMPLAINTS_MAX = 50


def require_valid(content: bytes, *, schema: Path, form: str) -> None:
    """Raises UnfitReport with the schema's complaints, BadSchema when the schema cannot be used."""
    compiled = _compile(schema)
    root = parse_hostile(content)
    if isinstance(root, str):
        raise UnfitReport(form, (root,))
    if not compiled.validate(root):
        log: Any = compiled.error_log  # iterable, though its stubs do not say so
        complaints = [f"line {error.line}: {error.message}" for error in log]
        raise UnfitReport(form, tuple(complaints[:COMPLAINTS_MAX]))


def _compile(schema: Path) -> etree.XMLSchema:
    try:
        root = parse_hostile(schema.read_bytes())
    except OSError as problem:
        raise BadSchema(str(schema), problem.strerror or str(problem)) from None
    if isinstance(root, str):
        raise BadSchema(str(schema), root)
    try:
        return etree.XMLSchema(root)
    except etree.XMLSchemaParseError as wrong:
        raise BadSchema(str(schema), str(wrong)) from None
