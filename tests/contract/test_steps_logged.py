"""No step commits that the log says nothing of (I7), whatever row takes it and whoever writes it.

Each path is plain SQL of the application's own role, and a step that the lifecycle knows: what is
missing is the entry.
"""

from collections.abc import Iterator

import pytest
from tests.conftest import BACKENDS
from tests.contract.application_role import Floor, open_floor
from tests.contract.lived_rows import fill
from tests.strategies.respond import NOON, Seal, make_desk

from plainsight.app.respond.receive_request import receive_request
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import INTAKE
from plainsight.respond.data_class import DataClass

FAR = "2099-01-01T00:00:00.000000Z"
_REFUSED = ("unlogged_steps", "FOREIGN KEY constraint failed")
_NEVER, _ONCE = 1, 2  # the legal requests of which a step is refused, and one is taken


def _triaged(number: int) -> str:
    return f"UPDATE legal_requests SET production = 'triage' WHERE request_number = {number}"


def _moved(number: int) -> str:
    return (
        "INSERT INTO request_moves (request_id, number, command, role, actor_id, at, "
        f"object_digest) SELECT request_id, 'T05', 'triage', 'INT', 'm', '{FAR}', '' "
        f"FROM legal_requests WHERE request_number = {number}"
    )


def _told(number: int) -> str:
    return _entry(
        "request:moved", "legal_requests", "request_id", where=f"request_number = {number}"
    )


@pytest.fixture(scope="module", params=BACKENDS)
def floor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, seal: Seal
) -> Iterator[Floor]:
    with open_floor(request, tmp_path_factory) as opened:
        fill(opened.records)
        desk = make_desk(opened.records, seal)
        wanted = demo_request("us-subpoena", DataClass.PHONE)
        for _ in (_NEVER, _ONCE):
            receive_request(
                desk.records, wanted, instruments=desk.instruments, actor=INTAKE, now=NOON
            )
        yield opened


UNLOGGED = {
    "a draft is dropped": "UPDATE reports SET stand = 'dropped' WHERE stand = 'draft'",
    "a report is filed": f"UPDATE reports SET stand = 'filed', filed_by = 'm', filed_at = '{FAR}', "
    f"retain_until = '{FAR}' WHERE stand = 'approved'",
    "a restriction is lifted": "UPDATE restrictions SET force = 'lifted', lifted_by = 'm', "
    f"lifted_at = '{FAR}' WHERE account_id = 'in_force'",
    "a proposal is refused": "UPDATE restrictions SET force = 'refused', approved_by = 'm', "
    f"approved_at = '{FAR}' WHERE force = 'proposed'",
    "an appeal is given back": "UPDATE appeals SET stand = 'received', holder_id = NULL "
    "WHERE stand = 'taken'",
    "an appeal is withdrawn": "UPDATE appeals SET stand = 'withdrawn' WHERE stand = 'received'",
    "a case is closed": "UPDATE cases SET stand = 'closed' WHERE stand = 'open'",
    "a roll-out is refused": "UPDATE rollouts SET stand = 'refused', approved_by = 'quo', "
    f"approved_at = '{FAR}' WHERE stand = 'proposed'",
    "a candidate is refused": "UPDATE term_candidates SET stand = 'rejected', approved_by = 'quo', "
    f"approved_at = '{FAR}' WHERE stand = 'proposed'",
    "a hold is confirmed": f"UPDATE holds SET state = 'active', confirmed_at = '{FAR}' "
    "WHERE state = 'provisional'",
    "a legal request is triaged": _triaged(_NEVER),
}


@pytest.mark.parametrize("what", UNLOGGED, ids=lambda what: what.replace(" ", "-"))
def test_a_step_without_its_entry_does_not_commit(floor: Floor, what: str) -> None:
    assert floor.attempt(UNLOGGED[what]) == "", "the lifecycle knows the step"
    _refused(floor.commit([UNLOGGED[what]]))


def test_a_step_of_a_legal_request_needs_custody_and_entry_both(floor: Floor) -> None:
    _refused(floor.commit([_triaged(_NEVER), _moved(_NEVER)]))
    _refused(floor.commit([_triaged(_NEVER), _told(_NEVER)]))


def test_an_entry_about_something_else_does_not_tell_of_a_step(floor: Floor) -> None:
    closed = "UPDATE cases SET stand = 'closed' WHERE stand = 'open'"
    _refused(floor.commit([closed, _entry("case:viewed", "cases", "case_id")]))
    _refused(floor.commit([closed, _entry("case:closed", "reports", "report_id")]))


def test_one_entry_tells_of_one_step(floor: Floor) -> None:
    closed, opened = (
        f"UPDATE cases SET stand = '{after}' WHERE stand = '{before}' AND title = 'A matter'"
        for before, after in (("open", "closed"), ("closed", "open"))
    )
    told = _entry("case:changed", "cases", "case_id", where="title = 'A matter'")
    _refused(floor.commit([closed, opened, told]))
    assert floor.commit([closed, opened, told, told]) == ""


def test_with_custody_and_entry_the_step_is_taken(floor: Floor) -> None:
    """What the entry says nobody checks here: against that stands who reads the log."""
    assert floor.commit([_triaged(_ONCE), _moved(_ONCE), _told(_ONCE)]) == ""


def _refused(said: str) -> None:
    assert any(each in said for each in _REFUSED), said or "it was committed"


def _entry(tag: str, table: str, key: str, *, where: str = "1 = 1") -> str:
    """An entry about some row of a table, as SQL alone can write it."""
    return (
        "INSERT INTO entries (entry_index, tag, subject, at, canonical) "
        f"SELECT (SELECT max(entry_index) + 1 FROM entries), '{tag}', {key}, '{FAR}', '' "
        f"FROM {table} WHERE {where} ORDER BY {key} LIMIT 1"
    )
