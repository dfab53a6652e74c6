"""The part beyond the border: recorded, told, followed up by treaty, counted (T14, T14a-e)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.contest_request import begin_review
from plainsight.app.respond.desk_stored import StatementKind, StoredGap
from plainsight.app.respond.move_request import answer_clocks, move_request, move_saying
from plainsight.app.respond.stored import SYSTEM, Actor, StoredRequest
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.respond.clock import ResponseKind
from plainsight.respond.entitlement import Scope
from plainsight.respond.gap import GapBy, GapCase, GapCounts, GapMeasures, measure_gap
from plainsight.respond.gap import measure_gap_by as measure_by
from plainsight.respond.states import Circumstances, Command, CrossBorder

OFFENCE_CHARS_MAX = 120
# What is said with each step along a gap, and what the gap is stamped with.
_FOLLOWED = {
    Command.INFORM_REQUESTER: (StatementKind.REQUESTER_INFORMED, "informed_at"),
    Command.NOTE_MLA_REFERENCE: (StatementKind.MLA_REFERENCE, "mla_known_at"),
    Command.NOTE_MLA_ANSWER: (StatementKind.MLA_ANSWER, "answered_at"),
    Command.NOTE_NO_ANSWER: (StatementKind.NO_MLA_ANSWER, "unanswered_at"),
}


def route_request(
    records: Records,
    request_id: str,
    *,
    actor: Actor,
    now: datetime,
    letter: str = "",
    own_operator: str = "",
    is_part: bool = False,
) -> StoredRequest:
    """A routing letter (T14): the right address is a response, and the gap is recorded.

    With the words of the letter the requester is informed by it (T14a). `is_part` says that the
    rest is held here: it stays owed, and no clock ends.
    """
    with records.begin() as unit:
        stored = begin_review(unit, unit.desk.requests.lock(request_id), now)
        stored = move_request(
            unit,
            stored,
            Command.ROUTE,
            actor=actor,
            circumstances=Circumstances(held_by_other_entity=True),
            now=now,
        )
        request = stored.request
        scope = Scope(
            identifiers=request.identifiers,
            classes=(),
            range_from=request.range_from,
            range_to=request.range_to,
        )
        counts = unit.desk.directory.count_counterparties(scope, own_operator=own_operator)
        keep_gap(unit, stored, counts, now=now)
        _log_gap(unit, stored, counts, now)
        if letter.strip():
            inform = Command.INFORM_REQUESTER
            stored = _follow(unit, stored, inform, letter, actor=actor, now=now)
        kind = ResponseKind.INCOMPLETE if is_part else ResponseKind.ROUTING_LETTER
        return answer_clocks(unit, stored, kind, now=now)


def record_gap(
    unit: UnitOfWork, stored: StoredRequest, counts: GapCounts, *, now: datetime
) -> StoredRequest:
    """Note the gap of a production being packaged (T14e); without one only the counts are kept."""
    keep_gap(unit, stored, counts, now=now)
    if not counts.is_open or stored.state.cross_border is not CrossBorder.NONE:
        return stored
    _log_gap(unit, stored, counts, now)
    return move_request(
        unit,
        stored,
        Command.RECORD_GAP,
        actor=SYSTEM,
        circumstances=Circumstances(held_by_other_entity=True),
        now=now,
    )


def gap_released(unit: UnitOfWork, stored: StoredRequest, *, now: datetime) -> StoredRequest:
    """The package left, and its gap certificate informs the requester (T14a)."""
    gap = unit.desk.gaps.of_request(stored.request_id)
    if gap is not None:
        unit.desk.gaps.put(replace(gap, produced_at=now))
    if stored.state.cross_border is not CrossBorder.GAP_RECORDED:
        return stored
    words = "gap_certificate.json in the package"
    return _follow(unit, stored, Command.INFORM_REQUESTER, words, actor=SYSTEM, now=now)


def inform_requester(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Tell the requester about the other operator and the treaty's way (T14a)."""
    return _note(records, request_id, Command.INFORM_REQUESTER, words, actor=actor, now=now)


