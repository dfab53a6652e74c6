"""A second look at a suspected fraud: another person confirms it (T05a) or clears it (T05b).

One contradiction stops a legal request at once, for an impostor must not gain a minute. That it
was the wrong radio button, or a switchboard that did not know, is found by somebody else.
"""

from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.move_request import move_saying
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.respond.states import Circumstances, Command


def confirm_fraud(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """The contradiction stands, and why. Nothing more is judged here; counsel refuses it.

    Raises BadValue, IllegalMove, WrongRole or GuardUnmet.
    """
    return _look(
        records, request_id, words, Command.CONFIRM_FRAUD, StatementKind.FRAUD_CONFIRMED,
        actor=actor, now=now,
    )  # fmt: skip


def clear_fraud(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """The contradiction is explained, and how: the gates are judged anew, from the beginning.

    Raises BadValue, IllegalMove, WrongRole or GuardUnmet.
    """
    return _look(
        records, request_id, words, Command.CLEAR_FRAUD, StatementKind.FRAUD_CLEARED,
        actor=actor, now=now,
    )  # fmt: skip


def _look(
    records: Records,
    request_id: str,
    words: str,
    command: Command,
    kind: StatementKind,
    *,
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        return move_saying(
            unit,
            stored,
            command,
            kind,
            {"words": words},
            actor=actor,
            now=now,
            circumstances=Circumstances(
                has_look_reason=True,
                awaits_second_look=stored.duties.looked_again_by is None,
                looker_is_not_suspecter=actor.actor_id != _suspecter(unit, stored),
            ),
        )


def _suspecter(unit: UnitOfWork, stored: StoredRequest) -> str | None:
    """Who noted the contradiction; before r0019 the custody record alone says it."""
    if stored.duties.suspected_by is not None:
        return stored.duties.suspected_by
    moves = reversed(unit.desk.requests.moves(stored.request_id))
    return next((m.actor_id for m in moves if m.command == Command.SUSPECT_FRAUD.value), None)
