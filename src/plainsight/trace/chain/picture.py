"""A trace as a picture: accounts in columns by distance, bands as wide as the money in them.

Plain SVG text without scripts, fonts or links, so that it prints, forwards and opens in ten
years. Colours are Okabe and Ito's (2008), apart for colour-blind readers; a sign and words say
the same again, so grey print loses nothing.
"""

from collections.abc import Mapping, Sequence
from html import escape

from plainsight.model.money import Money
from plainsight.trace.chain.paths import Path
from plainsight.trace.chain.picture_layout import (
    MARGIN,
    NODE_WIDTH,
    WIDTH,
    Band,
    Layout,
    Node,
    lay_out,
)
from plainsight.trace.chain.walk import Direction
from plainsight.trace.chain.wording import amount_text, short

NAME_CHARS_MAX = 30
FILLS = {
    "start": "#0072B2",
    "listed": "#D55E00",
    "custodian": "#009E73",
    "break": "#CC79A7",
    "hub": "#E69F00",
    "": "#7A8794",
}
SIGNS = {"start": "▶", "listed": "■", "custodian": "◆", "break": "✕", "hub": "◇", "": ""}
WORDS = {
    "start": "account asked about",
    "listed": "listed party",
    "custodian": "custodian: trace stops",
    "break": "swap or bridge: trace breaks",
    "hub": "probably a service: trace stops",
    "": "nobody named",
}


def draw_paths(
    paths: Sequence[Path],
    *,
    start: str,
    roles: Mapping[str, str],
    names: Mapping[str, str],
    direction: Direction,
) -> str:
    """SVG of `paths`. `roles` maps account -> key of FILLS, `names` account -> words."""
    layout = lay_out(paths, start=start, direction=direction)
    title = f"Money {'from' if direction is Direction.FORWARD else 'to'} {short(start)}"
    parts = [_band(band, layout, paths) for band in layout.bands]
    parts += [
        _node(node, roles.get(account, ""), names.get(account, ""), paths)
        for account, node in layout.nodes.items()
    ]
    used = [role for role in FILLS if role in {roles.get(a, "") for a in layout.nodes}]
    parts.append(_legend(used, layout))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {layout.height:.0f}" '
        f'role="img" aria-label="{escape(title)}" font-family="system-ui, sans-serif">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _amount(units: int, paths: Sequence[Path]) -> str:
    asset = paths[0].hops[0].transfer.money.asset
    return amount_text(Money(units=units, asset=asset))


def _band(band: Band, layout: Layout, paths: Sequence[Path]) -> str:
    x1 = layout.nodes[band.source].x + NODE_WIDTH
    x2 = layout.nodes[band.target].x
    middle = (x1 + x2) / 2
    y1, y2 = band.source_y, band.target_y
    low1, low2 = y1 + max(band.source_height, 1.5), y2 + max(band.target_height, 1.5)
    shape = (
        f"M{x1:.1f},{y1:.1f}C{middle:.1f},{y1:.1f} {middle:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
        f"L{x2:.1f},{low2:.1f}C{middle:.1f},{low2:.1f} {middle:.1f},{low1:.1f} {x1:.1f},{low1:.1f}Z"
    )
    count = len(band.transfer_ids)
    days = (
        band.first_day
        if band.first_day == band.last_day
        else (f"{band.first_day} to {band.last_day}")
    )
    words = f"{_amount(band.units, paths)} in {count} transfer{'s' * (count != 1)}, {days}"
    return (
        f'<path d="{shape}" fill="#8FA3B5" fill-opacity=".42" stroke="#5D7285" '
        f'stroke-width=".6"><title>{escape(words)}</title></path>'
    )


def _node(node: Node, role: str, name: str, paths: Sequence[Path]) -> str:
    lines = [f"{SIGNS[role]} {short(node.account)}".strip()]
    if name:
        lines.append(name if len(name) <= NAME_CHARS_MAX else name[: NAME_CHARS_MAX - 1] + "…")
    lines.append(_amount(node.units, paths))
    top = node.y + node.height / 2 - 7.5 * (len(lines) - 1) + 4
    label = "".join(
        f'<tspan x="{node.x + NODE_WIDTH + 6:.1f}" y="{top + 15 * place:.1f}"'
        f"{_BOLD if place == 0 else ''}>{escape(line)}</tspan>"
        for place, line in enumerate(lines)
    )
    return (
        f'<rect x="{node.x:.1f}" y="{node.y:.1f}" width="{NODE_WIDTH}" '
        f'height="{node.height:.1f}" rx="2" fill="{FILLS[role]}">'
        f"<title>{escape(node.account)}</title></rect>"
        # The light edge is a text of its own: not every printer knows paint-order.
        f'<text font-size="12.5" fill="#fff" stroke="#fff" stroke-width="3.5" '
        f'stroke-linejoin="round" aria-hidden="true">{label}</text>'
        f'<text font-size="12.5" fill="#16202a">{label}</text>'
    )


_BOLD = ' font-weight="600"'


def _legend(used: Sequence[str], layout: Layout) -> str:
    parts = []
    x = float(MARGIN)
    for role in used:
        words = f"{SIGNS[role]} {WORDS[role]}".strip()
        parts.append(
            f'<rect x="{x:.0f}" y="14" width="12" height="12" rx="2" fill="{FILLS[role]}"/>'
            f'<text x="{x + 18:.0f}" y="24.5" font-size="12.5" fill="#33414d">{words}</text>'
        )
        x += 34 + 6.6 * len(words)
    if layout.hidden_count:
        words = f"{layout.hidden_count} smaller paths are in the table only"
        y = layout.height - 12
        parts.append(f'<text x="{MARGIN}" y="{y:.0f}" font-size="12" fill="#5a6773">{words}</text>')
    return "".join(parts)
