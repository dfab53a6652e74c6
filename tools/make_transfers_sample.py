"""Write samples/transfers/: a small ledger in which the broker of samples/posts.jsonl works.

Deterministic: the same seed gives the same bytes. Nobody's real payments: every account, amount and
time is drawn here. `labels.csv` says what was planted.
"""

import csv
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

SEED = 20260117
START = datetime(2025, 12, 1, tzinfo=UTC)
DAYS = 90
PESO = 0.0557  # dollars, about; the daily rate walks around it
TARGET = Path(__file__).parents[1] / "samples" / "transfers"
# He advertises in samples/posts.jsonl and has a wallet in samples/chain.
BROKER = "u_97643"
PARTNER = "mx_40215"


@dataclass(slots=True)
class Ledger:
    """Rows in the making."""

    draw: random.Random
    rates: dict[int, float]
    rows: list[dict[str, str]] = field(default_factory=list)
    labels: list[tuple[int, str, str]] = field(default_factory=list)

    def pay(
        self,
        source: str,
        target: str,
        amount: float,
        hour: float,
        *,
        asset: str = "USD",
        channel: str = "p2p",
        place: str = "",
        label: tuple[str, str] | None = None,
    ) -> None:
        """One transfer `hour` hours after the start; `label` is (group, pattern)."""
        if label is not None:
            self.labels.append((len(self.rows), *label))
        at = START + timedelta(seconds=int(hour * 3600))
        self.rows.append(
            {
                "source": source,
                "target": target,
                "amount": f"{amount:.2f}",
                "asset": asset,
                "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "channel": channel,
                "place": place,
                "source_country": "MX" if asset == "MXN" else "US",
                "target_country": "MX" if asset == "MXN" else "US",
            }
        )


def main() -> None:
    """Write the files and say what is in them."""
    draw = random.Random(SEED)  # noqa: S311 - repeatable draws are the point
    ledger = Ledger(draw=draw, rates=_rates(draw))
    _ordinary(ledger)
    _broker(ledger)
    _structuring(ledger)
    _mule(ledger)
    _scatter_gather(ledger)
    _round_trip(ledger)
    _courier(ledger)
    _funnel(ledger)
    _write(ledger)
    print(f"{len(ledger.rows)} transfers, {len(ledger.labels)} labelled, written to {TARGET}")


def _rates(draw: random.Random) -> dict[int, float]:
    rate, rates = PESO, {}
    for day in range(-3, DAYS + 1):
        rate *= 1 + draw.gauss(0, 0.004)
        rates[day] = round(rate, 6)
    return rates


def _ordinary(ledger: Ledger) -> None:
    """People with a few standing partners, shops, salaries, cash over desks."""
    draw = ledger.draw
    people = {"USD": [f"u_{10_000 + 97 * n}" for n in range(260)],
              "MXN": [f"mx_{20_000 + 53 * n}" for n in range(180)]}  # fmt: skip
    shops = {"USD": [f"shop_{n}" for n in range(12)], "MXN": [f"tienda_{n}" for n in range(8)]}
    for asset, scale in (("USD", 1.0), ("MXN", 1 / PESO)):
        everyone = people[asset]
        friends = {person: draw.sample(everyone, 5) for person in everyone}
        for _ in range(1_150):
            person = draw.choice(everyone)
            chance = draw.random()
            amount = min(draw.lognormvariate(4.6, 1.1), 4_000) * scale
            if draw.random() < 0.5:
                amount = max(1, round(amount / (10 * scale))) * 10 * scale
            hour = _hour(draw)
            if chance < 0.45:
                ledger.pay(person, draw.choice(shops[asset]), amount, hour, asset=asset,
                           channel="card")  # fmt: skip
            elif chance < 0.9:
                other = draw.choice(friends[person])
                if other != person:
                    ledger.pay(person, other, amount, hour, asset=asset)
            else:
                ledger.pay(f"desk_{draw.randrange(20)}", person, amount, hour, asset=asset,
                           channel="cash", place=f"branch-{draw.randrange(20)}")  # fmt: skip
    for person in people["USD"][:90]:
        for month in range(3):
            salary = 2_400 + 100 * draw.randrange(20)
            ledger.pay("employer_1", person, salary, 24 * 30 * month + 33, channel="ach")


def _broker(ledger: Ledger) -> None:
    """Takes dollars here; his partner pays pesos there the same day, four or five per cent less."""
    draw = ledger.draw
    clients = [f"u_{30_000 + 11 * n}" for n in range(40)]
    payees = [f"mx_{60_000 + 7 * n}" for n in range(40)]
    for order, day in enumerate(sorted(draw.sample(range(6, DAYS - 3), 16))):
        hour = 24 * day + draw.uniform(9, 19)
        dollars = draw.choice([3_000, 4_500, 5_000, 6_200, 7_500, 8_000, 9_400])
        dollars += draw.choice([0, 0, 120, 250, 80])
        commission = draw.uniform(0.038, 0.052)
        pesos = dollars * (1 - commission) / ledger.rates[day]
        label = ("mirror-1", "mirror")
        ledger.pay(clients[order], BROKER, dollars, hour, label=label)
        lag = draw.uniform(1, 7)
        ledger.pay(PARTNER, payees[order], pesos, hour + lag, asset="MXN", channel="wire",
                   label=label)  # fmt: skip
    for _ in range(18):
        ends = [BROKER, draw.choice(clients)]
        draw.shuffle(ends)
        ledger.pay(ends[0], ends[1], draw.uniform(40, 900), _hour(draw))
        ends = [PARTNER, draw.choice(payees)]
        draw.shuffle(ends)
        ledger.pay(ends[0], ends[1], draw.uniform(900, 40_000), _hour(draw), asset="MXN")


