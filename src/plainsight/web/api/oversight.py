"""The scoreboard and what people decided, for overseers' and the platform's own machines.

Decisions are read here and never taken: nothing is decided about anybody without a person.
"""

from fastapi import APIRouter
from starlette.requests import Request

from plainsight.app.casework.view_alert import known_decisions
from plainsight.app.oversight.scoreboard import Line, Told
from plainsight.casework.decision import Decision
from plainsight.web.api.shapes import DecisionShape, LineShape, ScoreboardShape, ToldShape
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.public.scoreboard import fresh_board

router = APIRouter(prefix="/api/v1", tags=["oversight"])


@router.get("/scoreboard")
def show_scoreboard(request: Request, services: Services) -> ScoreboardShape:
    """Every measure of the commitments, with the entries of the log that it was computed from."""
    board = fresh_board(request, services)
    return ScoreboardShape(
        periods=list(board.periods),
        stated=board.stated,
        stated_by=board.stated_by,
        measured_by=board.measures,
        first=board.first,
        end=board.end,
        signed=board.signed,
        lines=[_line(each) for each in board.lines],
    )


@router.get("/alerts/{alert_id}/decisions")
def list_decisions(services: Services, viewer: CurrentViewer, alert_id: str) -> list[DecisionShape]:
    """What people decided on an alert, oldest first.

    While a second person looks, nothing of the first look is told: it would not be blind.
    """
    with services.records.read() as view:
        review = view.casework.queue.get(alert_id)
        return [_decision(each) for each in known_decisions(view, review, viewer.staff)]


def _line(line: Line) -> LineShape:
    return LineShape(
        measure_id=line.measure.measure_id,
        commitment=line.measure.commitment.value,
        title=line.measure.title,
        definition=line.measure.definition,
        unit=line.measure.unit,
        **_told(line.since).model_dump(),
        trend=list(line.trend),
        stated=None if line.stated is None else _told(line.stated),
    )


def _told(told: Told) -> ToldShape:
    return ToldShape(
        value=told.value, part_of=told.part_of, is_kept=told.is_kept, entries=list(told.entries)
    )


def _decision(decision: Decision) -> DecisionShape:
    return DecisionShape(
        decision_id=decision.decision_id,
        alert_version=decision.alert_version,
        round=decision.round,
        look=decision.look,
        outcome=decision.outcome.value,
        reason_ids=list(decision.reason_ids),
        decided_at=decision.decided_at,
        policy=decision.policy,
    )
