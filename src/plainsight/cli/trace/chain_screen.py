"""plainsight chain screen and deposits: listed on a day, exposed, and whom to ask."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.trace.expose_account import measure
from plainsight.app.trace.pick_asset import pick_asset
from plainsight.app.trace.screen_addresses import find_wallets, screen_addresses, screening_fact
from plainsight.cli.exits import EXIT_DATA, EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing
from plainsight.cli.screen import console, print_json
from plainsight.cli.trace.chain_asked import open_tracer
from plainsight.cli.trace.chain_exposure import row_json
from plainsight.cli.trace.chain_parts import (
    DEFAULT_BOOK,
    DEFAULT_LEDGER,
    AsOf,
    AssetOption,
    BasisOption,
    BookFolder,
    LedgerFolder,
    accounts_of,
    commit_fact,
    day_of,
    judge_ledger,
    open_ledger,
)
from plainsight.cli.trace.chain_posts import extract_wallets, read_posts
from plainsight.feeds.attributions.categories import load_categories
from plainsight.feeds.chain.assets import load_assets
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.category import Role
from plainsight.trace.chain.deposit import DepositAccount, find_deposit_accounts
from plainsight.trace.chain.exposure import Exposure
from plainsight.trace.chain.screening import Outcome, Screening
from plainsight.trace.chain.wording import amount_text

COUNTS = (Outcome.LISTED, Outcome.EXPOSED)


app = typer.Typer()


@app.command()
def screen(
    addresses: Annotated[
        list[str] | None, typer.Argument(metavar="ADDRESS", help="Addresses to screen.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="A text file, one address a line.")] = None,
    posts: Annotated[Path | None, typer.Option(help="Posts; every wallet in them.")] = None,
    ledger: Annotated[
        Path | None, typer.Option(help="Also judge exposure over this chain ledger.")
    ] = None,
    every_account: Annotated[
        bool, typer.Option("--every-account", help="Every account of the ledger.")
    ] = False,
    book: BookFolder = DEFAULT_BOOK,
    as_of: AsOf = None,
    basis: BasisOption = Basis.EFFECTIVE,
    records: Annotated[
        str | None, typer.Option(help="Enter the screening into this audit log.", metavar="URL")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Screen addresses against the lists of a day, and their exposure when a ledger is given.

    Exit code 1 when any is listed or exposed above its threshold, 65 when an address could not be
    read and so was not screened.

    Examples:

      plainsight chain screen TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq --as-of 2024-01-01

      plainsight chain screen --posts posts.jsonl --ledger plainsight-chain
    """
    categories = load_categories(load_assets())
    day = day_of(as_of)
    wanted = list(addresses or [])
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        wanted += [line.strip() for line in lines if line.strip()]
    given = frozenset(wanted)
    if posts is not None:
        wanted += [m.wallet for m in find_wallets(read_posts(posts), extract_wallets)]
    exposures: dict[Asset, dict[str, list[Exposure]]] = {}
    if ledger is not None:
        exposures, accounts = _exposures(ledger, book, as_of=day, basis=basis)
        wanted += accounts if every_account else []
    everything = wiring.open_chain_book(book, categories)
    answers = list(
        screen_addresses(
            dict.fromkeys(wanted),
            book=everything,
            categories=categories,
            as_of=day,
            basis=basis,
            exposures=exposures or None,
        )
    )
    now = wiring.read_clock()
    commit_fact(records, lambda: (None, screening_fact(answers, subject="chain screen", now=now)))
    if as_json:
        print_json([_answer_json(answer) for answer in answers])
    else:
        _show(answers, everyone=not every_account, has_ledger=ledger is not None)
    if any(answer.outcome in COUNTS for answer in answers):
        raise typer.Exit(EXIT_NEGATIVE)
    if any(answer.outcome is Outcome.UNREADABLE for answer in answers if answer.written in given):
        raise typer.Exit(EXIT_DATA)


