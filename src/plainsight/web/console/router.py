"""Console: routes for analysts and the response desk. Paths are whole, as in the table of roles."""

from fastapi import APIRouter

from plainsight.web.console.requests import router as requests

router = APIRouter()
for part in (requests,):
    router.include_router(part)
