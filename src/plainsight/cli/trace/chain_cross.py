"""plainsight chain cross: from a post over a fiat leg and a wallet to a listed party."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from plainsight import wiring
from plainsight.app.casework.trail_items import Kept, keep_trails
from plainsight.app.trace.cross_chain import Crossed, CrossTerms, cross_chain
from plainsight.app.trace.screen_addresses import find_wallets
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.staff_options import Roles, acting
from plainsight.cli.trace.chain_asked import open_tracer
from plainsight.cli.trace.chain_parts import (
    DEFAULT_BOOK,
    DEFAULT_LEDGER,
    AsOf,
    AssetOption,
    BookFolder,
    LedgerFolder,
    day_of,
)
from plainsight.cli.trace.chain_posts import extract_wallets, read_posts
from plainsight.cli.trace.flow_options import DEFAULT_TRANSFERS, open_snapshot
from plainsight.errors import BadValue
from plainsight.model.asset import fiat
from plainsight.model.money import Money
from plainsight.stores.transfers.fiat_legs import FiatSnapshot
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.crossing import Crossing, CrossingTerms
from plainsight.trace.chain.trail import Trail
from plainsight.trace.chain.wording import amount_text, short

HOURS_MAX = 365 * 24


app = typer.Typer()


@app.command()
def cross(
    posts: Annotated[Path | None, typer.Option(help="Posts whose wallets are joined.")] = None,
    wallet: Annotated[
        list[str] | None, typer.Option(help="A wallet the case states: ACCOUNT=ADDRESS.")
    ] = None,
    transfers: Annotated[
        Path, typer.Option(help="Folder of the ledger of transfers (plainsight transfers).")
    ] = DEFAULT_TRANSFERS,
    ledger: LedgerFolder = DEFAULT_LEDGER,
    book: BookFolder = DEFAULT_BOOK,
    asset: AssetOption = None,
    reporting: Annotated[str, typer.Option(help="Currency in which legs are compared.")] = "USD",
    par: Annotated[
        bool, typer.Option("--par", help="Declare the chain's asset worth one reporting unit.")
    ] = False,
    within_hours: Annotated[
        int, typer.Option(min=0, max=HOURS_MAX, help="Legs are at most this far apart.")
    ] = 24,
    spread_bp: Annotated[
        int,
        typer.Option(
            min=0, max=10_000, help="Values differ by at most so many hundredths of a percent."
        ),
    ] = 500,
    as_of: AsOf = None,
    case: Annotated[
        str | None, typer.Option(help="Put the trails to named parties into this case.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Your staff id; needed with --case.")
    ] = None,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Match fiat legs with chain legs of known wallets, and follow each wallet to listed parties.

    With --case the trails become part of a case: each with amount, party, list and its hash, and
    the posts and wallets they begin at. A report from that case says what they show.

    Examples:

      plainsight chain cross --posts posts.jsonl --par

      plainsight chain cross --posts posts.jsonl --par --case CASE-2026-000001 --by ana
    """
    # Before a search of minutes: who may not add to the case learns it first.
    actor = None if case is None else acting(_named(by), roles)
    tracer = open_tracer(ledger, book)
    found = cross_chain(
        tracer,
        FiatSnapshot(open_snapshot(transfers)),
        mentions=list(find_wallets(read_posts(posts), extract_wallets)) if posts else [],
        stated=_stated(wallet or []),
        terms=CrossTerms(
            as_of=day_of(as_of),
            reporting=fiat(reporting),
            asset=asset,
            par=par,
            deal=CrossingTerms(within=timedelta(hours=within_hours), spread_bp_max=spread_bp),
        ),
    )
    kept = None
    if case is not None and actor is not None:
        with opened_records(records) as store:
            now = wiring.read_clock()
            kept = keep_trails(store, case, found, snapshots=tracer.lists, actor=actor, now=now)
    if as_json:
        print_json(_json(found) | ({} if kept is None else {"kept": _kept_json(kept)}))
        return
    show_crossed(console(), found)
    if kept is not None:
        show_kept_trails(console(), kept)


