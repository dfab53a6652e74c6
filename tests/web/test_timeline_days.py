"""The timeline of a case folded by day and kind: every moment once, the latest first."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from plainsight.casework.timeline import Moment, Strand
from plainsight.web.parts.timeline_days import days_of

FIRST = datetime(2026, 3, 1, tzinfo=UTC)


def moment(minutes: int, kind: str = "transfer", act: str = "transferred") -> Moment:
    """One line of a timeline."""
    return Moment(
        at=FIRST + timedelta(minutes=minutes), strand=Strand.WORLD, kind=kind, ref="x", act=act
    )


def test_what_is_alike_on_one_day_stands_together() -> None:
    told = [moment(1), moment(2, "account", "account_first_seen_here"), moment(3)]
    (day,) = days_of(told)
    assert [(each.kind, len(each.moments)) for each in day.kinds] == [
        ("transfer", 2),
        ("account", 1),
    ]
    assert day.kinds[0].moments[0].at > day.kinds[0].moments[1].at


def test_an_act_is_said_once_only_where_all_share_it() -> None:
    (day,) = days_of([moment(1, "report", "drafted"), moment(2, "report", "filed"), moment(3)])
    assert {each.kind: each.act for each in day.kinds} == {"report": "", "transfer": "transferred"}


def test_a_day_is_a_day_in_utc() -> None:
    east = FIRST.astimezone(timezone(timedelta(hours=8))) + timedelta(hours=20)
    late = Moment(at=east, strand=Strand.WORLD, kind="post", ref="x", act="posted")
    assert [each.day for each in days_of([late])] == [FIRST.date()]


@given(st.lists(st.tuples(st.integers(0, 9_000), st.sampled_from(["post", "note", "hold"]))))
def test_nothing_is_lost_and_days_go_backwards(told: list[tuple[int, str]]) -> None:
    moments = [moment(minutes, kind) for minutes, kind in told]
    days = days_of(moments)
    kept = [each for day in days for alike in day.kinds for each in alike.moments]
    assert sorted(each.at for each in kept) == sorted(each.at for each in moments)
    assert [day.day for day in days] == sorted({day.day for day in days}, reverse=True)
