"""Flows to draw."""

from datetime import UTC, datetime, timedelta

from plainsight.model.asset import fiat
from plainsight.model.money import Money
from plainsight.trace.flows.finding import FlowLeg, LegPair

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
USD = fiat("USD")
CNY = fiat("CNY")


def leg(
    number: int,
    ends: tuple[str, str],
    hour: float,
    dollars: int,
    roles: tuple[str, str] = ("origin", "sink"),
    *,
    stage: str = "move",
    money: Money | None = None,
) -> FlowLeg:
    value = Money(units=dollars * 100, asset=USD)
    return FlowLeg(
        transfer_id=f"tr-{number:03}",
        source=ends[0],
        target=ends[1],
        money=money or value,
        value=value,
        at=START + timedelta(hours=hour),
        stage=stage,
        source_role=roles[0],
        target_role=roles[1],
    )


def scatter_gather() -> list[FlowLeg]:
    """From a shop through three relays, one of them with a Chinese name, to one account."""
    relays = [("u_20481", 4800), ("王小明", 3900), ("u_with_a_long_identifier_5512", 2700)]
    legs = []
    for number, (relay, dollars) in enumerate(relays):
        legs.append(leg(number, ("咖啡商行", relay), 3 * number, dollars, ("origin", "relay")))
        legs.append(
            leg(
                10 + number,
                (relay, "u_90001"),
                26 + 5 * number,
                dollars - 100,
                ("relay", "sink"),
                stage="gather",
            )
        )
    return legs


def mirror() -> tuple[list[FlowLeg], list[LegPair]]:
    """Two pairs of legs that settle one value each, in dollars here and yuan there."""
    legs, pairs = [], []
    for number in range(2):
        dollars = 9800 + 2000 * number
        legs.append(
            leg(
                2 * number,
                (f"client_{number}", "u_48213"),
                30 * number,
                dollars,
                ("client", "broker"),
            )
        )
        legs.append(
            leg(
                2 * number + 1,
                ("支付 broker", f"收款人 {number}"),
                30 * number + 4,
                dollars,
                ("broker", "client"),
                money=Money(units=dollars * 721, asset=CNY),
            )
        )
        pairs.append(
            LegPair(
                side_a=(f"tr-{2 * number:03}",),
                side_b=(f"tr-{2 * number + 1:03}",),
                lag_minutes=240,
                spread=-12,
            )
        )
    return legs, pairs
