"""Portal: routes for officers. Paths are whole, as in the table of roles."""

from fastapi import APIRouter

from plainsight.web.portal.home import router as home
from plainsight.web.portal.requests import router as requests

router = APIRouter()
for part in (home, requests):
    router.include_router(part)