def note_mla_reference(
    records: Records, request_id: str, reference: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """The agency's mutual-legal-assistance request is on its way under this reference (T14b)."""
    return _note(records, request_id, Command.NOTE_MLA_REFERENCE, reference, actor=actor, now=now)


def note_mla_answer(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """The other side answered through the treaty (T14c)."""
    return _note(records, request_id, Command.NOTE_MLA_ANSWER, words, actor=actor, now=now)


def note_no_answer(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """The agency gave up waiting (T14d). The gap stays open in GAP-5: nobody answered it."""
    return _note(records, request_id, Command.NOTE_NO_ANSWER, words, actor=actor, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """GAP-1 to GAP-5 of a period, whole and in parts."""

    whole: GapMeasures
    by_agency: dict[str, GapMeasures]
    by_offence: dict[str, GapMeasures]
    by_half_year: dict[str, GapMeasures]


def measure_gaps(records: Records, *, since: datetime, until: datetime, now: datetime) -> GapReport:
    """Compute the measures from stored legal requests; nothing is estimated."""
    with records.read() as view:
        cases = [
            _case(gap)
            for gap in view.desk.gaps.between(since=since, until=until)
            if gap.produced_at is not None or gap.informed_at is not None
        ]
    return GapReport(
        whole=measure_gap(cases, now=now),
        by_agency=measure_by(cases, GapBy.AGENCY, now=now),
        by_offence=measure_by(cases, GapBy.OFFENCE, now=now),
        by_half_year=measure_by(cases, GapBy.HALF_YEAR, now=now),
    )


def keep_gap(
    unit: UnitOfWork, stored: StoredRequest, counts: GapCounts, *, now: datetime
) -> StoredGap:
    """Store counts; what an earlier routing letter noted is kept."""
    known = unit.desk.gaps.of_request(stored.request_id)
    request = stored.request
    gap = (
        StoredGap(
            request_id=stored.request_id,
            agency_id=request.requester.agency_id,
            country=request.issuing_authority.country,
            offence=(request.offence or request.statute).strip()[:OFFENCE_CHARS_MAX],
            counts=counts,
            opened_at=now,
        )
        if known is None
        else replace(known, counts=counts)
    )
    unit.desk.gaps.put(gap)
    return gap


def _note(
    records: Records, request_id: str, command: Command, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        return _follow(unit, stored, command, words, actor=actor, now=now)


def _follow(
    unit: UnitOfWork,
    stored: StoredRequest,
    command: Command,
    words: str,
    *,
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    """Take a step along the gap: said on the legal request, stamped on the gap."""
    kind, stamp = _FOLLOWED[command]
    stored = move_saying(unit, stored, command, kind, {"words": words}, actor=actor, now=now)
    gap = unit.desk.gaps.of_request(stored.request_id)
    body: dict[str, JsonValue] = {"to": stored.state.cross_border.value}
    if gap is not None:
        body["age_seconds"] = int((now - gap.opened_at).total_seconds())
        unit.desk.gaps.put(replace(gap, **{stamp: now}))  # type: ignore[arg-type]
    unit.record(Fact(tag=AuditTag.GAP_FOLLOWED, subject=stored.request_id, at=now, body=body))
    return stored


def _log_gap(unit: UnitOfWork, stored: StoredRequest, counts: GapCounts, now: datetime) -> None:
    operators: Sequence[str] = counts.operators
    unit.record(
        Fact(
            tag=AuditTag.GAP_RECORDED,
            subject=stored.request_id,
            at=now,
            body={
                "operators": list(operators),
                "counterparties": counts.beyond_count,
                "identified": counts.identified_beyond_count,
                "transfers": counts.beyond_transfer_count,
            },
        )
    )


def _case(gap: StoredGap) -> GapCase:
    return GapCase(
        agency=gap.agency_id,
        offence=gap.offence,
        counts=gap.counts,
        opened_at=gap.opened_at,
        is_production=gap.produced_at is not None,
        informed_at=gap.informed_at,
        mla_known_at=gap.mla_known_at,
        answered_at=gap.answered_at,
        unanswered_at=gap.unanswered_at,
    )
