"""plainsight attributions: who is said to control what, since when, and by whose word."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.trace.forget_edition import find_edition, forget_edition, undo_edition
from plainsight.app.trace.update_attributions import compare_attributions, update_attributions
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.trace.chain_parts import (
    DEFAULT_BOOK,
    AsOf,
    BasisOption,
    BookFolder,
    commit_fact,
    day_of,
    open_lists,
)
from plainsight.feeds.attributions.categories import load_categories
from plainsight.feeds.attributions.ofac import read_ofac
from plainsight.feeds.attributions.pack import read_pack
from plainsight.feeds.chain.assets import load_assets
from plainsight.stores.chain.attributions_book import FolderBook
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import Attribution, Basis, count_networks
from plainsight.trace.chain.snapshot import Snapshot, SnapshotDiff

app = typer.Typer(
    help="Who is said to control which account: lists, tag packs, your own claims.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SHOWN_MAX = 12
EnteredInto = Annotated[
    str | None,
    typer.Option("--records", help="Enter the update into this audit log.", metavar="URL"),
]


@app.command()
def update(
    file: Annotated[Path, typer.Argument(help="SDN XML, sdn.csv, a mirror folder, or a pack.")],
    book: BookFolder = DEFAULT_BOOK,
    published: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="The edition's date, when it does not say it; a pack's is today by default.",
        ),
    ] = None,
    may_shrink: Annotated[
        bool, typer.Option("--may-shrink", help="Take it although many rows are gone.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference only.")] = False,
    records: EnteredInto = None,
    as_json: AsJson = False,
) -> None:
    """Take a new edition of a list: what came, what went, and the hash of where it came from.

    Refused when it lost more than 5 percent of its rows, is older than the last edition, or is
    dated after today.

    Examples:

      plainsight attributions update sdn_advanced.xml

      plainsight attributions update lists/ --published 2024-09-27 --dry-run

      plainsight attributions update pack.yaml --published 2026-10-01
    """
    store = FolderBook(book)
    snapshot = _read(file, published)
    now = wiring.read_clock()
    diff = compare_attributions(store, snapshot, now=now, may_shrink=may_shrink)
    if not dry_run:
        commit_fact(
            records,
            lambda: update_attributions(store, diff, file_name=file.name, now=now),
        )
    if as_json:
        print_json(_diff_json(diff, taken=not dry_run))
    else:
        _show_diff(diff, taken=not dry_run)


@app.command()
def forget(
    edition: Annotated[
        str, typer.Argument(help="Its SHA-256, or the first digits that the list shows.")
    ],
    book: BookFolder = DEFAULT_BOOK,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference only.")] = False,
    records: EnteredInto = None,
    as_json: AsJson = False,
) -> None:
    """Take the last edition of a list back out of the book: one with a wrong date, or a wrong file.

    What it brought goes, what it ended stands again. Only the last edition of a source can be
    forgotten, as later ones rest on it. Reports that cite it keep its hash.

    Examples:

      plainsight attributions forget 52c5b6c1a9e0f7d3 --dry-run

      plainsight attributions forget 52c5b6c1a9e0f7d3 --records sqlite:///plainsight.db
    """
    store = FolderBook(book)
    record = find_edition(store, edition)
    undone = undo_edition(store, record)
    if not dry_run:
        now = wiring.read_clock()
        commit_fact(records, lambda: forget_edition(store, record, undone, now=now))
    if as_json:
        print_json(
            {
                "source": record.source,
                "published_on": record.published_on.isoformat(),
                "sha256": record.sha256,
                "dropped": [claim.account for claim in undone.dropped],
                "reopened": [claim.account for claim in undone.reopened],
                "forgotten": not dry_run,
            }
        )
        return
    console().print(f"{escape(record.source)}, edition of {record.published_on}:", soft_wrap=True)
    _show_claims((("goes", undone.dropped), ("stands again", undone.reopened)))
    console().print("  nothing was changed (--dry-run)" if dry_run else "  forgotten")


@app.command()
def show(
    account: Annotated[str, typer.Argument(help="An address, spelled in any accepted way.")],
    book: BookFolder = DEFAULT_BOOK,
    as_of: AsOf = None,
    basis: BasisOption = Basis.EFFECTIVE,
    as_json: AsJson = False,
) -> None:
    """Show every claim about one account on a day, and those that ended before it.

    Example: plainsight attributions show TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq --as-of 2024-01-01
    """
    read = read_account(account)
    text = read.text if read else account
    everything = wiring.open_chain_book(book, load_categories(load_assets()))
    day = day_of(as_of)
    standing = everything.standing(text, as_of=day, basis=basis)
    ended = everything.ended(text, as_of=day)
    if as_json:
        claims = {"standing": standing, "ended": ended}
        print_json({name: [_claim_json(c) for c in found] for name, found in claims.items()})
        return
    network = read.network if read else "no known encoding"
    console().print(f"{escape(text)} ({network}) on {day}")
    for claim in standing:
        console().print(f"  {escape(_sentence(claim))}")
    for claim in ended:
        console().print(f"  ended {claim.effective_until}: {escape(_sentence(claim))}")
    if not standing and not ended:
        console().print("  nobody names it; that is not the same as clean")


@app.command(name="list")
def list_sources(book: BookFolder = DEFAULT_BOOK, as_json: AsJson = False) -> None:
    """List the editions that were taken, with the hash of each file.

    Example: plainsight attributions list
    """
    taken = open_lists(book).snapshots()
    if as_json:
        print_json(
            [
                {
                    "source": r.source,
                    "file": r.file_name,
                    "published_on": r.published_on.isoformat(),
                    "sha256": r.sha256,
                    "rows_read": r.rows_read,
                    "unique": r.unique_count,
                    "added": r.added_count,
                    "removed": r.removed_count,
                }
                for r in taken
            ]
        )
        return
    listing = Listing(
        "source", "edition",
        *(number(name) for name in ("rows", "accounts", "added", "removed")), "SHA-256",
    )  # fmt: skip
    for r in taken:
        counts = (r.rows_read, r.unique_count, r.added_count, r.removed_count)
        listing.add(r.source, str(r.published_on), *(f"{n:,}" for n in counts), r.sha256[:16])
    listing.show()


def _read(file: Path, published: datetime | None) -> Snapshot:
    if file.suffix.lower() in (".yaml", ".yml"):
        # Never a day out of its rows: what is gone from it would have ended when it began.
        return read_pack(file, load_categories(load_assets()), published_on=day_of(published))
    return read_ofac(file, published_on=published.date() if published else None)


def _show_diff(diff: SnapshotDiff, *, taken: bool) -> None:
    snapshot, screen = diff.snapshot, console()
    screen.print(
        f"{escape(snapshot.source)}, edition of {snapshot.published_on}: "
        f"{counted(snapshot.rows_read, 'row')}, {counted(diff.unique_count, 'account')}"
    )
    networks = count_networks(snapshot.attributions)
    spread = ", ".join(
        f"{name or 'no known encoding'} {count:,}"
        for name, count in sorted(networks.items(), key=lambda entry: -entry[1])
    )
    screen.print(f"  by encoding: {spread}")
    screen.print(
        f"  {len(diff.added):,} came, {len(diff.removed):,} went, {diff.kept_count:,} stayed"
    )
    _show_claims((("went", diff.removed), ("came", diff.added)))
    screen.print(f"  SHA-256 {snapshot.sha256}")
    if not taken:
        screen.print("  nothing was changed (--dry-run)")


def _show_claims(changes: Sequence[tuple[str, Sequence[Attribution]]]) -> None:
    screen = console()
    for word, claims in changes:
        for claim in claims[:SHOWN_MAX]:
            what = f"{claim.account} {claim.category} {claim.party}"
            screen.print(f"  {word}: {escape(what)}", soft_wrap=True)
        if len(claims) > SHOWN_MAX:
            screen.print(f"  {word}: and {len(claims) - SHOWN_MAX:,} more")


def _diff_json(diff: SnapshotDiff, *, taken: bool) -> dict[str, object]:
    return {
        "source": diff.snapshot.source,
        "published_on": diff.snapshot.published_on.isoformat(),
        "sha256": diff.snapshot.sha256,
        "rows_read": diff.snapshot.rows_read,
        "unique": diff.unique_count,
        "networks": dict(count_networks(diff.snapshot.attributions)),
        "added": [claim.account for claim in diff.added],
        "removed": [claim.account for claim in diff.removed],
        "kept": diff.kept_count,
        "taken": taken,
    }


def _claim_json(claim: Attribution) -> dict[str, object]:
    until = claim.effective_until
    return {
        "category": claim.category,
        "party": claim.party,
        "source": claim.source,
        "source_url": claim.source_url,
        "confidence": claim.confidence.value,
        "effective_from": claim.effective_from.isoformat(),
        "effective_until": until.isoformat() if until else None,
        "known_from": claim.known_from.isoformat(),
        "label": claim.label,
        "programme": claim.programme,
        "custodian": claim.custodian,
    }


def _sentence(claim: Attribution) -> str:
    parts = [f"{claim.category}: {claim.party or 'no name given'}", f"by {claim.source}"]
    parts.append(f"({claim.confidence}) since {claim.effective_from}")
    if claim.label:
        parts.append(f"filed as {claim.label}")
    if claim.custodian:
        parts.append(f"deposit account at {claim.custodian}")
    return ", ".join(parts)
