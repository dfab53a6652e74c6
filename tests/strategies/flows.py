"""Small ledgers and small typologies: little enough for brute force, rich enough to collide."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from plainsight.model.account import Account, AccountKind, AccountLink, LinkKind
from plainsight.model.asset import fiat
from plainsight.model.money import Money
from plainsight.model.rate import Rates
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.leg import FlowView, view_flows
from plainsight.trace.flows.typology import (
    AccountTest,
    Bound,
    Counts,
    FlowTypology,
    Key,
    Layers,
    LegTest,
    Measure,
    Ring,
    Role,
    Side,
    Stage,
)

USD = fiat("USD")
START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = 3_600_000_000


def transfer(
    number: int, source: str, target: str, hour: float, dollars: int = 100, **more: str
) -> Transfer:
    """One dollar transfer `hour` hours after the start."""
    return Transfer(
        transfer_id=f"t{number:03}",
        source=source,
        target=target,
        money=Money(units=dollars, asset=USD),
        at=START + timedelta(hours=hour),
        **more,  # type: ignore[arg-type]
    )


def ledger(*rows: tuple[str, str, float, int]) -> list[Transfer]:
    """Transfers from (source, target, hour, units) in the order given."""
    return [transfer(n, s, t, hour, units) for n, (s, t, hour, units) in enumerate(rows)]


def view(
    transfers: Sequence[Transfer],
    accounts: Sequence[Account] = (),
    links: Sequence[AccountLink] = (),
    feeds: Mapping[str, str] | None = None,
) -> FlowView:
    """Transfers in dollars as the definitions see them."""
    return view_flows(transfers, rates=Rates(USD, ()), accounts=accounts, links=links, feeds=feeds)


@st.composite
def ledgers(draw: st.DrawFn, *, names: str = "abcdef", size_max: int = 14) -> list[Transfer]:
    """Transfers among a few accounts at whole hours: same instants are frequent on purpose."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(names),
                st.sampled_from(names),
                st.integers(0, 30),
                st.integers(1, 9),
                st.sampled_from(["", "cash", "p2p"]),
                st.sampled_from(["", "north", "south"]),
                st.sampled_from(["", "US", "MX"]),
                st.sampled_from(["", "refund", "reversal", "fee"]),
            ),
            max_size=size_max,
        )
    )
    return [
        transfer(
            n,
            s,
            t,
            hour,
            units,
            channel=channel,
            place=place,
            target_country=country,
            purpose=purpose,
        )
        for n, (s, t, hour, units, channel, place, country, purpose) in enumerate(rows)
    ]


@st.composite
def holders(draw: st.DrawFn, *, names: str = "abcdef") -> tuple[list[Account], list[AccountLink]]:
    """Accounts and links for some of the names."""
    accounts = [
        Account(
            account_id=name,
            kind=draw(st.sampled_from([AccountKind.PERSON, AccountKind.MERCHANT])),
            owner=draw(st.sampled_from(["", "o1", "o2"])),
            country=draw(st.sampled_from(["", "US", "CN"])),
            place=draw(st.sampled_from(["", "north"])),
        )
        for name in names
        if draw(st.booleans())
    ]
    links = [
        AccountLink(account_id=name, kind=LinkKind.DEVICE, value=draw(st.sampled_from("xy")))
        for name in names
        if draw(st.booleans())
    ]
    return accounts, links


def typology(
    stages: Sequence[Stage],
    require: Sequence[Bound] = (),
    *,
    many: str = "",
    centre: Role | None = None,
    strength: str = "total",
    ring: Ring | None = None,
    layers: Layers | None = None,
    passed_share: int | None = None,
    returns_hours: int | None = None,
    test: AccountTest | None = None,
) -> FlowTypology:
    """A typology over roles p (payers), c (centre), q (payees); `many` lists those of many."""
    roles = {
        name: Role(name=name, is_many=name in many, test=test or AccountTest()) for name in "pcq"
    }
    if centre is not None:
        roles["c"] = centre
    return FlowTypology(
        typology_id="F99",
        name="test",
        version=1,
        title={"en": "test"},
        summary="",
        cites=(),
        roles=roles,
        stages=tuple(stages),
        require=tuple(require),
        strength=strength,
        reasons=(),
        threshold=0,
        ring=ring,
        layers=layers,
        passed_share=passed_share,
        returns_within=None if returns_hours is None else returns_hours * HOUR,
    )


def stage(
    name: str, ends: str, hours: int, *measures: Measure, where: LegTest | None = None
) -> Stage:
    """A stage such as stage("in", "pc", 10)."""
    return Stage(
        name=name,
        source_role=ends[0],
        target_role=ends[1],
        within=hours * HOUR,
        measures=measures,
        where=where or LegTest(),
    )


