"""Elements of a flow picture as SVG text: escaped, without scripts, links or fonts of its own."""

from collections.abc import Mapping, Sequence
from html import escape

from plainsight.trace.picture.layout import LEFT, RIGHT, WIDTH, Band, Placed
from plainsight.trace.picture.looks import HATCHES, SIGNS, Look
from plainsight.trace.picture.words import shorten, width_of

FONT = "'Noto Sans','Noto Sans CJK SC',system-ui,'PingFang SC','Microsoft YaHei',sans-serif"
INK = "#1B1F24"
SOFT = "#57606A"
LINE = "#D0D7DE"
_BOLDER = 1.12  # than plain type
_BOLD = ' font-weight="600"'


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 12,
    fill: str = INK,
    anchor: str = "start",
    more: str = "",
) -> str:
    """A line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}" '
        f'text-anchor="{anchor}"{more}>{escape(words)}</text>'
    )


def hatchings(looks: Mapping[str, Look], prefix: str) -> str:
    """Patterns, one a role: strong enough to be told apart without colour."""
    drawn = []
    for number, look in enumerate(looks.values()):
        if look.hatch:
            drawn.append(
                f'<pattern id="{prefix}-h{number}" width="8" height="8" '
                f'patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="{look.colour}"/>'
                f'<path d="{HATCHES[look.hatch]}" stroke="#fff" stroke-width="1.3" '
                'stroke-opacity=".75" fill="none"/></pattern>'
            )
    return f"<defs>{''.join(drawn)}</defs>"


def fill_of(role: str, looks: Mapping[str, Look], prefix: str) -> str:
    """The paint of a role's lane."""
    number = list(looks).index(role)
    look = looks[role]
    return f"url(#{prefix}-h{number})" if look.hatch else look.colour


def sign(x: float, y: float, look: Look) -> str:
    """The role's sign."""
    return (
        f'<path d="{SIGNS[look.sign]}" transform="translate({x:.1f} {y:.1f})" '
        f'fill="{look.colour}" stroke="{INK}" stroke-width=".7"/>'
    )


def lane(
    placed: Placed, *, name: str, words: Sequence[str], look: Look, paint: str, number: int
) -> str:
    """A lane with its label: the sign, the account, its role and totals, and what it holds."""
    y = placed.middle
    bars = "".join(
        f'<rect x="{bar.x0:.1f}" y="{y - bar.height / 2:.1f}" '
        f'width="{max(bar.x1 - bar.x0, 0.5):.1f}" height="{max(bar.height, 1):.1f}"/>'
        for bar in placed.bars
    )
    title = escape(" · ".join((name, *words)))
    return (
        f'<g class="lane" data-lane="{number}" tabindex="0" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<path d="M{LEFT:.1f},{y:.1f}H{WIDTH - RIGHT:.1f}" stroke="{LINE}" '
        f'stroke-dasharray="1 4"/>{_label(placed, name, words, look)}'
        f'<g fill="{paint}" stroke="{look.colour}" stroke-width=".8">{bars}</g></g>'
    )


def _label(placed: Placed, name: str, words: Sequence[str], look: Look) -> str:
    """Two lines, or one where lanes lie close."""
    y, told = placed.middle, " · ".join(words)
    if not placed.is_close:
        shown = text(32, y - 1, shorten(name, LEFT - 44, 13), size=13, more=_BOLD)
        under = text(32, y + 13, shorten(told, LEFT - 40, 10.5), size=10.5, fill=SOFT)
        return f"{sign(18, y - 4, look)}{shown}{under}"
    short = shorten(name, 118, 12)
    start = 32 + width_of(short, 12) * _BOLDER + 8
    shown = text(32, y + 4, short, size=12, more=_BOLD)
    beside = text(start, y + 4, shorten(told, LEFT - start - 4, 10), size=10, fill=SOFT)
    return f"{sign(18, y, look)}{shown}{beside}"


def band(placed: Band, *, number: int, title: str, colour: str, after: Sequence[int]) -> str:
    """A leg: a stroke as wide as its amount all along, dark at its edges for grey print."""
    bend = (placed.x1 - placed.x0) / 2
    y0, y1 = placed.y0 + placed.height / 2, placed.y1 + placed.height / 2
    path = (
        f"M{placed.x0:.1f},{y0:.1f}C{placed.x0 + bend:.1f},{y0:.1f} "
        f"{placed.x1 - bend:.1f},{y1:.1f} {placed.x1:.1f},{y1:.1f}"
    )
    listed = " ".join(str(one) for one in after)
    wide = max(placed.height, 1.0)
    strokes = (
        ("#000", 0.0, max(wide, 9.0)),  # invisible: a thin band can still be pointed at
        (INK, 0.6, wide + 1.1),
        (lighter(colour), 1.0, wide),
    )
    drawn = "".join(
        f'<path d="{path}" stroke="{ink}" stroke-opacity="{opacity:g}" stroke-width="{width:.1f}"/>'
        for ink, opacity, width in strokes
    )
    return (
        f'<g class="leg" data-leg="{number}" data-after="{listed}" fill="none" tabindex="0" '
        f'role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>{drawn}</g>'
    )


def lighter(colour: str) -> str:
    """The colour half way to white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{(part * 6 + 255 * 4) // 10:02X}" for part in parts)


def halo(x: float, y: float, words: str) -> str:
    """A label that can be read on anything."""
    return text(
        x,
        y,
        words,
        size=10.5,
        more=' class="amount" stroke="#fff" stroke-width="3" paint-order="stroke" '
        'pointer-events="none"',
    )
