"""A picture of a flow says what the legs say: widths are amounts, time runs to the right."""

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from plainsight.errors import BadValue
from plainsight.model.money import Money
from plainsight.trace.flows.finding import FlowLeg
from plainsight.trace.picture.draw import WORDS_AIR, WORDS_HIGH, draw_flow
from plainsight.trace.picture.drawn import legs_by_lane, prepare_drawing
from plainsight.trace.picture.lanes import GATHERED
from plainsight.trace.picture.layout import LEFT, WIDTH
from plainsight.trace.picture.looks import HATCHES, SIGNS, looks_of
from plainsight.trace.picture.reach import followers
from plainsight.trace.picture.words import short_amount, shorten, width_of
from strategies.pictures import START, leg, mirror, scatter_gather

GOLDEN = Path(__file__).parent / "golden"
NAMES = [f"a{number}" for number in range(7)]
ROLES = ["origin", "relay", "sink", ""]


@st.composite
def flows(draw: st.DrawFn) -> list[FlowLeg]:
    count = draw(st.integers(1, 16))
    legs = []
    for number in range(count):
        source = draw(st.integers(0, 6))
        target = (source + draw(st.integers(1, 6))) % 7
        legs.append(
            leg(
                number,
                (NAMES[source], NAMES[target]),
                draw(st.integers(0, 9)),
                draw(st.sampled_from([1, 50, 900, 10_000])),
                (draw(st.sampled_from(ROLES)), draw(st.sampled_from(ROLES))),
            )
        )
    return legs


@pytest.mark.parametrize("name", ["scatter_gather", "mirror"])
def test_the_picture_is_the_one_that_was_looked_at(name: str) -> None:
    legs, pairs = mirror() if name == "mirror" else (scatter_gather(), [])
    drawn = draw_flow(legs, pairs=pairs, title=f"Golden {name}")
    assert drawn + "\n" == (GOLDEN / f"flow_{name}.svg").read_text(encoding="utf-8")


@settings(max_examples=60, deadline=None)
@given(legs=flows())
def test_every_leg_and_account_is_drawn_and_bands_are_as_wide_as_amounts(
    legs: list[FlowLeg],
) -> None:
    root = etree.fromstring(draw_flow(legs).encode())
    bands = root.xpath("//*[@class='leg']")
    assert sorted(int(b.get("data-leg")) for b in bands) == list(range(len(legs)))
    accounts = {end for one in legs for end in (one.source, one.target)}
    assert len(root.xpath("//*[@class='lane']")) == len(accounts)
    drawing = prepare_drawing(legs)
    for band in drawing.layout.bands:
        value = drawing.drawn[band.leg].value.units
        assert band.height == pytest.approx(max(value * drawing.layout.scale, 1.2))


@settings(max_examples=100, deadline=None)
@given(legs=flows())
def test_time_runs_to_the_right_and_stays_on_the_page(legs: list[FlowLeg]) -> None:
    drawing = prepare_drawing(legs)
    bands = {band.leg: band for band in drawing.layout.bands}
    for first, one in enumerate(drawing.legs):
        assert LEFT <= bands[first].x0 < bands[first].x1 <= WIDTH
        for second, other in enumerate(drawing.legs):
            if one.at < other.at:
                assert bands[first].x0 < bands[second].x0
                # Money has arrived before anything later leaves.
                assert bands[first].x1 <= bands[second].x0


@settings(max_examples=100, deadline=None)
@given(legs=flows())
def test_bands_touch_their_lanes_within_what_the_account_holds(legs: list[FlowLeg]) -> None:
    layout = prepare_drawing(legs).layout
    drawn = prepare_drawing(legs).drawn
    lanes = {placed.lane.key: placed for placed in layout.lanes}
    for band in layout.bands:
        for key, y in ((drawn[band.leg].source, band.y0), (drawn[band.leg].target, band.y1)):
            thick = max(bar.height for bar in lanes[key].bars)
            exact = drawn[band.leg].value.units * layout.scale
            assert lanes[key].middle - thick / 2 - 1e-6 <= y
            assert y + exact <= lanes[key].middle + thick / 2 + 1e-6