def measure(name: str, counts: Counts, **more: object) -> Measure:
    """A measure by name."""
    return Measure(name=name, counts=counts, **more)  # type: ignore[arg-type]


IN = (measure("payers", Counts.PEERS), measure("total", Counts.VALUE))
OUT = (measure("payees", Counts.PEERS), measure("onward", Counts.VALUE))

FAN_IN = typology([stage("in", "pc", 10, *IN)], [Bound(measure="payers", least=2)], many="p")
FAN_OUT = typology([stage("out", "cq", 10, *OUT)], [Bound(measure="payees", least=2)], many="q",
                   strength="onward")  # fmt: skip
GATHER_SCATTER = typology(
    [stage("in", "pc", 8, *IN), stage("out", "cq", 6, *OUT)],
    [Bound(measure="payers", least=2), Bound(measure="payees", least=2)],
    many="pq",
)
STRUCTURING = typology(
    [
        stage(
            "deposit",
            "pc",
            10,
            measure("deposits", Counts.LEGS),
            measure("total", Counts.VALUE),
            measure("places", Counts.PLACES),
            measure("above", Counts.LEGS, where=LegTest(value_from=7)),
            where=LegTest(value_from=3, value_below=7, channels_not=frozenset({"p2p"})),
        )
    ],
    [Bound(measure="deposits", least=2), Bound(measure="deposits", of="above", least=2000)],
    many="p",
)
OWNED = typology(
    [stage("in", "pc", 10, *IN)],
    [Bound(measure="payers", least=2)],
    many="p",
    centre=Role(name="c", is_many=False, key=Key.OWNER),
)
BY_DEVICE = typology(
    [stage("in", "pc", 10, *IN)],
    [Bound(measure="total", least=6)],
    many="p",
    centre=Role(name="c", is_many=False, key=Key.DEVICE),
)
DORMANT = typology(
    [
        stage(
            "burst",
            "pc",
            4,
            measure("legs", Counts.LEGS),
            measure("total", Counts.VALUE),
            measure("quiet", Counts.LEGS, before=6 * HOUR, side=Side.ANY),
            measure("known", Counts.LEGS, ever_before=True, side=Side.ANY),
        )
    ],
    [
        Bound(measure="legs", least=2),
        Bound(measure="quiet", most=0),
        Bound(measure="known", least=1),
    ],
    many="p",
)
SUDDEN = typology(
    [
        stage(
            "in",
            "pc",
            6,
            *IN,
            measure("around", Counts.VALUE, where=LegTest(is_related=False), around=5 * HOUR),
        )
    ],
    [Bound(measure="payers", least=2), Bound(measure="total", of="around", least=600)],
    many="p",
)
PASS_THROUGH = typology(
    [
        stage("in", "pc", 10, *IN, measure("all", Counts.VALUE, where=LegTest())),
        stage("out", "cq", 5, *OUT),
    ],
    [Bound(measure="total", least=4), Bound(measure="total", of="all", least=600)],
    many="pq",
    passed_share=700,
)
HANDED_ON = typology(
    [
        stage("in", "pc", 10, *IN, measure("all", Counts.VALUE, where=LegTest(value_from=2))),
        stage("out", "cq", 5, *OUT),
    ],
    [Bound(measure="total", least=4)],
    many="pq",
    passed_share=700,
    returns_hours=12,
)
SCATTER_GATHER = typology(
    [stage("scatter", "pc", 10, *IN), stage("gather", "cq", 8, *OUT)],
    [Bound(measure="payers", least=2)],
    many="c",
)
RING = typology([stage("hop", "cc", 15)], ring=Ring(hops_max=5), many="c", strength="value")
BIPARTITE = typology(
    [stage("pay", "pq", 10)],
    many="pq",
    layers=Layers(targets_each=2, sources_each=2, sources=2, targets=2),
    strength="value",
)
STACK = typology(
    [stage("in", "pc", 12), stage("out", "cq", 12)],
    many="pcq",
    layers=Layers(targets_each=2, sources_each=2, sources=2, middles=1, targets=2),
    strength="value",
)
ALL = {
    "fan_in": FAN_IN,
    "fan_out": FAN_OUT,
    "gather_scatter": GATHER_SCATTER,
    "structuring": STRUCTURING,
    "owned": OWNED,
    "by_device": BY_DEVICE,
    "dormant": DORMANT,
    "sudden": SUDDEN,
    "pass_through": PASS_THROUGH,
    "handed_on": HANDED_ON,
    "scatter_gather": SCATTER_GATHER,
    "ring": RING,
    "bipartite": BIPARTITE,
    "stack": STACK,
}
