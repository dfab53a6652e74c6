"""Console: routes for analysts and the response desk. Paths are whole, as in the table of roles."""

from fastapi import APIRouter

router = APIRouter()