@given(legs=flows())
def test_lanes_do_not_overlap(legs: list[FlowLeg]) -> None:
    placed = prepare_drawing(legs).layout.lanes
    for above, below in pairwise(placed):
        highest = [max((bar.height for bar in lane.bars), default=0) for lane in (above, below)]
        assert above.middle + highest[0] / 2 <= below.middle - highest[1] / 2


@given(legs=flows())
def test_money_goes_on_only_by_later_legs_out_of_where_it_went(legs: list[FlowLeg]) -> None:
    drawing = prepare_drawing(legs)
    columns = drawing.axis.leg_columns
    onward = followers(drawing.drawn, columns)
    for number, after in enumerate(onward):
        direct = {
            other
            for other in range(len(legs))
            if drawing.drawn[other].source == drawing.drawn[number].target
            and columns[other] > columns[number]
        }
        assert direct <= set(after)
        assert set(after) == direct | {far for one in direct for far in onward[one]}
        assert all(drawing.drawn[other].at >= drawing.drawn[number].at for other in after)


def test_within_one_day_what_follows_stands_to_the_right() -> None:
    legs = [
        leg(1, ("mule", "payee"), 0, 300, ("mule", "payee")),
        *(leg(2 + n, (f"payer {n}", "mule"), 0, 100, ("payer", "mule")) for n in range(3)),
    ]
    drawing = prepare_drawing(legs)
    x = {drawing.legs[band.leg].source: band.x0 for band in drawing.layout.bands}
    assert x["mule"] > max(x[f"payer {n}"] for n in range(3))


def test_a_ring_within_one_day_is_drawn_and_ends() -> None:
    ring = [leg(n, (NAMES[n], NAMES[(n + 1) % 4]), 0, 100) for n in range(4)]
    assert draw_flow(ring).count('class="leg"') == 4


def test_many_accounts_are_gathered_by_role_and_it_says_so() -> None:
    legs = [leg(n, (f"s{n}", "hub"), n, 100 + n, ("source", "hub")) for n in range(60)]
    drawn = draw_flow(legs, lanes_max=10)
    assert "smaller accounts are drawn together by role" in drawn
    lanes = prepare_drawing(legs, lanes_max=10).lanes
    assert len(lanes) <= 10
    assert sum(len(lane.accounts) for lane in lanes) == 61
    assert {lane.key for lane in lanes if lane.key.startswith(GATHERED)} == {GATHERED + "source"}
    # The largest keep a lane of their own, and no transfer is lost.
    assert "s59" in {lane.key for lane in lanes}
    assert drawn.count('class="leg"') == 60


def test_a_mirror_shows_its_sides_apart_and_ties_each_pair() -> None:
    legs, pairs = mirror()
    drawn = draw_flow(legs, pairs=pairs)
    assert "side A, paid in USD" in drawn
    assert "side B, paid in CNY" in drawn
    assert re.findall(r"pair (\d): ([+-][\d.]+) h, ([+-][\d.]+) %", drawn) == [
        ("1", "+4.0", "-1.2"),
        ("2", "+4.0", "-1.2"),
    ]
    sides = [lane.side for lane in prepare_drawing(legs, pairs=pairs).lanes]
    assert sides == sorted(sides)
    assert set(sides) == {0, 1}


def test_nothing_in_a_name_becomes_markup() -> None:
    evil = '"><script>alert(1)</script>&amp;'
    root = etree.fromstring(draw_flow([leg(1, (evil, "b"), 0, 5)], title=evil).encode())
    assert not root.xpath("//*[local-name()='script']")
    assert root.get("aria-label") == evil


def test_a_picture_asks_nothing_of_the_network() -> None:
    drawn = draw_flow(scatter_gather())
    assert "http" not in drawn.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "<script" not in drawn


