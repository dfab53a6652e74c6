"""Where everything stands in the picture of a trace; no drawing here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plainsight.trace.chain.paths import Path
from plainsight.trace.chain.walk import Direction

WIDTH = 1080
MARGIN = 30
LABEL_ROOM = 220  # to the right of the last column
COLUMN_TOP = 56
LEGEND_ROOM = 70
NODE_WIDTH = 14
NODE_GAP = 44
NODE_HEIGHT_MIN = 4.0
HEIGHT_MIN, HEIGHT_MAX = 240, 900
ACCOUNTS_MAX = 60  # a picture of more is a wall; the table has them all


@dataclass(slots=True, kw_only=True)
class Node:
    """One account: a bar as high as the money that passed."""

    account: str
    column: int
    inflow: int = 0
    outflow: int = 0
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0

    @property
    def units(self) -> int:
        """What passed, or started, or ended here."""
        return max(self.inflow, self.outflow)


@dataclass(slots=True, kw_only=True)
class Band:
    """All money of the paths from one account to another."""

    source: str
    target: str
    units: int = 0
    transfer_ids: set[str] = field(default_factory=set)
    first_day: str = ""
    last_day: str = ""
    source_y: float = 0.0
    target_y: float = 0.0
    source_height: float = 0.0
    target_height: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The whole picture; `hidden_count` paths were too many to draw."""

    nodes: Mapping[str, Node]
    bands: Sequence[Band]
    height: float
    hidden_count: int


def lay_out(paths: Sequence[Path], *, start: str, direction: Direction) -> Layout:
    """Columns by the fewest hops from `start`, heights by amount, order by what feeds a node."""
    shown = _fit(paths)
    bands = _bands(shown)
    nodes = _nodes(bands, start, direction)
    height = _place_nodes(nodes, bands)
    _place_bands(nodes, bands)
    return Layout(nodes=nodes, bands=bands, height=height, hidden_count=len(paths) - len(shown))


def _fit(paths: Sequence[Path]) -> list[Path]:
    """The largest paths that together name at most ACCOUNTS_MAX accounts."""
    seen: set[str] = set()
    shown = []
    for path in sorted(paths, key=lambda path: -path.units):
        accounts = {h.transfer.source for h in path.hops} | {h.transfer.target for h in path.hops}
        if len(seen | accounts) <= ACCOUNTS_MAX:
            seen |= accounts
            shown.append(path)
    return shown


def _bands(paths: Sequence[Path]) -> list[Band]:
    bands: dict[tuple[str, str], Band] = {}
    for path in paths:
        for hop in path.hops:
            leg = hop.transfer
            key = (leg.source, leg.target)
            band = bands.setdefault(key, Band(source=leg.source, target=leg.target))
            day = leg.at.date().isoformat()
            band.units += hop.units
            band.transfer_ids.add(leg.transfer_id)
            band.first_day = min(band.first_day or day, day)
            band.last_day = max(band.last_day, day)
    return list(bands.values())


def _nodes(bands: Sequence[Band], start: str, direction: Direction) -> dict[str, Node]:
    forward = direction is Direction.FORWARD
    near: dict[str, list[str]] = {}
    for band in bands:
        here, there = (band.source, band.target) if forward else (band.target, band.source)
        near.setdefault(here, []).append(there)
    columns = {start: 0}
    front = [start]
    while front:
        reached = [other for account in front for other in near.get(account, ())]
        front = []
        for other in reached:
            if other not in columns:
                columns[other] = 1 + min(columns[a] for a in columns if other in near.get(a, ()))
                front.append(other)
    last = max(columns.values())
    nodes = {
        account: Node(account=account, column=column if forward else last - column)
        for account, column in columns.items()
    }
    for band in bands:
        nodes[band.source].outflow += band.units
        nodes[band.target].inflow += band.units
    return nodes


def _place_nodes(nodes: Mapping[str, Node], bands: Sequence[Band]) -> float:
    columns: dict[int, list[Node]] = {}
    for node in nodes.values():
        columns.setdefault(node.column, []).append(node)
    tallest = max(len(column) for column in columns.values())
    height = min(HEIGHT_MAX, max(HEIGHT_MIN, 110 * tallest)) + COLUMN_TOP + LEGEND_ROOM
    room = height - COLUMN_TOP - LEGEND_ROOM
    busiest = max(sum(node.units for node in column) for column in columns.values())
    scale = max(room - NODE_GAP * (tallest - 1), 60) / max(busiest, 1)
    for number in sorted(columns):
        column = columns[number]
        column.sort(key=lambda node: (_pull(node, nodes, bands), -node.units, node.account))
        for node in column:
            node.height = max(node.units * scale, NODE_HEIGHT_MIN)
            node.x = MARGIN + number * (WIDTH - MARGIN - LABEL_ROOM) / max(max(columns), 1)
        used = sum(node.height for node in column) + NODE_GAP * (len(column) - 1)
        y = COLUMN_TOP + max((room - used) / 2, 0)
        for node in column:
            node.y = y
            y += node.height + NODE_GAP
    return float(height)


def _pull(node: Node, nodes: Mapping[str, Node], bands: Sequence[Band]) -> float:
    """The weighted height of the nodes in the column before that this one is tied to."""
    total = weight = 0.0
    for band in bands:
        for here, there in ((band.target, band.source), (band.source, band.target)):
            other = nodes[there]
            if here == node.account and other.column == node.column - 1:
                total += (other.y + other.height / 2) * band.units
                weight += band.units
    return total / weight if weight else 0.0


def _place_bands(nodes: Mapping[str, Node], bands: Sequence[Band]) -> None:
    """Stack bands at their nodes in the order of the other end, so that they cross least."""
    for band in bands:
        source, target = nodes[band.source], nodes[band.target]
        band.source_height = source.height * band.units / max(source.units, 1)
        band.target_height = target.height * band.units / max(target.units, 1)
    leaving = {account: node.y for account, node in nodes.items()}
    for band in sorted(bands, key=lambda b: nodes[b.target].y):
        band.source_y = leaving[band.source]
        leaving[band.source] += band.source_height
    entering = {account: node.y for account, node in nodes.items()}
    for band in sorted(bands, key=lambda b: nodes[b.source].y):
        band.target_y = entering[band.target]
        entering[band.target] += band.target_height