def _structuring(ledger: Ledger) -> None:
    draw, label = ledger.draw, ("structuring-1", "structuring")
    for turn in range(9):
        hour = 24 * (20 + turn // 2) + 9 + 3 * (turn % 2)
        amount = draw.choice([8_400, 8_900, 9_200, 9_500, 9_800])
        ledger.pay(f"desk_{turn}", "u_51307", amount, hour, channel="cash",
                   place=f"branch-{turn % 5}", label=label)  # fmt: skip


def _mule(ledger: Ledger) -> None:
    draw, label = ledger.draw, ("mule-1", "pass-through")
    for turn in range(7):
        hour = 24 * 40 + 9 * turn
        amount = draw.randrange(900, 2_600)
        ledger.pay(f"u_{70_000 + turn}", "u_66120", amount, hour, label=label)
        ledger.pay("u_66120", f"u_{71_000 + turn % 2}", round(amount * 0.97), hour + 5,
                   channel="wire", label=label)  # fmt: skip


def _scatter_gather(ledger: Ledger) -> None:
    draw, label = ledger.draw, ("scatter-1", "scatter-gather")
    for turn in range(6):
        amount = draw.randrange(1_500, 2_500)
        ledger.pay("u_80001", f"u_{81_000 + turn}", amount, 24 * 55 + 2 * turn, label=label)
        ledger.pay(f"u_{81_000 + turn}", "u_80002", round(amount * 0.96), 24 * 56 + 5 * turn,
                   label=label)  # fmt: skip


def _round_trip(ledger: Ledger) -> None:
    members, label = [f"u_{82_000 + n}" for n in range(5)], ("cycle-1", "cycle")
    for turn, source in enumerate(members):
        ledger.pay(source, members[(turn + 1) % 5], 9_000 * 0.98**turn, 24 * 62 + 20 * turn,
                   channel="wire", label=label)  # fmt: skip


def _courier(ledger: Ledger) -> None:
    label = ("pickup-1", "cash-pickup")
    for turn, amount in enumerate([6_000, 7_000, 6_500, 5_500]):
        ledger.pay(f"desk_{turn + 10}", "u_58843", amount, 24 * 70 + 10 + 1.5 * turn,
                   channel="cash", place=f"branch-{turn + 10}", label=label)  # fmt: skip


def _funnel(ledger: Ledger) -> None:
    draw, label = ledger.draw, ("fan-in-1", "fan-in")
    for turn in range(14):
        ledger.pay(f"u_{90_000 + turn}", "u_64455", draw.randrange(600, 1_400),
                   24 * 76 + 6 * turn, label=label)  # fmt: skip


def _hour(draw: random.Random) -> float:
    return 24 * draw.randrange(DAYS) + min(23.9, max(0.0, draw.gauss(14, 4)))


def _write(ledger: Ledger) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    order = sorted(range(len(ledger.rows)), key=lambda place: (ledger.rows[place]["at"], place))
    numbers = {place: f"t{number:05d}" for number, place in enumerate(order, start=1)}
    rows = [{"transfer_id": numbers[place], **ledger.rows[place]} for place in order]
    _csv("transfers.csv", list(rows[0]), [list(row.values()) for row in rows])
    labelled = sorted((numbers[place], "1", group, name) for place, group, name in ledger.labels)
    _csv("labels.csv", ["transfer_id", "laundering", "group", "pattern"], labelled)
    ends = sorted({row[end] for row in rows for end in ("source", "target")})
    _csv("accounts.csv", ["account_id", "kind", "country"], [_account(end) for end in ends])
    links = [(account, "contact", "+52 667 123 4567") for account in (BROKER, "u_49969")]
    _csv("links.csv", ["account_id", "kind", "value"], links)
    days = sorted(ledger.rates)
    _csv(
        "rates.csv",
        ["day", "asset", "reporting", "rate", "published_by"],
        [
            (f"{START + timedelta(days=day):%Y-%m-%d}", "MXN", "USD", f"{ledger.rates[day]:.6f}",
             "sample (drawn, no real rate)")
            for day in days
        ],
    )  # fmt: skip


def _account(name: str) -> tuple[str, str, str]:
    kinds = {"shop": "merchant", "tienda": "merchant", "desk": "bank", "employer": "business"}
    kind = kinds.get(name.split("_")[0], "person")
    return name, kind, "MX" if name.startswith(("mx_", "tienda_")) else "US"


def _csv(name: str, header: list[str], rows: list) -> None:  # type: ignore[type-arg]
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
