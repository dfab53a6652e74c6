"""A shift covers only while its person may act: a roster of names picks nothing up."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.strategies.records import fresh_sqlite

from plainsight.app.identity.invite_person import change_person, invite_person
from plainsight.app.respond.duty_roster import add_shifts, show_roster, who_acts
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.watch_desk import watch_desk
from plainsight.errors import BadValue
from plainsight.model.role import Role
from plainsight.respond.roster import Shift
from plainsight.respond.states import Role as DeskRole
from plainsight.stores.records import SqlRecords, open_records

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
HOLLY = Actor(actor_id="holly", role=DeskRole.INTAKE)


@pytest.fixture
def records(tmp_path: Path) -> SqlRecords:
    return open_records(fresh_sqlite(tmp_path / "r.db"), salts=secrets.token_bytes)


@pytest.fixture
def staff(records: SqlRecords) -> Callable[..., str]:
    def invited(name: str, *roles: Role) -> str:
        asked = {"email": f"{name}@desk.example", "by": "test", "salts": secrets.token_bytes}
        made = invite_person(records, name=name, roles=list(roles), now=NOON, **asked)
        return made.person.person_id

    return invited


def shift(person: str, *, level: int = 1) -> Shift:
    return Shift(actor_id=person, starts_at=NOON, ends_at=NOON + WEEK, level=level)


def add(records: SqlRecords, *shifts: Shift) -> None:
    add_shifts(records, shifts, actor=HOLLY, now=NOON)


def test_without_any_staff_known_names_are_taken_as_they_are(records: SqlRecords) -> None:
    add(records, shift("ines"))
    shown = show_roster(records, now=NOON, ahead=WEEK)
    assert (shown.gaps, shown.idle) == ((), frozenset())


def test_who_may_not_act_at_a_level_is_not_put_on_it(
    records: SqlRecords, staff: Callable[..., str]
) -> None:
    ines, vera = staff("ines", Role.INTAKE), staff("vera", Role.VERIFIER)
    ana, olga = staff("ana", Role.ANALYST), staff("olga", Role.ADMIN)
    add(records, shift(ines), shift(vera, level=2))
    for wrong, why in (
        (shift("tpyo"), "nobody of the staff has this id"),
        (shift(ana), "no duty that may act at level 1: intake"),
        (shift(olga, level=3), "no duty that may act at level 3"),
        (shift(vera), "level 1"),
    ):
        with pytest.raises(BadValue, match=why):
            add(records, wrong)
    assert {s.actor_id for s in show_roster(records, now=NOON, ahead=WEEK).shifts} == {ines, vera}


def test_of_several_shifts_none_is_kept_where_one_is_refused(
    records: SqlRecords, staff: Callable[..., str]
) -> None:
    ines = staff("ines", Role.INTAKE)
    with pytest.raises(BadValue):
        add(records, shift(ines), shift("tpyo"))
    assert show_roster(records, now=NOON, ahead=WEEK).shifts == ()


def test_who_is_put_out_leaves_a_gap_that_is_told(
    records: SqlRecords, staff: Callable[..., str]
) -> None:
    ines = staff("ines", Role.INTAKE)
    staff("ada", Role.ADMIN)
    add(records, shift(ines))
    acting = who_acts(records, waiting_since=NOON, now=NOON)
    assert acting is not None
    assert acting.actor_id == ines
    assert watch_desk(records, now=NOON).roster_gap_count == 0
    change_person(records, ines, roles=[Role.INTAKE], is_active=False, by="test", now=NOON)
    shown = show_roster(records, now=NOON, ahead=WEEK)
    assert shown.idle == {shift(ines)}
    assert [(gap.starts_at, gap.ends_at) for gap in shown.gaps] == [(NOON, NOON + WEEK)]
    assert who_acts(records, waiting_since=NOON, now=NOON) is None
    assert watch_desk(records, now=NOON).roster_gap_count == 1
