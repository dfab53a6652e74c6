"""Nothing stands in src that nobody calls; what only others call is named here."""

import re
from functools import cache
from pathlib import Path

import pytest
from source_tree import ROOT, SOURCE, modules
from vulture import Vulture
from vulture.core import Item

from plainsight.cli import COMMANDS

# The plain statement of what an engine or a database does; those are tested against it.
DEFINITIONS = {
    "casework.access.may_see",
    "engines.plain_scanner.PlainScanner",
    "trace.features.catalogue.feature_names",
    "trace.features.definition.features_of",
    "trace.flows.judge.judge_flows",
    "trace.flows.leg.view_flows",
    "trace.flows.mirror_search.PlainTies",
    "trace.flows.mirror_sides.mirror_sides",
    "prove.tree.node_lookup",
}
# Asked by an operator's or an auditor's own program; a page of the docs shows how.
ASKED_FROM_OUTSIDE = {
    "api.chain.ingest",
    "api.ledger.ingest",
    "api.scanner.refused_in",
    "api.scanner.unread_in",
    "engines.chain_duckdb.fifo_map.fifo_map_table",
    "engines.chain_numba.clusters.cluster_edges",
    "engines.chain_spark.clusters.cluster_frame",
    "engines.chain_spark.exposure.exposure_frame",
    "engines.chain_spark.fifo_map.fifo_map_frame",
    "engines.chain_spark.fifo_map.walk_frames",
    "prove.commit.is_opened",
    "prove.verify.verify_growth",
}
ASKED_BY_TOOLS_AND_TESTS = {
    "cli.full_app",  # tools/write_reference.py
    "engines.columnar.scanner.is_compiled",  # that few texts never pay for it
    "respond.lifecycle.diagram",  # which docs/concepts/respond.md shows
}
CALLED_BY_LIBRARIES = [
    "__*__",
    "_repr_html_",
    "format_commands",  # click
    "load_dialect_impl", "process_bind_param", "process_result_value", "result_processor",
    "log_message",  # http.server
]  # fmt: skip
REGISTERED = [f"@*.{name}" for name in ("command", "callback", "get", "post")]
KINDS = ("class", "function", "method", "property")
CONSTANT = re.compile(r"[A-Z][A-Z_]*")
IN_TEMPLATES = re.compile(r"\.(\w+)")


@cache
def uncalled() -> dict[str, Item]:
    """What nothing in src names, nor a command line, a route, a template or a library.

    Vulture compares names only: what is called like something alive is taken to be alive.
    """
    finder = Vulture(ignore_names=CALLED_BY_LIBRARIES, ignore_decorators=REGISTERED)
    finder.scavenge([SOURCE])
    shown = shown_in_templates()
    found = (item for item in finder.get_unused_code() if item.name not in shown)
    by_name = {dotted(item): item for item in found if item.typ in KINDS or is_constant(item)}
    return {name: item for name, item in by_name.items() if name not in commands()}


def is_constant(item: Item) -> bool:
    """A name in capitals at the margin of a module; members of an enumeration stand further in."""
    body = modules()[Path(item.filename).resolve()].body
    return bool(CONSTANT.fullmatch(item.name)) and item.first_lineno in {n.lineno for n in body}


def commands() -> set[str]:
    return {f"cli.{module}.{name.replace('-', '_')}" for name, module in COMMANDS.items()}


def shown_in_templates() -> set[str]:
    pages = SOURCE.rglob("*.html")
    return {name for page in pages for name in IN_TEMPLATES.findall(page.read_text("utf-8"))}


def dotted(item: Item) -> str:
    place = Path(item.filename).resolve().relative_to(SOURCE).with_suffix("")
    return ".".join([*(part for part in place.parts if part != "__init__"), item.name])


def test_whatever_has_no_caller_is_named_here() -> None:
    found, named = uncalled().keys(), DEFINITIONS | ASKED_FROM_OUTSIDE | ASKED_BY_TOOLS_AND_TESTS
    assert found - named == set(), "delete these with their tests, or say above who asks them"
    assert named - found == set(), "these have a caller by now, or are gone: take them out"


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_a_definition_says_that_it_is_one(name: str) -> None:
    item = uncalled()[name]
    path = Path(item.filename).resolve()
    lines = path.read_text("utf-8").splitlines()
    head = modules()[path].body[0].end_lineno
    said = [*lines[:head], *lines[item.first_lineno - 1 : item.last_lineno]]
    assert re.search(r"\b(definition|judge)\b", " ".join(said).lower())


@pytest.mark.parametrize("name", sorted(ASKED_FROM_OUTSIDE))
def test_a_page_shows_what_is_asked_from_outside(name: str) -> None:
    called = name.rpartition(".")[2]
    shown = re.compile(rf"\.{called}\b|\b{called}\(")
    pages = sorted((ROOT / "docs").rglob("*.md"))
    assert any(shown.search(page.read_text("utf-8")) for page in pages)
