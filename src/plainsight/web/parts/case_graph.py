"""A case's graph as Cytoscape draws it; ids in the picture tell nothing outside the case."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plainsight.casework.case import ItemKind
from plainsight.casework.graph import CaseGraph, Edge, Node, Tie

NODES_MAX = 400  # more is no picture; the list of members has them all
TIES_MAX = 500  # of the table that says the same
_LABEL_CHARS_MAX = 24
Word = Callable[[str, object], str]  # what the reader calls a member of an enumeration


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTie:
    """One line of the table beside the picture."""

    source: str
    target: str
    tie: Tie
    label: str


def case_elements(graph: CaseGraph, word: Word) -> dict[str, Any]:
    """Elements for `static/js/flow.js`."""
    kept = {node.node_id: node for node in graph.nodes[:NODES_MAX]}
    edges = [edge for edge in graph.edges if edge.source in kept and edge.target in kept]
    most = max((edge.amount or 0 for edge in edges), default=0) or 1
    ties = Counter(end for edge in edges for end in {edge.source, edge.target})
    return {
        "layout": "web",
        "kinds": [kind.value for kind in ItemKind if any(n.kind is kind for n in kept.values())],
        "roots": [],
        "elements": [
            *({"data": _node(node, ties[node.node_id], word)} for node in kept.values()),
            *({"data": _edge(edge, most, word)} for edge in edges),
        ],
    }


def case_ties(graph: CaseGraph) -> tuple[ShownTie, ...]:
    """The same as lines of a table: payments first, each by the names of its ends."""
    labels = {node.node_id: node.label for node in graph.nodes}
    lines = [
        ShownTie(
            source=labels[edge.source], target=labels[edge.target], tie=edge.tie, label=edge.label
        )
        for edge in graph.edges
        if edge.source in labels and edge.target in labels
    ]
    lines.sort(key=lambda line: (line.tie is not Tie.PAID, line.tie, line.source, line.target))
    return tuple(lines[:TIES_MAX])


def _node(node: Node, ties: int, word: Word) -> dict[str, Any]:
    short = node.label if len(node.label) <= _LABEL_CHARS_MAX else f"{node.label[:22]}…"
    return {
        "id": node.node_id,
        "label": short,
        "kind": node.kind.value,
        "centre": False,
        "ties": ties,  # who has the most is named first where names would overlap
        "says": f"{word('node', node.kind)}: {node.label}",
    }


def _edge(edge: Edge, most: int, word: Word) -> dict[str, Any]:
    is_paid = edge.tie is Tie.PAID
    return {
        "id": edge.edge_id,
        "source": edge.source,
        "target": edge.target,
        "label": edge.label if is_paid else "",
        "share": round((edge.amount or 0) / most, 3),
        "plain": not is_paid,
        "says": edge.label if is_paid and edge.label else _named(edge, word),
    }


def _named(edge: Edge, word: Word) -> str:
    """What ties the two; of a contact the post that names it too."""
    tie = word("tie", edge.tie)
    return f"{tie}: {edge.label}" if edge.label else tie
