"""Every table's law together: what a migration makes, and what a change of a lifecycle makes anew.

The triggers are written from the tables of steps in `plainsight.casework` and `plainsight.respond`.
Records made before such a table changed keep the triggers of then, so that a change comes with a
migration that calls `make_laws` again; a test holds the text of all of them to what it was.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from plainsight.stores.casework.laws import casework_laws
from plainsight.stores.casework.review_laws import review_laws
from plainsight.stores.identity.laws import identity_laws
from plainsight.stores.respond.request_laws import request_laws
from plainsight.stores.sql.refusals import Law, make_law


def make_laws(connection: Connection) -> None:
    """Make every trigger, in place of earlier ones of the same tables."""
    for law in every_law():
        make_law(connection, law)


def every_law() -> Iterator[Law]:
    """Every table's law."""
    yield from casework_laws()
    yield from review_laws()
    yield from request_laws()
    yield from identity_laws()