def show_kept_trails(screen: Console, kept: Kept) -> None:
    """What a case holds of it now."""
    if not kept.items:
        screen.print(
            f"nothing was put into case {kept.case.reference}: no wallet that a post names leads "
            "to a named party; a wallet given by --wallet is matched with legs, never followed",
            soft_wrap=True,
        )
        return
    screen.print(f"in case {kept.case.reference} now:", soft_wrap=True)
    for item in kept.items:
        screen.print(f"  {escape(str(item.data['says']))}", soft_wrap=True)


def show_crossed(screen: Console, found: Crossed) -> None:
    """Crossings against chance, and the trails that reach a listed party."""
    mean = sum(found.by_chance) / max(len(found.by_chance), 1)
    told = counted(len(found.crossings), "crossing")
    screen.print(f"{told}; moved by whole weeks, chance alone gives {mean:.1f}")
    for crossing in found.crossings:
        hours = crossing.lag / timedelta(hours=1)
        screen.print(
            f"  {crossing.ramp.replace('_', ' ')}: {crossing.fiat.money} "
            f"{escape(crossing.fiat.source)} → {escape(crossing.fiat.target)}, "
            f"{amount_text(crossing.chain.money)} {short(crossing.chain.source)} → "
            f"{short(crossing.chain.target)}, {hours:+.1f} h, {crossing.spread_bp / 100:+.2f} %",
            soft_wrap=True,
        )
    ends: dict[tuple[str, str, str], list[Trail]] = {}
    for trail in found.trails:
        if trail.reaches_named:
            far = trail.path.hops[-1].transfer.target
            ends.setdefault((trail.mention.post_id, trail.mention.wallet, far), []).append(trail)
    for trails in ends.values():
        _show_end(screen, trails)


def _named(by: str | None) -> str:
    if by is None:
        raise BadValue("--by", "", "say who puts this into the case")
    return by


def _kept_json(kept: Kept) -> dict[str, object]:
    return {
        "case": kept.case.reference,
        "trails": [{"id": item.ref, **item.data} for item in kept.items],
    }


def _stated(pairs: Iterable[str]) -> dict[str, frozenset[str]]:
    stated: dict[str, frozenset[str]] = {}
    for pair in pairs:
        account, equals, address = pair.partition("=")
        read = read_account(address)
        if not equals or read is None:
            raise BadValue("--wallet", pair, "write ACCOUNT=ADDRESS with a valid address")
        stated[account] = stated.get(account, frozenset()) | {read.text}
    return stated


def _show_end(screen: Console, trails: list[Trail]) -> None:
    """All trails of one wallet to one account."""
    first = trails[0]
    units = sum(trail.path.units for trail in trails)
    amount = amount_text(Money(units=units, asset=first.path.hops[0].transfer.money.asset))
    paths = "one path" if len(trails) == 1 else f"{len(trails)} paths"
    screen.print(
        f"post {escape(first.mention.post_id)} by {escape(first.mention.account_id)} → wallet "
        f"{short(first.mention.wallet)} → {amount} in {paths} to {first.path.category}: "
        f"{short(first.path.hops[-1].transfer.target)}",
        soft_wrap=True,
    )
    screen.print(f"  weakest link: {first.weakest_link}", soft_wrap=True)


def _json(found: Crossed) -> dict[str, object]:
    return {
        "crossings": [_crossing_json(crossing) for crossing in found.crossings],
        "by_chance": list(found.by_chance),
        "trails": [
            {
                "post_id": trail.mention.post_id,
                "account_id": trail.mention.account_id,
                "role": trail.mention.role,
                "wallet": trail.mention.wallet,
                "crossings": [c.fiat.transfer_id for c in trail.crossings],
                "units": str(trail.path.units),
                "category": trail.path.category,
                "hops": [hop.transfer.transfer_id for hop in trail.path.hops],
                "weakest_link": trail.weakest_link,
            }
            for trail in found.trails
        ],
    }


def _crossing_json(crossing: Crossing) -> dict[str, object]:
    return {
        "ramp": crossing.ramp.value,
        "fiat": crossing.fiat.transfer_id,
        "chain": crossing.chain.transfer_id,
        "lag_seconds": int(crossing.lag.total_seconds()),
        "spread_bp": crossing.spread_bp,
    }
