"""How much a narrative tells one by one; what is left out is counted in a sentence of its own."""

from dataclasses import dataclass

from plainsight.casework.report.draft import ReportForm

LISTED_MAX = 40  # posts, transfers and mirrors told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many of each are told. The first post is told always."""

    holders: int  # whose name is not known
    contacts: int  # of one campaign
    post_chars: int  # copies of one advert must not crowd out the rest
    transfers: int


_WHOLE = Room(holders=LISTED_MAX, contacts=10, post_chars=7_000, transfers=LISTED_MAX)
# An FIU takes the reason in one short field, and every transfer as a transaction beside it.
_SHORT = (
    Room(holders=5, contacts=3, post_chars=600, transfers=10),
    Room(holders=5, contacts=3, post_chars=0, transfers=5),
    Room(holders=3, contacts=1, post_chars=0, transfers=2),
    Room(holders=1, contacts=1, post_chars=0, transfers=1),
)


def rooms_for(form: ReportForm) -> tuple[Room, ...]:
    """The rooms of a form, the widest first."""
    return _SHORT if form is ReportForm.GOAML else (_WHOLE,)
