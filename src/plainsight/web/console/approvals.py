"""What waits for a second pair of eyes: the desk's, the reviewers', the filing officer's."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from plainsight.app.list_awaiting import Awaited, AwaitedKind, list_awaiting
from plainsight.web.asked import Asked
from plainsight.web.parts.clock_view import ClockView, clock_view

router = APIRouter()

_REQUEST = "/console/requests/"
_PATHS: Mapping[AwaitedKind, str] = {
    AwaitedKind.SCOPE: _REQUEST,
    AwaitedKind.QUALITY: _REQUEST,
    AwaitedKind.PACKAGE: _REQUEST,
    AwaitedKind.RELEASE: _REQUEST,
    AwaitedKind.HOLD_END: _REQUEST,
    AwaitedKind.TAKING_BACK: _REQUEST,
    AwaitedKind.REPORT: "/console/reports/",
    AwaitedKind.FILING: "/console/reports/",
    AwaitedKind.RESTRICTION: "/console/restrictions#",
    AwaitedKind.APPEAL: "/console/restrictions#",
    AwaitedKind.ROLLOUT: "/console/rollouts#",
    AwaitedKind.TERM: "/console/lexicon#",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the page."""

    awaited: Awaited
    path: str
    clock: ClockView | None


@router.get("/console/approvals")
def list_approvals(asked: Asked) -> Response:
    """What this person may answer, and for the desk what waits for others."""
    now = asked.now()
    rows = [
        Row(
            awaited=each,
            path=f"{_PATHS[each.kind]}{each.ref}",
            clock=None if each.clock is None else clock_view(each.clock, now=now),
        )
        for each in list_awaiting(asked.records, actor=asked.staff)
    ]
    people = asked.names()
    context = {
        "mine": [row for row in rows if row.awaited.is_answerable],
        "others": [row for row in rows if not row.awaited.is_answerable],
        "people": people,
    }
    return asked.show("console/approvals.html", context)
