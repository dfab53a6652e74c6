"""Portal: routes for officers. Paths are whole, as in the table of roles."""

from fastapi import APIRouter

router = APIRouter()