@app.command()
def deposits(
    ledger: LedgerFolder = DEFAULT_LEDGER,
    book: BookFolder = DEFAULT_BOOK,
    asset: AssetOption = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Find customers' deposit accounts at custodians: whom to ask, and about which account.

    An account that forwards everything to one named custodian within a day. A lead with its
    error rate, not evidence.

    Example: plainsight chain deposits --asset USDT
    """
    opened = open_ledger(ledger)
    chosen = pick_asset(opened, asset)
    transfers = opened.transfers(chosen.code)
    judged, _ = judge_ledger(
        accounts_of(transfers), book, as_of=day_of(as_of), basis=Basis.EFFECTIVE
    )
    custodians = {
        account: judged.name(account)
        for account, standing in judged.standings.items()
        if standing.role is Role.CUSTODIAN
    }
    found = find_deposit_accounts(transfers, custodians=custodians)
    if as_json:
        print_json([_deposit_json(entry) for entry in found])
        return
    listing = Listing("deposit account", "custodian", "forwarded", "received")
    for entry in sorted(found, key=lambda entry: -entry.forwarded_units):
        amounts = (entry.forwarded_units, entry.received_units)
        listing.add(
            entry.account,
            entry.party or entry.custodian,
            *(amount_text(Money(units=units, asset=chosen)) for units in amounts),
        )
    listing.show()


def _exposures(
    ledger: Path, book: Path, *, as_of: date, basis: Basis
) -> tuple[dict[Asset, dict[str, list[Exposure]]], list[str]]:
    tracer = open_tracer(ledger, book)
    found: dict[Asset, dict[str, list[Exposure]]] = {}
    accounts: dict[str, None] = {}
    for held in tracer.ledger.assets():
        asked = tracer.open_asset(tracer.ledger, held.asset.code)
        rows, _ = measure(tracer, asked, as_of=as_of, basis=basis)
        accounts.update(dict.fromkeys(asked.accounts()))
        by_account = found.setdefault(held.asset, {})
        for row in rows:
            by_account.setdefault(row.account, []).append(row)
    return found, list(accounts)


def _show(answers: list[Screening], *, everyone: bool, has_ledger: bool) -> None:
    colours = {Outcome.LISTED: "bold red", Outcome.EXPOSED: "bold yellow"}
    for answer in answers:
        if not everyone and answer.outcome not in COUNTS:
            continue
        word = answer.outcome.value.replace("_", " ")
        style = colours.get(answer.outcome, "dim")
        network = answer.account.network if answer.account else "-"
        console().print(f"[{style}]{word}[/] {escape(answer.written)} ({network})")
        for reason in answer.reasons:
            console().print(f"    {escape(reason)}")
    counted = sum(answer.outcome in COUNTS for answer in answers)
    unread = sum(answer.outcome is Outcome.UNREADABLE for answer in answers)
    # What was not measured must not read as clean.
    found = "listed or exposed" if has_ledger else "listed; exposure is measured with --ledger"
    console().print(
        f"{len(answers) - unread:,} screened, {counted:,} {found}"
        + (f"; {unread:,} could not be read: mend the address" if unread else "")
    )


def _answer_json(answer: Screening) -> dict[str, object]:
    return {
        "address": answer.written,
        "network": answer.account.network if answer.account else None,
        "outcome": answer.outcome.value,
        "as_of": answer.as_of.isoformat(),
        "basis": answer.basis.value,
        "categories_version": answer.policy_version,
        "reasons": list(answer.reasons),
        "exposures": [row_json(row) for row in answer.exposures],
    }


def _deposit_json(entry: DepositAccount) -> dict[str, object]:
    return {
        "account": entry.account,
        "custodian": entry.custodian,
        "party": entry.party,
        "forwarded": str(entry.forwarded_units),
        "received": str(entry.received_units),
        "rule": entry.link.rule.value,
        "version": entry.link.version,
        "confidence_percent": entry.link.confidence_percent,
    }
