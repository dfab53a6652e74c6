"""Console: routes for analysts and the response desk. Paths are whole, as in the table of roles."""

from fastapi import APIRouter

from plainsight.web.console.agencies import router as agencies
from plainsight.web.console.alerts import router as alerts
from plainsight.web.console.approvals import router as approvals
from plainsight.web.console.cases import router as cases
from plainsight.web.console.desk_rooms import router as desk_rooms
from plainsight.web.console.home import router as home
from plainsight.web.console.paper import router as paper
from plainsight.web.console.pictures import router as pictures
from plainsight.web.console.report_files import router as report_files
from plainsight.web.console.report_list import router as report_list
from plainsight.web.console.reports import router as reports
from plainsight.web.console.request_documents import router as request_documents
from plainsight.web.console.requests import router as requests
from plainsight.web.console.restrictions import router as restrictions
from plainsight.web.console.review_queue import router as review_queue
from plainsight.web.console.rollouts import router as rollouts
from plainsight.web.console.terms import router as terms

router = APIRouter()
for part in (
    home,
    approvals,
    review_queue,
    alerts,
    pictures,
    cases,
    report_list,
    reports,
    report_files,
    restrictions,
    rollouts,
    terms,
    requests,
    request_documents,
    paper,
    desk_rooms,
    agencies,
):
    router.include_router(part)
