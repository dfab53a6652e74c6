"""A production that cites a hold links to it (T26), and whatever it stands at keeps it from ending.

The link is a step, taken once the production is verified: it takes a hold out of its review, and
out of its grace period. The need is asked for anew before each step that ends a hold, so that one
that nobody verified yet, or that cites a provisional hold, keeps it as well.
"""

from collections.abc import Sequence
from datetime import datetime

from plainsight.app.ports import Reading, UnitOfWork
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.place_hold import set_holds
from plainsight.app.respond.stored import SYSTEM, StoredRequest
from plainsight.errors import UnknownId
from plainsight.respond.lifecycle import TABLE
from plainsight.respond.states import Authenticity, Circumstances, Command, Holding

_LINKABLE = next(row.before for row in TABLE if row.command is Command.LINK_HOLD)


def link_cited_hold(
    unit: UnitOfWork, stored: StoredRequest, *, now: datetime
) -> StoredRequest | None:
    """Link the hold that a verified production request cites; None when there is none to link.

    Only a hold of the same agency: an id read off somebody else's letter links nothing. Nor does
    that of an erased case: it keeps nothing.
    """
    cited = stored.request.cites_hold.strip()
    if not cited:
        return None
    try:
        kept = unit.desk.requests.get(_owner(unit, cited))
    except UnknownId:
        return None
    if kept.is_erased:
        return None
    kept = unit.desk.requests.lock(kept.request_id)
    is_same = kept.request.requester.agency_id == stored.request.requester.agency_id
    if not is_same or kept.state.holding not in _LINKABLE:
        return None
    kept = move_request(
        unit,
        kept,
        Command.LINK_HOLD,
        actor=SYSTEM,
        circumstances=Circumstances(is_hold_cited=True),
        now=now,
    )
    set_holds(
        unit,
        kept,
        now=now,
        note=f"cited by {stored.reference}",
        state=Holding.PRODUCTION_LINKED,
        asked_count=0,
    )
    return kept


def relying_on(reading: Reading, kept: StoredRequest) -> tuple[StoredRequest, ...]:
    """The open legal requests of the same agency that cite a hold of this one, the oldest first.

    One that nobody verified yet counts: keeping is undone at any time, an end never. One under
    suspicion of fraud does not: it would keep for whoever has a stolen mailbox.
    """
    names = {kept.reference, *(h.hold_id for h in reading.desk.holds.of_request(kept.request_id))}
    found = reading.desk.requests.open_of_agency(kept.request.requester.agency_id)
    return tuple(
        each
        for each in found
        if each.request.cites_hold.strip() in names
        and each.state.authenticity is not Authenticity.FRAUD_SUSPECTED
    )


def cited_by(relying: Sequence[StoredRequest]) -> str:
    """Who cites a hold, as the beginning of a sentence."""
    references = ", ".join(each.reference for each in relying)
    return f"{references} cites" if len(relying) == 1 else f"{references} cite"


def _owner(unit: UnitOfWork, cited: str) -> str:
    """The legal request of a cited hold; agencies cite the hold's id or our reference."""
    return cited if cited.startswith("LER-") else unit.desk.holds.get(cited).request_id
