"""plainsight requests: the part that another operator holds, told, routed, followed, measured."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from plainsight import wiring
from plainsight.app.respond.follow_gap import (
    inform_requester,
    measure_gaps,
    note_mla_answer,
    note_mla_reference,
    note_no_answer,
    route_request,
)
from plainsight.app.respond.stored import StoredRequest
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.request_turn import DeskTurn, desk_step
from plainsight.cli.respond.request_view import Reference, Words
from plainsight.cli.screen import counted, print_json
from plainsight.model.asset import CURRENCIES, fiat
from plainsight.model.money import Money
from plainsight.respond.gap import GapMeasures
from plainsight.respond.states import Role

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
Since = Annotated[datetime | None, typer.Option(help="From this day on (UTC).", metavar="DAY")]
Until = Annotated[datetime | None, typer.Option(help="Up to this day (UTC).", metavar="DAY")]


app = typer.Typer()


@app.command()
@desk_step(Role.CROSS_BORDER)
def route(
    turn: DeskTurn,
    reference: Reference,
    letter: Annotated[str, typer.Option(help="The words of the routing letter.")],
    operator: Annotated[
        str, typer.Option(help="What our own side is called in transfers.")
    ] = wiring.DEFAULT_OPERATOR,
    is_part: Annotated[
        bool, typer.Option("--part", help="The rest is held here: it stays owed in time.")
    ] = False,
) -> StoredRequest:
    """Answer with the right address: a routing letter is a response. For cross-border.

    Example:

      plainsight requests route LER-2026-000123 --letter "Ask through the treaty." --by xenia
    """
    return route_request(
        turn.store,
        reference,
        actor=turn.actor,
        now=turn.now,
        letter=letter,
        own_operator=operator,
        is_part=is_part,
    )


@app.command()
@desk_step(Role.CROSS_BORDER)
def inform(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Tell the requester about the other operator and the treaty's way. For cross-border.

    Example:

      plainsight requests inform LER-2026-000123 --words "see the gap certificate" --by xenia
    """
    return inform_requester(turn.store, reference, words, actor=turn.actor, now=turn.now)


@app.command()
@desk_step(Role.CROSS_BORDER)
def mla_reference(
    turn: DeskTurn,
    reference: Reference,
    number: Annotated[str, typer.Option(help="The treaty request's own reference.")],
) -> StoredRequest:
    """Note under which reference the treaty request runs. For cross-border.

    Example:

      plainsight requests mla-reference LER-2026-000123 --number OIA-26-7 --by xenia
    """
    return note_mla_reference(turn.store, reference, number, actor=turn.actor, now=turn.now)


@app.command()
@desk_step(Role.CROSS_BORDER)
def mla_answer(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Note that the other side answered through the treaty. For cross-border.

    Example:

      plainsight requests mla-answer LER-2026-000123 --words "documents came" --by xenia
    """
    return note_mla_answer(turn.store, reference, words, actor=turn.actor, now=turn.now)


@app.command()
@desk_step(Role.CROSS_BORDER)
def mla_no_answer(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Note that the agency gave up waiting; the gap stays counted as open. For cross-border.

    Example:

      plainsight requests mla-no-answer LER-2026-000123 --words "closed unanswered" --by xenia
    """
    return note_no_answer(turn.store, reference, words, actor=turn.actor, now=turn.now)


@app.command()
def gaps(
    since: Since = None,
    until: Until = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Measure the blind side, GAP-1 to GAP-5, from stored requests. No sister system is asked.

    Example:

      plainsight requests gaps --since 2026-01-01 --json
    """
    now = wiring.read_clock()
    with opened_records(records) as store:
        told = measure_gaps(
            store,
            since=_EVER if since is None else since.replace(tzinfo=UTC),
            until=now if until is None else until.replace(tzinfo=UTC),
            now=now,
        )
    if as_json:
        print_json(
            {
                "whole": _json(told.whole),
                "by_agency": {name: _json(each) for name, each in told.by_agency.items()},
                "by_offence": {name: _json(each) for name, each in told.by_offence.items()},
                "by_half_year": {name: _json(each) for name, each in told.by_half_year.items()},
            }
        )
        return
    listing = Listing("", words(""))
    for name, value in _rows(told.whole):
        listing.add(name, value)
    listing.show()


def _rows(found: GapMeasures) -> list[tuple[str, str]]:
    moved = ", ".join(_amount(units, asset) for asset, units in found.one_sided_units.items())
    days = found.median_days_to_answer
    oldest = found.open_ages_days[0] if found.open_ages_days else 0
    return [
        ("GAP-1 one-sided", f"{found.one_sided_count} of {found.production_count} productions"),
        ("GAP-2 transfers", f"{found.one_sided_transfers:,} ({moved or 'nothing'})"),
        (
            "GAP-3 identified",
            f"{found.identified_counterparties} of {found.counterparties} counterparties",
        ),
        (
            "GAP-4 funnel",
            f"{found.informed} informed, {found.mla_known} asked by treaty, "
            f"{found.answered} answered, {found.given_up} given up"
            + ("" if days is None else f", median {days:.0f} days"),
        ),
        ("GAP-5 open", f"{len(found.open_ages_days)} open, the oldest {counted(oldest, 'day')}"),
    ]


def _amount(units: int, asset: str) -> str:
    """Money as people read it; of a token the platform says no digits, so base units stay."""
    if asset in CURRENCIES:
        return str(Money(units=units, asset=fiat(asset)))
    return f"{units:,} base units of {asset}"


def _json(found: GapMeasures) -> dict[str, Any]:
    return {
        "productions": found.production_count,
        "gap_1_one_sided": found.one_sided_count,
        "gap_2_transfers": found.one_sided_transfers,
        "gap_2_base_units": dict(found.one_sided_units),
        "gap_3_identified": found.identified_counterparties,
        "gap_3_counterparties": found.counterparties,
        "gap_4_informed": found.informed,
        "gap_4_mla_known": found.mla_known,
        "gap_4_answered": found.answered,
        "gap_4_given_up": found.given_up,
        "gap_4_median_days": found.median_days_to_answer,
        "gap_5_open_days": list(found.open_ages_days),
    }
