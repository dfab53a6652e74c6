"""Public pages: routes for everyone. Paths are whole, as in the table of roles."""

from fastapi import APIRouter

from plainsight.web.public.preferences import router as preferences
from plainsight.web.public.proofs import router as proofs
from plainsight.web.public.scoreboard import router as scoreboard

router = APIRouter()
for part in (scoreboard, proofs, preferences):
    router.include_router(part)
