"""Public pages: routes for everyone. Paths are whole, as in the table of roles."""

from fastapi import APIRouter

from plainsight.web.public.preferences import router as preferences

router = APIRouter()
router.include_router(preferences)
