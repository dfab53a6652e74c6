"""Public pages: routes for everyone. Paths are whole, as in the table of roles."""

from fastapi import APIRouter

router = APIRouter()
