"""The graph of a case: who posted, who paid whom, what ties them. Ids in it tell nothing.

A node's id is a hash salted with the case, so that a picture that leaves the house joins no two
cases and names no account; the label is what the viewer is allowed to read.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.protect import MASK
from plainsight.model.fact import JsonValue

_LABEL_CHARS_MAX = 80
_MASKED_KINDS = frozenset({ItemKind.CONTACT, ItemKind.WALLET})


class Tie(StrEnum):
    """How two nodes are tied."""

    POSTED = "posted"
    PAID = "paid"
    NAMES = "names"  # an account names a contact or wallet, or nobody but an alert does
    ABOUT = "about"  # an alert, hold or legal request is about an account


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One thing in the picture."""

    node_id: str
    kind: ItemKind
    label: str
    ref: str  # for links inside the console; never drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One tie, from `source` to `target` (node ids)."""

    edge_id: str
    source: str
    target: str
    tie: Tie
    label: str = ""
    amount: int | None = None  # base units of `asset`, of one transfer
    asset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGraph:
    """Nodes and edges, each once and sorted by id, so that the same case is the same picture."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(
    case_id: str, items: Sequence[CaseItem], *, are_contacts_masked: bool = True
) -> CaseGraph:
    """Draw a case from what it holds. Ends of a transfer that the case does not hold are added."""
    nodes: dict[str, Node] = {}
    edges: dict[str, Edge] = {}
    drawn = [item for item in items if item.kind is not ItemKind.TRANSFER]
    for item in drawn:
        label = _alert_label(item) or item_label(item, is_masked=are_contacts_masked)
        _add_node(nodes, case_id, item.kind, item.ref, label)
    for item in items:
        for edge in _edges_of(case_id, item):
            edges[edge.edge_id] = edge
        for account in _accounts_of(item):
            _add_node(nodes, case_id, ItemKind.ACCOUNT, account, account)
        wallet = item.data.get("wallet")
        if item.kind is ItemKind.TRAIL and isinstance(wallet, str):
            label = masked_ref(ItemKind.WALLET, wallet) if are_contacts_masked else wallet
            _add_node(nodes, case_id, ItemKind.WALLET, wallet, label)
    # An alert that was taken out of the case leaves what it brought, and ties nothing any more.
    drawn_ends = (each for each in sorted(edges) if edges[each].source in nodes)
    return CaseGraph(
        nodes=tuple(nodes[key] for key in sorted(nodes)),
        edges=tuple(edges[key] for key in drawn_ends),
    )


def node_id(case_id: str, kind: ItemKind, ref: str) -> str:
    """An id that says nothing outside its case."""
    return "n_" + _digest(case_id, kind.value, ref)


def _edges_of(case_id: str, item: CaseItem) -> Iterator[Edge]:
    match item.kind:
        case ItemKind.TRANSFER:
            yield from _transfer_edge(case_id, item)
        case ItemKind.POST:
            for account in _accounts_of(item):
                yield _edge(case_id, (ItemKind.ACCOUNT, account), (item.kind, item.ref), Tie.POSTED)
        case ItemKind.CONTACT | ItemKind.WALLET:
            yield from _naming_edges(case_id, item)
        case ItemKind.ALERT | ItemKind.HOLD | ItemKind.REQUEST:
            for account in _accounts_of(item):
                yield _edge(case_id, (item.kind, item.ref), (ItemKind.ACCOUNT, account), Tie.ABOUT)
        case ItemKind.TRAIL:
            yield from _trail_edge(case_id, item)
        case ItemKind.ACCOUNT:
            return


def _naming_edges(case_id: str, item: CaseItem) -> Iterator[Edge]:
    """From each account that wrote it, labelled with the post; else from the alert it came with."""
    named = (item.kind, item.ref)
    alert = item.data.get("alert")
    accounts = _accounts_of(item)
    posts = {str(each.get("account_id")): _post_of(each) for each in _namings(item)}
    for account in accounts:
        made = _edge(case_id, (ItemKind.ACCOUNT, account), named, Tie.NAMES)
        yield replace(made, label=posts.get(account, ""))
    if not accounts and isinstance(alert, str):
        yield _edge(case_id, (ItemKind.ALERT, alert), named, Tie.NAMES)


def _namings(item: CaseItem) -> list[Mapping[str, JsonValue]]:
    """Last first: in a table by account the first post of each stands."""
    listed = item.data.get("named_in")
    namings = listed if isinstance(listed, list) else []
    return [each for each in reversed(namings) if isinstance(each, Mapping)]


def _post_of(naming: Mapping[str, JsonValue]) -> str:
    return f"{naming.get('surface')}/{naming.get('post_id')}"


def _transfer_edge(case_id: str, item: CaseItem) -> Iterator[Edge]:
    source, target = item.data.get("source"), item.data.get("target")
    amount, asset = item.data.get("amount"), item.data.get("asset")
    if not isinstance(source, str) or not isinstance(target, str):
        return
    yield Edge(
        edge_id="e_" + _digest(case_id, item.kind.value, item.ref),
        source=node_id(case_id, ItemKind.ACCOUNT, source),
        target=node_id(case_id, ItemKind.ACCOUNT, target),
        tie=Tie.PAID,
        label=str(item.data.get("money") or item.data.get("says") or ""),
        amount=amount if isinstance(amount, int) and not isinstance(amount, bool) else None,
        asset=str(asset or ""),
    )


def _trail_edge(case_id: str, item: CaseItem) -> Iterator[Edge]:
    """From the wallet to where its money led. Without `amount`: tokens have other base units."""
    wallet = item.data.get("wallet")
    if isinstance(wallet, str):
        tie = (ItemKind.WALLET, wallet), (item.kind, item.ref)
        made = _edge(case_id, *tie, Tie.PAID)
        yield replace(made, label=str(item.data.get("amount_text") or ""))


def _edge(
    case_id: str, source: tuple[ItemKind, str], target: tuple[ItemKind, str], tie: Tie
) -> Edge:
    from_id, to_id = node_id(case_id, *source), node_id(case_id, *target)
    return Edge(
        edge_id="e_" + _digest(case_id, tie.value, from_id, to_id),
        source=from_id,
        target=to_id,
        tie=tie,
    )


def _accounts_of(item: CaseItem) -> Mapping[str, None]:
    """The accounts that an item names, each once, those that wrote it among them."""
    one: list[JsonValue] = [item.data.get(name) for name in ("account_id", "source", "target")]
    many = item.data.get("account_ids")
    wrote: list[JsonValue] = [naming.get("account_id") for naming in _namings(item)]
    named = one + (many if isinstance(many, list) else []) + wrote
    return dict.fromkeys(value for value in named if isinstance(value, str) and value)


def _add_node(nodes: dict[str, Node], case_id: str, kind: ItemKind, ref: str, label: str) -> None:
    key = node_id(case_id, kind, ref)
    nodes.setdefault(key, Node(node_id=key, kind=kind, label=label[:_LABEL_CHARS_MAX], ref=ref))


def _alert_label(item: CaseItem) -> str:
    """What an alert is of, before an id that is cut where it is drawn."""
    typology_ids = item.data.get("typology_ids")
    if item.kind is not ItemKind.ALERT or not isinstance(typology_ids, list) or not typology_ids:
        return ""
    return f"{', '.join(map(str, typology_ids))} {item.ref}"


def item_label(item: CaseItem, *, is_masked: bool = True) -> str:
    """What a person reads of a thing in a case: contacts and wallets only with a reason."""
    if is_masked and item.kind in _MASKED_KINDS:
        return masked_ref(item.kind.value, item.ref)
    says = item.data.get("says")
    return says if isinstance(says, str) and says else item.ref


def masked_ref(kind: str, ref: str) -> str:
    """What names a thing, of contacts and wallets only which kind they are of."""
    if kind not in _MASKED_KINDS:
        return ref
    head, colon, _ = ref.partition(":")
    return f"{head}:{MASK * 3}" if colon else MASK * 3


def _digest(*parts: str) -> str:
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:20]
