"""Reviews as rows and back."""

from typing import Any

from sqlalchemy import Row

from plainsight.casework.priority import Risk
from plainsight.casework.review import Review, Stand
from plainsight.stores.sql.by_field import from_row, to_row
from plainsight.stores.sql.exact_text import storable


def row_of(review: Review) -> dict[str, Any]:
    """Every column but the instant of the change; bars stand in a table of their own."""
    return {
        **to_row(
            review, but=("risk", "barred"), kind=storable(review.kind), title=storable(review.title)
        ),
        **to_row(review.risk),
        "is_open": review.stand is not Stand.DECIDED,
    }


def review_of(row: Row[Any], barred: frozenset[str]) -> Review:
    """A row as a value."""
    return from_row(
        Review, row, typology_ids=tuple(row.typology_ids), risk=from_row(Risk, row), barred=barred
    )
