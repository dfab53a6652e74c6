"""Erase what a closed case says about people; the log's proofs stay as they are."""

from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.respond.stored import Actor
from plainsight.errors import GuardUnmet
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.states import Holding, Production

_WHO_ACTED = ("actor_id", "officer_id")  # custody: who took a step, to whom a package went
_SETTLED = (Holding.NONE, Holding.RELEASED)


def erase_case(records: Records, request_id: str, *, actor: Actor, now: datetime) -> int:
    """Forget the case's key, its comparisons and its openings in the log; returns openings erased.

    The legal request, its documents, statements and copies can never be read again, while every
    entry still proves, and no other case loses anything. Raises GuardUnmet unless the case is
    closed and holds nothing.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        if stored.state.production is not Production.CLOSED:
            raise GuardUnmet("erase_case", "a_closed_case", "T22")
        if stored.state.holding not in _SETTLED:
            raise GuardUnmet("erase_case", "a_released_hold", "T30")
        # By entry, not by value: an officer's address or an account stands in other cases too, and
        # theirs must still be opened when a court asks what was held.
        holds = unit.desk.holds.of_request(stored.request_id)
        erased = unit.audit.erase_openings_about(
            [stored.request_id, *(hold.hold_id for hold in holds)], kept=_WHO_ACTED
        )
        unit.desk.watch.erase_traits(stored.request_id)
        unit.desk.packages.destroy(stored.request_id)
        unit.desk.requests.destroy_collected(stored.request_id)
        unit.desk.requests.erase_key(stored.request_id)
        unit.record(
            Fact(
                tag=AuditTag.CASE_ERASED,
                subject=stored.request_id,
                at=now,
                body={"openings": erased},
                personal={"actor_id": actor.actor_id},
            )
        )
    return erased
