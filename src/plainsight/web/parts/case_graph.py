"""A case's graph as Cytoscape draws it; ids in the picture tell nothing outside the case."""

from typing import Any

from plainsight.casework.case import ItemKind
from plainsight.casework.graph import CaseGraph, Edge, Node, Tie

NODES_MAX = 400  # more is no picture; the list of members has them all
_LABEL_CHARS_MAX = 24


def case_elements(graph: CaseGraph) -> dict[str, Any]:
    """Elements for `static/js/flow.js`."""
    kept = {node.node_id: node for node in graph.nodes[:NODES_MAX]}
    edges = [edge for edge in graph.edges if edge.source in kept and edge.target in kept]
    most = max((edge.amount or 0 for edge in edges), default=0) or 1
    return {
        "layout": "web",
        "kinds": [kind.value for kind in ItemKind if any(n.kind is kind for n in kept.values())],
        "roots": [],
        "elements": [
            *({"data": _node(node)} for node in kept.values()),
            *({"data": _edge(edge, most)} for edge in edges),
        ],
    }


def _node(node: Node) -> dict[str, Any]:
    short = node.label if len(node.label) <= _LABEL_CHARS_MAX else f"{node.label[:22]}…"
    return {
        "id": node.node_id,
        "label": short,
        "kind": node.kind.value,
        "centre": False,
        "says": f"{node.kind.value}: {node.label}",
    }


def _edge(edge: Edge, most: int) -> dict[str, Any]:
    is_paid = edge.tie is Tie.PAID
    return {
        "id": edge.edge_id,
        "source": edge.source,
        "target": edge.target,
        "label": edge.label if is_paid else "",
        "share": round((edge.amount or 0) / most, 3),
        "plain": not is_paid,
        "says": edge.label if is_paid and edge.label else _named(edge),
    }


def _named(edge: Edge) -> str:
    """What ties the two; of a contact the post that names it too."""
    return f"{edge.tie.value}: {edge.label}" if edge.label else edge.tie.value