def test_names_and_roles_can_be_given() -> None:
    drawn = draw_flow([leg(1, ("a", "b"), 0, 5)], names={"a": "Café 深圳"}, roles={"b": "exchange"})
    assert "Café 深圳" in drawn
    assert "exchange" in drawn


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(BadValue, match="at least one transfer"):
        draw_flow([])


def test_same_legs_in_any_order_give_the_same_picture() -> None:
    legs = scatter_gather()
    assert draw_flow(legs) == draw_flow(legs[::-1])


@given(roles=st.lists(st.sampled_from([*ROLES, "mule", "hub", "x", "y"]), max_size=8, unique=True))
def test_roles_differ_by_colour_by_sign_and_by_hatching(roles: list[str]) -> None:
    looks = looks_of(roles)
    assert list(looks) == roles
    for part in ("colour", "sign", "hatch"):
        assert len({getattr(look, part) for look in looks.values()}) == len(roles)
    assert all(look.sign in SIGNS and look.hatch in {"", *HATCHES} for look in looks.values())


@given(words=st.text(max_size=40), width=st.floats(20, 300))
def test_a_label_fits_its_place(words: str, width: float) -> None:
    assert width_of(shorten(words, width, 12), 12) <= width


def test_a_long_label_keeps_both_its_ends() -> None:
    short = shorten("u_mule_with_a_long_identifier_5512", 150, 13)
    assert short.startswith("u_mule")
    assert short.endswith("12")
    assert "…" in short


@pytest.mark.parametrize(
    ("units", "words"),
    [(5, "0.05"), (9_800_00, "9,800"), (99_99, "99.99"), (12_345_678_00, "12.3 M"), (50_00, "50")],
)
def test_amounts_are_short_and_honest(units: int, words: str) -> None:
    assert short_amount(Money(units=units, asset=leg(1, ("a", "b"), 0, 1).value.asset)) == words


def test_legs_by_lane_follow_the_drawing() -> None:
    legs = scatter_gather()
    by_lane = legs_by_lane(legs)
    assert by_lane[0] == [0, 1, 2]  # the origin stands on top and pays the first three
    assert by_lane[-1] == [3, 4, 5]
    assert sum(len(numbers) for numbers in by_lane) == 2 * len(legs)


def test_long_gaps_are_shortened_but_keep_their_order() -> None:
    hours = [0, 1, 2, 2000]
    legs = [leg(n, ("a", "b"), hour, 10) for n, hour in enumerate(hours)]
    columns = prepare_drawing(legs).layout.columns
    near, far = columns[1] - columns[0], columns[3] - columns[2]
    assert near < far < 10 * near
    assert legs[3].at - legs[2].at > timedelta(days=80)
    assert legs[0].at == START


@settings(max_examples=40, deadline=None)
@given(legs=flows())
def test_no_line_and_no_hatching_runs_through_an_amount(legs: list[FlowLeg]) -> None:
    drawing = prepare_drawing(legs)
    lanes = {placed.lane.key: placed for placed in drawing.layout.lanes}
    beside = set()
    for band in drawing.layout.bands:
        target = lanes[drawing.drawn[band.leg].target]
        half = next((b.height for b in target.bars if b.x0 <= band.x1 < b.x1), 0.0) / 2
        for x in (band.x1 + 4, 0.0):  # pushed to the left at the page's edge
            beside |= {
                (x, target.middle - half - WORDS_AIR),
                (x, target.middle + half + WORDS_HIGH),
            }
    picture = etree.fromstring(draw_flow(legs).encode())
    for amount in picture.iterfind(".//{*}text[@class='amount']"):
        x, y = float(amount.get("x", "")), float(amount.get("y", ""))
        assert any(abs(y - b) < 0.1 and (not a or x <= a + 0.1) for a, b in beside)


def test_amounts_paid_in_another_asset_than_the_sums_are_said_to_be() -> None:
    legs, pairs = mirror()
    assert "amounts in the drawing as paid" in draw_flow(legs, pairs=pairs)
    assert "as paid" not in draw_flow(scatter_gather())
