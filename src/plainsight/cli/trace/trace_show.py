"""plainsight trace show: a flow as a picture, interactive HTML or SVG."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from plainsight import wiring
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.offered import alert_ids
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted
from plainsight.cli.trace.flow_legs import legs_around
from plainsight.cli.trace.flow_options import (
    DEFAULT_TRANSFERS,
    AsOf,
    AsWritten,
    Only,
    PolicyFolder,
    Reporting,
    Since,
    TransfersFolder,
    ask,
    choose_policy,
    open_snapshot,
)
from plainsight.cli.trace.flow_picture_page import render_pictures
from plainsight.cli.trace.flow_search import search, touching
from plainsight.cli.write_file import write_whole
from plainsight.errors import BadValue, UnknownId
from plainsight.trace.picture.figure import Picture, picture_from_json, picture_of

ALERT_PREFIX = "al_"
PICTURES_MAX = 50
LEGS_MAX = 2_000
HOPS_MAX = 3


class Shown(StrEnum):
    """What is drawn of an account."""

    FINDINGS = "findings"
    NEIGHBOURHOOD = "neighbourhood"


def show(
    what: Annotated[
        str,
        typer.Argument(
            help="An alert's id (al_...), an account, or a transfer.", autocompletion=alert_ids
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Where the picture goes: .html to explore, .svg to embed.")
    ] = Path("flow.html"),
    of: Annotated[
        Shown, typer.Option(help="Findings it takes part in, or every transfer around it.")
    ] = Shown.FINDINGS,
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    typology: Only = None,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    as_written: AsWritten = False,
    policy: PolicyFolder = None,
    records: RecordsUrl = None,
    top: Annotated[
        int, typer.Option(help="Findings to draw; an SVG holds one.", min=1, max=PICTURES_MAX)
    ] = 5,
    hops: Annotated[
        int, typer.Option(help="How far a neighbourhood reaches.", min=1, max=HOPS_MAX)
    ] = 1,
    legs: Annotated[
        int,
        typer.Option(help="Transfers of a neighbourhood, largest first.", min=1, max=LEGS_MAX),
    ] = 120,
) -> None:
    """Draw a flow: time from left to right, amounts as widths, roles by colour, sign and hatching.

    The page needs no network: point at a band to see where its money can have come from and gone
    to. Exits with 1 when there is nothing to draw.

    Examples:

      plainsight trace show u_48213

      plainsight trace show al_5f0c2f... --out alert.svg

      plainsight trace show u_48213 --of neighbourhood --hops 2 --since 2026-01-01
    """
    if out.suffix.lower() not in (".html", ".svg"):
        raise BadValue("out", str(out), "name a file that ends in .html or .svg")
    if what.startswith(ALERT_PREFIX):
        pictures = _of_alert(what, records)
    else:
        snapshot, question = (
            open_snapshot(ledger),
            ask(reporting, since, as_of, as_written=as_written),
        )
        if of is Shown.NEIGHBOURHOOD:
            pictures = _around(snapshot, what, question, hops=hops, legs_max=legs)
        else:
            found = search(snapshot, choose_policy(policy, typology), question)
            pictures = [picture_of(finding) for finding in touching(found, what)]
    if not pictures:
        console().print("nothing to draw: no finding touches it (--of neighbourhood draws all)")
        raise typer.Exit(EXIT_NEGATIVE)
    write_whole(out, _drawn(pictures[:top], what, out))
    shown = 1 if out.suffix.lower() == ".svg" else min(top, len(pictures))
    console().print(f"{shown} of {len(pictures):,} drawn: {out}", soft_wrap=True)


def _drawn(pictures: list[Picture], what: str, out: Path) -> str:
    if out.suffix.lower() == ".svg":
        return pictures[0].svg() + "\n"
    return render_pictures(
        pictures,
        title=f"Flows of {what}",
        about=(
            f"{len(pictures)} drawn. Made by Plainsight from the ledger's transfers; a picture "
            "shows what is on record and proves nothing alone."
        ),
    )


def _of_alert(alert_id: str, records: str | None) -> list[Picture]:
    with opened_records(records) as store, store.read() as reading:
        versions = reading.alerts.versions(alert_id)
    if not versions:
        raise UnknownId("alert", alert_id)
    newest: Any = versions[-1].finding
    if "findings" not in newest:
        raise BadValue("alert", alert_id, "is no alert about flows; see plainsight explain")
    return [picture_from_json(finding) for finding in newest["findings"]]


def _around(
    snapshot: LedgerSnapshot, account: str, question: FlowQuestion, *, hops: int, legs_max: int
) -> list[Picture]:
    # Loaded here: its compilers take longer to load than most commands take to run.
    from plainsight.engines.flow_neighbourhood import transfers_around

    ids = transfers_around(snapshot, account, question, hops=hops, legs_max=legs_max)
    read = wiring.make_flow_tools().reader.read(snapshot, ids, question.reporting)
    legs = legs_around(account, read.values())
    if not legs:
        return []
    title = f"{account}: {counted(len(legs), 'transfer')} around it"
    picture = Picture(legs=legs, title=title)
    if len(ids) == legs_max:
        picture = replace(picture, notes=(f"The {legs_max} largest; --legs draws more.",))
    return [picture]
