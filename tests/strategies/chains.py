"""Small ledgers of both kinds, with the shapes that break tracers: hubs, gaps, self-payments."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from plainsight.model.address.base58 import encode_base58check
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction

USDT = Asset(code="tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", decimals=6, symbol="USDT")
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
COLOURS = ("listed", "mixer", "theft")


def tron_account(number: int) -> str:
    """A valid Tron address that belongs to nobody known."""
    return encode_base58check(b"\x41" + number.to_bytes(20))


def transfer(number: int, source: str, target: str, units: int, *, asset: Asset = USDT) -> Transfer:
    """The `number`-th transfer of a test ledger, a minute after the one before."""
    return Transfer(
        transfer_id=f"t{number}",
        source=source,
        target=target,
        money=Money(units=units, asset=asset),
        at=BEGIN + timedelta(minutes=number),
        channel="chain",
    )


def ledger(*legs: tuple[str, str, int]) -> list[Transfer]:
    """A ledger written as (source, target, units) in order."""
    return [transfer(number, *leg) for number, leg in enumerate(legs)]


def account_ledgers(
    *, accounts: int = 6, size_min: int = 0, size_max: int = 24, units_max: int = 40
) -> st.SearchStrategy[list[Transfer]]:
    """Any order of payments among a few accounts; many spend what was never seen to arrive."""
    names = st.integers(0, accounts - 1).map(lambda n: f"a{n}")
    legs = st.lists(
        st.tuples(names, names, st.integers(0, units_max)), min_size=size_min, max_size=size_max
    )
    return legs.map(lambda rows: ledger(*rows))


def pick_moving(legs: Sequence[Transfer], pick: int) -> int | None:
    """The place of a transfer that moves something, `pick` choosing among them; None without."""
    moving = [n for n, t in enumerate(legs) if t.money.units and t.source != t.target]
    return moving[pick % len(moving)] if moving else None


def colourings(
    *, accounts: int = 6, colours: Sequence[str] = COLOURS
) -> st.SearchStrategy[dict[str, str]]:
    """One to three coloured accounts."""
    names = st.integers(0, accounts - 1).map(lambda n: f"a{n}")
    return st.dictionaries(names, st.sampled_from(colours), min_size=1, max_size=3)


@st.composite
def utxo_chains(draw: st.DrawFn, *, size_max: int = 12) -> list[Transaction]:
    """A valid chain: coinbases first come, then transactions that spend what exists."""
    unspent: list[tuple[OutPoint, Output]] = []
    chain: list[Transaction] = []
    for number in range(draw(st.integers(1, size_max))):
        spends = _draw_spends(draw, unspent)
        whole = sum(i.units for i in spends)
        outputs = _draw_outputs(draw, whole) if spends else (_coinbase_output(draw),)
        transaction = Transaction(
            transaction_id=f"{number:064x}",
            block=number,
            at=BEGIN + timedelta(minutes=10 * number),
            inputs=tuple(spends),
            outputs=outputs,
        )
        chain.append(transaction)
        points = [OutPoint(transaction.transaction_id, i) for i in range(len(outputs))]
        unspent.extend(zip(points, outputs, strict=True))
    return chain


def _draw_spends(draw: st.DrawFn, unspent: list[tuple[OutPoint, Output]]) -> list[Input]:
    count = draw(st.integers(0, min(3, len(unspent))))
    spends = []
    for _ in range(count):
        point, output = unspent.pop(draw(st.integers(0, len(unspent) - 1)))
        spends.append(Input(spent=point, units=output.units, address=output.address))
    return spends


def _draw_outputs(draw: st.DrawFn, whole: int) -> tuple[Output, ...]:
    outputs = []
    for _ in range(draw(st.integers(1, 4))):
        units = draw(st.integers(0, whole))
        whole -= units
        outputs.append(Output(units=units, address=draw(_addresses())))
    return tuple(outputs)


def _coinbase_output(draw: st.DrawFn) -> Output:
    return Output(units=draw(st.integers(1, 100)), address=draw(_addresses()))


def _addresses() -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.integers(0, 5).map(lambda n: f"a{n}"))
