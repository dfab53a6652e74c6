"""Hypothesis strategies for transfers and what stands around them."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from plainsight.model.asset import Asset, fiat
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer

USD, CNY, MXN, JPY, KWD = (fiat(code) for code in ("USD", "CNY", "MXN", "JPY", "KWD"))
START = datetime(2026, 1, 1, tzinfo=UTC)

# Names as feeds really hold them: letters of any script, quotes, separators, no control characters.
names = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=12
)


def moneys(asset: Asset, *, units_max: int = 10**15) -> st.SearchStrategy[Money]:
    """Amounts of one asset."""
    return st.builds(Money, units=st.integers(0, units_max), asset=st.just(asset))


instants = st.integers(0, 10**9).map(lambda seconds: START + timedelta(seconds=seconds))
countries = st.sampled_from(["", "US", "CN", "MX", "HK"])


@st.composite
def transfers(draw: st.DrawFn) -> Transfer:
    """Any transfer a fiat ledger can hold."""
    asset = draw(st.sampled_from([USD, CNY, MXN, JPY, KWD]))
    money = draw(moneys(asset))
    other = draw(st.sampled_from([USD, CNY, MXN]))
    changed = draw(st.booleans()) and other != asset
    return Transfer(
        transfer_id=draw(names),
        source=draw(names),
        target=draw(names),
        money=money,
        at=draw(instants),
        channel=draw(st.sampled_from(["", "cash", "p2p", "wire"])),
        received=draw(moneys(other)) if changed else None,
        purpose=draw(st.sampled_from(["", "STDY", "SALA"])),
        place=draw(st.sampled_from(["", "atm-1", "branch-9"])),
        source_country=draw(countries),
        target_country=draw(countries),
    )
