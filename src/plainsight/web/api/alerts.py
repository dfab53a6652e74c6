"""Alerts and cases for machines."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from plainsight.app.casework.view_alert import view_alert
from plainsight.app.stored import AlertState, StoredAlert
from plainsight.casework.case import Case, CaseStand
from plainsight.errors import BadValue
from plainsight.model.time import require_utc
from plainsight.web.api.cursor import Cursor, Limit, next_of, read_cursor, write_cursor
from plainsight.web.api.shapes import AlertDetail, AlertShape, CaseShape, Page
from plainsight.web.identity.guard import CurrentViewer, Services

router = APIRouter(prefix="/api/v1", tags=["casework"])

_NO_ALERT = StoredAlert(
    alert_id="",
    version=1,
    kind="",
    campaign_key="",
    score_permille=0,
    typology_ids=(),
    finding={},
    state=AlertState.OPEN,
    created_at=datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
    revised_at=datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
)


@router.get("/alerts")
def list_alerts(
    services: Services,
    limit: Limit = 50,
    cursor: Cursor = None,
    state: Annotated[AlertState, Query()] = AlertState.OPEN,
) -> Page[AlertShape]:
    """Alerts by falling score, then age."""
    after = None if cursor is None else _mark_of(cursor)
    with services.records.read() as view:
        found = view.alerts.queue(state=state, count_max=limit + 1, after=after)
    return Page(
        items=[AlertShape(**_shown(alert)) for alert in found[:limit]],
        next_cursor=next_of(found, limit, _cursor_of),
    )


@router.get("/alerts/{alert_id}")
def show_alert(services: Services, viewer: CurrentViewer, alert_id: str) -> AlertDetail:
    """One alert with its findings, contacts masked as in the console; the look is in the log."""
    seen = view_alert(services.records, alert_id, actor=viewer.staff, now=services.clock())
    return AlertDetail(**_shown(seen.alert), finding=dict(seen.alert.finding))


@router.get("/cases")
def list_cases(
    services: Services,
    limit: Limit = 50,
    cursor: Cursor = None,
    stand: Annotated[CaseStand | None, Query()] = None,
) -> Page[CaseShape]:
    """Cases, the latest first."""
    before = None if cursor is None else read_cursor(cursor, 1)[0]
    with services.records.read() as view:
        found = view.casework.cases.newest(stand=stand, count_max=limit + 1, before=before)
    return Page(
        items=[_case(each) for each in found[:limit]],
        next_cursor=next_of(found, limit, lambda case: write_cursor(case.case_id)),
    )


@router.get("/cases/{case_id}")
def show_case(services: Services, case_id: str) -> CaseShape:
    """One case."""
    with services.records.read() as view:
        return _case(view.casework.cases.get(case_id))


def _shown(alert: StoredAlert) -> dict[str, Any]:
    return {
        "alert_id": alert.alert_id,
        "version": alert.version,
        "kind": alert.kind,
        "score_permille": alert.score_permille,
        "typology_ids": list(alert.typology_ids),
        "state": alert.state.value,
        "created_at": alert.created_at,
        "revised_at": alert.revised_at,
    }


def _case(case: Case) -> CaseShape:
    return CaseShape(
        case_id=case.case_id,
        reference=case.reference,
        title=case.title,
        stand=case.stand.value,
        opened_at=case.opened_at,
    )


def _cursor_of(alert: StoredAlert) -> str:
    return write_cursor(str(alert.score_permille), alert.created_at.isoformat(), alert.alert_id)


def _mark_of(cursor: str) -> StoredAlert:
    """Where the page before ended, whatever became of that alert since."""
    score, created, alert_id = read_cursor(cursor, 3)
    try:
        created_at = datetime.fromisoformat(created)
        require_utc(created_at=created_at)
        return replace(
            _NO_ALERT, score_permille=int(score), created_at=created_at, alert_id=alert_id
        )
    except ValueError:
        raise BadValue("cursor", cursor, "give back next_cursor as it was") from None
