"""A flow as one SVG: time from left to right, amounts as widths, roles by colour and by sign."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from plainsight.model.money import Money
from plainsight.trace.flows.finding import FlowLeg, LegPair
from plainsight.trace.picture import svg
from plainsight.trace.picture.columns import Axis
from plainsight.trace.picture.drawn import LANES_MAX, prepare_drawing
from plainsight.trace.picture.lanes import GATHERED, Lane
from plainsight.trace.picture.layout import (
    LANE_MIN,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Band,
    Layout,
    Placed,
)
from plainsight.trace.picture.looks import Look, looks_of
from plainsight.trace.picture.reach import followers
from plainsight.trace.picture.words import clock, day, short_amount, shorten, width_of

AMOUNTS_MAX = 40  # legs that carry their amount; more would cover each other
AMOUNTS_FEW = 14  # the same where there are many more legs than that
FINE_MAX = 60  # instants that are all marked
TICK_WIDTH = 74.0
WORDS_HIGH = 11.0  # of an amount, with air
WORDS_AIR = 4.5


def draw_flow(
    legs: Sequence[FlowLeg],
    *,
    roles: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    pairs: Sequence[LegPair] = (),
    title: str = "",
    lanes_max: int = LANES_MAX,
    prefix: str = "flow",
) -> str:
    """The SVG text of a flow. Pure: same legs, same picture.

    `legs` are a finding's, or any with roles; `roles` (account -> role) overrides what the legs
    say, `names` (account -> words) what accounts are called, in any script. `pairs` draws a mirror:
    its two sides apart, the legs that settle one value tied. Widths are `leg.value`, in one
    reporting asset. More accounts than `lanes_max` are gathered by role, smallest first, and the
    picture says so. `prefix` keeps ids apart when several pictures stand in one page.

    Bands carry `data-leg` (number in time order from 0) and `data-after` (numbers of legs the money
    can have gone on by), lanes `data-lane`: what a page needs to highlight a path.
    Raises BadValue when there is nothing to draw.
    """
    drawing = prepare_drawing(legs, roles=roles, pairs=pairs, lanes_max=lanes_max)
    ordered, drawn, axis = drawing.legs, drawing.drawn, drawing.axis
    lanes, layout, gathered = drawing.lanes, drawing.layout, drawing.gathered
    looks = looks_of(lane.role for lane in lanes)
    heading = title or _heading(ordered)
    legend, bottom = _legend(looks, layout, gathered, ordered)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="flow-picture" '
            f'viewBox="0 0 {WIDTH:.0f} {bottom:.0f}" role="img" aria-label="{escape(heading)}" '
            f'font-family="{svg.FONT}"><title>{escape(heading)}</title>',
            svg.hatchings(looks, prefix),
            f'<rect width="{WIDTH:.0f}" height="{bottom:.0f}" fill="#fff"/>',
            svg.text(12, 24, shorten(heading, WIDTH - 24, 16), size=16, more=' font-weight="700"'),
            _ticks(axis, layout),
            *_lanes(drawn, layout, looks, names or {}, prefix),
            _side_headings(drawn, layout),
            *_bands(drawn, ordered, axis, layout=layout, looks=looks, names=names or {}),
            _ties(drawn, layout, pairs),
            _amounts(drawn, layout),
            legend,
            "</svg>",
        ]
    )


def _heading(legs: Sequence[FlowLeg]) -> str:
    transfers = "1 transfer" if len(legs) == 1 else f"{len(legs)} transfers"
    return f"{transfers}, {day(legs[0].at)} to {day(legs[-1].at)}"


def _lanes(
    legs: Sequence[FlowLeg],
    layout: Layout,
    looks: Mapping[str, Look],
    names: Mapping[str, str],
    prefix: str,
) -> list[str]:
    paid: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for leg in legs:
        paid[leg.source] += leg.value.units
        received[leg.target] += leg.value.units
    asset = legs[0].value.asset
    drawn = []
    for number, placed in enumerate(layout.lanes):
        key = placed.lane.key
        words = [placed.lane.role] if placed.lane.role else []
        for word, total in (("in", received[key]), ("out", paid[key])):
            if total:
                words.append(f"{word} {short_amount(Money(units=total, asset=asset))}")
        drawn.append(
            svg.lane(
                placed,
                name=_name(placed.lane, names),
                words=words,
                look=looks[placed.lane.role],
                paint=svg.fill_of(placed.lane.role, looks, prefix),
                number=number,
            )
        )
    return drawn


def _name(lane: Lane, names: Mapping[str, str]) -> str:
    if lane.key.startswith(GATHERED):
        return f"{len(lane.accounts)} smaller"
    return names.get(lane.key, lane.key)


def _bands(
    drawn: Sequence[FlowLeg],
    legs: Sequence[FlowLeg],
    axis: Axis,
    *,
    layout: Layout,
    looks: Mapping[str, Look],
    names: Mapping[str, str],
) -> list[str]:
    role = {placed.lane.key: placed.lane.role for placed in layout.lanes}
    onward = followers(drawn, axis.leg_columns)
    parts = []
    # The widest first: a thin band over a wide one can still be pointed at.
    for band in sorted(layout.bands, key=lambda band: (-band.height, band.leg)):
        leg = legs[band.leg]
        ends = f"{names.get(leg.source, leg.source)} → {names.get(leg.target, leg.target)}"
        title = (
            f"{leg.transfer_id}: {leg.money}, {ends}, {day(leg.at)} {clock(leg.at)} UTC, "
            f"{leg.stage}"
        )
        colour = looks[role[drawn[band.leg].source]].colour
        parts.append(
            svg.band(band, number=band.leg, title=title, colour=colour, after=onward[band.leg])
        )
    return parts


def _amounts(legs: Sequence[FlowLeg], layout: Layout) -> str:
    """Amounts beside their bands, the largest first, none over another."""
    taken: list[tuple[float, float, float]] = []
    lanes = {placed.lane.key: placed for placed in layout.lanes}
    most = AMOUNTS_MAX if len(legs) <= 2 * AMOUNTS_MAX else AMOUNTS_FEW
    parts = []
    for band in sorted(layout.bands, key=lambda band: (-band.height, band.leg)):
        words = short_amount(legs[band.leg].money)
        width = width_of(words, 10.5) + 4
        x, y = band.x1 + 4, _baseline(band, lanes[legs[band.leg].target])
        if x + width > WIDTH - 4:
            x = WIDTH - 4 - width
        free = all(abs(y - b) > 10 or x + width < a or x > a + w for a, b, w in taken)
        if free and len(taken) < most:
            taken.append((x, y, width))
            parts.append(svg.halo(x, y, words))
    return "".join(parts)


def _baseline(band: Band, target: Placed) -> float:
    """Beside the bar that the band arrives at, on its side: nothing runs through the words."""
    bar = next((bar for bar in target.bars if bar.x0 <= band.x1 < bar.x1), None)
    half = bar.height / 2 if bar is not None else 0.0
    from_below = band.y0 > band.y1
    return target.middle + (half + WORDS_HIGH if from_below else -half - WORDS_AIR)


def _ties(legs: Sequence[FlowLeg], layout: Layout, pairs: Sequence[LegPair]) -> str:
    """Mirror pairs: a dashed line between the legs that settle one value, with lag and spread."""
    bands = {legs[band.leg].transfer_id: band for band in layout.bands}
    parts = []
    for number, pair in enumerate(pairs, 1):
        ends = [
            [bands[transfer_id] for transfer_id in side if transfer_id in bands]
            for side in (pair.side_a, pair.side_b)
        ]
        if not all(ends):
            continue
        points = [_end(side, lower=place == 0) for place, side in enumerate(ends)]
        (x0, y0), (x1, y1) = points
        says = f"pair {number}: {pair.lag_minutes / 60:+.1f} h, {pair.spread / 10:+.1f} %"
        parts.append(
            f'<g class="tie" data-a="{_ids(pair.side_a, bands)}" '
            f'data-b="{_ids(pair.side_b, bands)}"><title>{escape(says)}</title>'
            f'<path d="M{x0:.1f},{y0:.1f}L{x1:.1f},{y1:.1f}" fill="none" stroke="{svg.INK}" '
            'stroke-width="1.3" stroke-dasharray="5 3"/>'
            f'<circle cx="{(x0 + x1) / 2:.1f}" cy="{(y0 + y1) / 2:.1f}" r="8.5" fill="#fff" '
            f'stroke="{svg.INK}"/>'
            + svg.text((x0 + x1) / 2, (y0 + y1) / 2 + 3.5, str(number), size=10, anchor="middle")
            + "</g>"
        )
    return "".join(parts)


def _end(bands: Sequence[Band], *, lower: bool) -> tuple[float, float]:
    """Where the legs of one side come nearest to the other side."""
    nearest = max if lower else min
    points = [
        nearest((band.y0 + band.height / 2, band.x0), (band.y1 + band.height / 2, band.x1))
        for band in bands
    ]
    return (
        sum(x for _, x in points) / len(points),
        sum(y for y, _ in points) / len(points),
    )


def _side_headings(legs: Sequence[FlowLeg], layout: Layout) -> str:
    """The two sides of a mirror by what is paid there."""
    if len({placed.lane.side for placed in layout.lanes}) < 2:
        return ""
    side = {placed.lane.key: placed.lane.side for placed in layout.lanes}
    parts = []
    for number, name in enumerate(("A", "B")):
        paid = sorted({leg.money.asset.code for leg in legs if side[leg.target] == number})
        first = next(placed for placed in layout.lanes if placed.lane.side == number)
        top = max([LANE_MIN, *(bar.height for bar in first.bars)]) / 2
        y = first.middle - top - 10
        parts.append(
            svg.text(12, y, f"side {name}, paid in {', '.join(paid)}", size=11, fill=svg.SOFT)
        )
        parts.append(
            f'<path d="M{LEFT:.1f},{y - 4:.1f}H{WIDTH - RIGHT:.1f}" stroke="{svg.SOFT}" '
            'stroke-width=".7"/>'
        )
    return "".join(parts)


def _ids(transfer_ids: Sequence[str], bands: Mapping[str, Band]) -> str:
    return " ".join(str(bands[one].leg) for one in transfer_ids if one in bands)


def _ticks(axis: Axis, layout: Layout) -> str:
    """Days above, hours below where there is room; a mark at every instant."""
    parts = []
    is_fine = len(axis.columns) <= FINE_MAX
    with_hours = len({column.at.time() for column in axis.columns}) > 1
    last_day, last_x = "", -TICK_WIDTH
    bottom = layout.height - 6
    for column, x in zip(axis.columns, layout.columns, strict=True):
        if column.step:
            continue
        here = day(column.at)
        is_labelled = x - last_x >= TICK_WIDTH
        if not (is_labelled or is_fine):
            continue
        top = TOP - 22 if is_labelled else TOP - 16
        parts.append(
            f'<path d="M{x:.1f},{top:.1f}V{bottom:.1f}" stroke="{svg.LINE}" '
            f'stroke-width="{1 if is_labelled else 0.5}"/>'
        )
        if is_labelled:
            if here != last_day:
                parts.append(svg.text(x, TOP - 38, here, size=11, more=' font-weight="600"'))
            if with_hours:
                parts.append(svg.text(x, TOP - 26, clock(column.at), size=10, fill=svg.SOFT))
            last_day, last_x = here, x
    parts.append(svg.text(12, TOP - 38, "time (UTC), long gaps shortened", size=10, fill=svg.SOFT))
    return "".join(parts)


def _legend(
    looks: Mapping[str, Look],
    layout: Layout,
    gathered: Mapping[str, tuple[str, ...]],
    legs: Sequence[FlowLeg],
) -> tuple[str, float]:
    """Roles, the scale of widths, and what the reader must know."""
    y = layout.height + 16
    parts = [f'<path d="M12,{y - 16:.1f}H{WIDTH - RIGHT:.1f}" stroke="{svg.LINE}"/>']
    x = 18.0
    for role, look in looks.items():
        parts.append(svg.sign(x, y, look))
        words = role or "no role"
        parts.append(svg.text(x + 11, y + 4, words, size=11.5))
        x += width_of(words, 11.5) + 36
    step, height = _ruler(legs, layout)
    parts.append(
        f'<rect x="{x + 14:.1f}" y="{y - height / 2:.1f}" width="26" height="{height:.1f}" '
        f'fill="#fff" stroke="{svg.INK}"/>'
    )
    parts.append(svg.text(x + 46, y + 4, f"as wide as {step}", size=11.5))
    notes = ["A lane is as thick as what its account holds of these transfers."]
    paid = {leg.money.asset.code for leg in legs}
    reporting = legs[0].value.asset.code
    if paid != {reporting}:
        notes.append(f"Sums beside names are in {reporting}, amounts in the drawing as paid.")
    if gathered:
        count = sum(len(accounts) for accounts in gathered.values())
        notes.append(f"{count} smaller accounts are drawn together by role.")
    y += 26
    parts.append(svg.text(12, y, " ".join(notes), size=10.5, fill=svg.SOFT))
    return "".join(parts), y + 12


def _ruler(legs: Sequence[FlowLeg], layout: Layout) -> tuple[str, float]:
    """A round amount near a tenth of a hand: one significant digit."""
    units = 16 / layout.scale
    magnitude = 10 ** max(len(str(int(units))) - 1, 0)
    rounded = max(int(units / magnitude), 1) * magnitude
    asset = legs[0].value.asset
    money = Money(units=rounded, asset=asset)
    return f"{short_amount(money)} {asset.symbol or asset.code}", rounded * layout.scale
