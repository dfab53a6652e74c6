"""Plain SQL, as the application's own role, that would let one person do what two must at the desk.

The legal requests were brought to where they stand by the desk's own verbs, and are told apart by
their investigation's reference.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.conftest import BACKENDS
from tests.contract.application_role import Floor, open_floor
from tests.strategies.respond import NOON, instruments, make_desk, make_seal

from plainsight.app.respond.approve_scope import approve_scope, grant_scope
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.extend_hold import confirm_hold
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import APPROVER, COLLECTOR, COUNSEL, CUSTODIAN, QUALITY
from plainsight.respond.data_class import DataClass

HOUR = timedelta(hours=1)
FAR = "2099-01-01T00:00:00.000000Z"


@pytest.fixture(scope="module", params=BACKENDS)
def floor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Floor]:
    seal = make_seal(tmp_path_factory.mktemp("seal"))
    with open_floor(request, tmp_path_factory) as opened:
        _fill(make_desk(opened.records, seal))
        yield opened


def _fill(desk: DemoDesk) -> None:
    for matter in ("triaged", "scoped", "approved", "checked"):
        request_id = _verified(desk, matter)
        if matter == "triaged":
            continue
        grant_scope(
            desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
            actor=COUNSEL, now=NOON + HOUR,
        )  # fmt: skip
        if matter == "scoped":
            continue
        approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
        if matter == "checked":
            key = desk.seals.signer.key
            collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON + HOUR)
            pass_quality(desk.records, request_id, key=key, actor=QUALITY, now=NOON + HOUR)
    produce(desk, _verified(desk, "released"), now=NOON + HOUR)
    held = _verified(desk, "held", instrument="us-preservation-2703f")
    confirm_hold(desk.records, held, instruments=instruments(), actor=CUSTODIAN, now=NOON + HOUR)


def _verified(desk: DemoDesk, matter: str, *, instrument: str = "us-subpoena") -> str:
    request = replace(
        demo_request(instrument, DataClass.PHONE, DataClass.SESSIONS),
        investigation_reference=matter,
    )
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    return judged.stored.request_id


def _of(matter: str) -> str:
    return f"WHERE investigation_reference = '{matter}'"


_HELD = (
    "WHERE request_id = (SELECT request_id FROM legal_requests "
    "WHERE investigation_reference = 'held')"
)
_DUTIES = {
    "intake_id": "checked",
    "verifier_id": "checked",
    "counsel_id": "checked",
    "received_by": "checked",
    "collector_id": "checked",
    "quality_id": "checked",
    "approver_id": "checked",
    "released_by": "released",
}
REFUSED = {
    **{
        f"{duty} is forgotten": f"UPDATE legal_requests SET {duty} = NULL {_of(matter)}"
        for duty, matter in _DUTIES.items()
    },
    **{
        f"{duty} is somebody else": f"UPDATE legal_requests SET {duty} = 'ghost' {_of(matter)}"
        for duty, matter in _DUTIES.items()
    },
    "all names are taken out before one person approves": "UPDATE legal_requests SET "
    "verifier_id = NULL, intake_id = NULL, counsel_id = NULL, received_by = NULL, "
    f"approver_id = 'staff-victor' {_of('scoped')}",
    "an approval without its step": "UPDATE legal_requests SET second_approver_id = 'x', "
    f"second_approver_department = 'y' {_of('checked')}",
    "an approver of a scope that was never granted": "UPDATE legal_requests SET "
    f"approver_id = 'mallory' {_of('triaged')}",
    "a step approved by nobody": "UPDATE legal_requests SET production = 'approved' "
    f"{_of('scoped')}",
    "a step collected by nobody": "UPDATE legal_requests SET production = 'collected' "
    f"{_of('approved')}",
    "a collector without the step": "UPDATE legal_requests SET collector_id = 'mallory' "
    f"{_of('approved')}",
    "who released before it is packaged": "UPDATE legal_requests SET released_by = 'mallory' "
    f"{_of('checked')}",
    "a state is skipped": f"UPDATE legal_requests SET production = 'packaged' {_of('approved')}",
    "a released one goes back": f"UPDATE legal_requests SET production = 'qa_passed' "
    f"{_of('released')}",
    "a released one is taken for withdrawn": "UPDATE legal_requests SET production = 'withdrawn' "
    f"{_of('released')}",
    "a scope without a token of its own": "UPDATE legal_requests SET production = 'scoped', "
    "approver_id = NULL, approver_department = NULL " + _of("approved"),
    "a token of another legal request": "UPDATE legal_requests SET production = 'scoped', "
    "counsel_id = 'x', token_id = (SELECT token_id FROM legal_requests o "
    "WHERE o.investigation_reference = 'released') " + _of("triaged"),
    "a verification undone": "UPDATE legal_requests SET authenticity = 'unverified' "
    f"{_of('checked')}",
    "a hold that is there already": f"UPDATE legal_requests SET holding = 'none' {_of('held')}",
    "another recipient": f"UPDATE legal_requests SET recipient_key = 'age1mine' {_of('released')}",
    "a recipient before the package": "UPDATE legal_requests SET recipient_key = 'age1mine' "
    f"{_of('checked')}",
    "a notice put off": f"UPDATE legal_requests SET notice_until = '{FAR}' {_of('checked')}",
    "an answer dated anew": f"UPDATE legal_requests SET answered_at = '{FAR}' {_of('released')}",
    "an answer taken back": f"UPDATE legal_requests SET answered_at = NULL {_of('released')}",
    "a state that nobody knows": f"UPDATE legal_requests SET production = 'done' {_of('checked')}",
    "a waiver by nobody's step": "UPDATE legal_requests SET notice_waived_by = 'mallory' "
    f"{_of('scoped')}",
    "a legal request that begins approved": "INSERT INTO legal_requests (request_id, "
    "instrument_id, instrument_version, agency_id, investigation_reference, is_emergency, "
    "two_departments, received_at, body, authenticity, holding, production, notice, cross_border, "
    "revised_at) SELECT 'lr_x', instrument_id, '1', agency_id, 'x', FALSE, FALSE, received_at, "
    "body, 'verified', 'none', 'scoped', 'not_due', 'none', revised_at FROM legal_requests "
    + _of("scoped"),
    # holds
    "a confirmation is taken back, then one person releases": "UPDATE holds SET "
    f"confirmed_at = NULL, state = 'released', released_by = 'mallory', released_at = '{FAR}' "
    + _HELD,
    "a confirmation is taken back": f"UPDATE holds SET confirmed_at = NULL {_HELD}",
    "a confirmed hold ends without its grace period": "UPDATE holds SET state = 'released', "
    f"released_by = 'a', released_role = 'HLD', agreed_by = 'b', agreed_role = 'CNL', "
    f"released_at = '{FAR}' {_HELD}",
    "who released before it ends": f"UPDATE holds SET released_by = 'mallory' {_HELD}",
    "a hold that begins ended": "INSERT INTO holds (hold_id, request_id, account_id, "
    "data_classes, record_count, through_number, digest, state, instrument_id, "
    "instrument_version, placed_at, floor_at, extension_count, asked_count, released_at, "
    "released_by, revised_at) SELECT 'ho_x', request_id, account_id, data_classes, 0, 0, '', "
    "'released', instrument_id, '1', placed_at, floor_at, 0, 0, placed_at, 'x', placed_at "
    "FROM holds",
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED, ids=lambda what: what.replace(" ", "-"))
def test_no_statement_of_the_role_lets_one_do_what_two_must(floor: Floor, what: str) -> None:
    assert floor.attempt(REFUSED[what]) != "", what


ALLOWED = {
    "an approval of a scope": "UPDATE legal_requests SET production = 'approved', "
    f"approver_id = 'staff-paul', approver_department = 'safety' {_of('scoped')}",
    "a collection": "UPDATE legal_requests SET production = 'collected', "
    f"collector_id = 'staff-carl' {_of('approved')}",
    "a withdrawal": f"UPDATE legal_requests SET production = 'withdrawn' {_of('checked')}",
    "a hold extended": f"UPDATE holds SET floor_at = '{FAR}', extension_count = 1 {_HELD}",
}


@pytest.mark.parametrize("what", ALLOWED, ids=lambda what: what.replace(" ", "-"))
def test_what_the_lifecycle_allows_the_database_allows(floor: Floor, what: str) -> None:
    assert floor.attempt(ALLOWED[what]) == "", what
