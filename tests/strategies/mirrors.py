"""Legs of two sides, few enough for brute force."""

from hypothesis import strategies as st

from plainsight.trace.flows.mirror import MirrorLeg, MirrorSetting
from plainsight.trace.flows.typology import DAY_US

HOUR = DAY_US // 24
SETTING = MirrorSetting(lag_max=24 * HOUR, spread_low=-20, spread_high=80, floor=1000)


def leg(number: int, source: str, target: str, hour: float, value: int) -> MirrorLeg:
    """One leg `hour` hours after 1970; its accounts are its keys."""
    return MirrorLeg(
        number=number,
        transfer_id=f"m{number}",
        source=source,
        target=target,
        source_keys=(source,),
        target_keys=(target,),
        at_us=int(hour * HOUR),
        value=value,
    )


@st.composite
def sides(draw: st.DrawFn, *, days: int = 12) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
    """Legs in dollars among a few accounts, and legs in yuan among a few others."""
    made: list[list[MirrorLeg]] = []
    number = 0
    for names in ("abc", "xyz"):
        rows = draw(
            st.lists(
                st.tuples(
                    st.sampled_from(names),
                    st.sampled_from(names),
                    st.integers(0, days * 24 - 1),
                    st.sampled_from([900, 5000, 5100, 5300, 7000, 10000]),
                ).filter(lambda row: row[0] != row[1]),
                max_size=14,
            )
        )
        side = []
        for source, target, hour, value in rows:
            side.append(leg(number, source, target, hour, value))
            number += 1
        made.append(side)
    return made[0], made[1]
