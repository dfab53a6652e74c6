"""plainsight cases: one matter with its posts, accounts, transfers, wallets, requests and holds."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.markup import escape

from plainsight.app.casework.report_posts import edits_of
from plainsight.app.casework.reshape_case import merge_cases, split_case
from plainsight.app.casework.view_case import PAGE_MAX, CaseView, find_cases, list_cases, view_case
from plainsight.app.casework.work_case import (
    add_to_case,
    close_case,
    note_case,
    open_case,
    take_out_of_case,
)
from plainsight.casework.case import MADE_ONLY, Case, CaseItem, CaseStand, ItemKind
from plainsight.casework.graph import Tie
from plainsight.cli.casework.casework_view import (
    case_json,
    graph_json,
    items_json,
    show_case,
    show_timeline,
    timeline_json,
)
from plainsight.cli.listing import Listing, number, words
from plainsight.cli.offered import case_references
from plainsight.cli.screen import console, print_json
from plainsight.cli.staff_options import StaffTurn, staffed
from plainsight.errors import BadValue
from plainsight.model.time import format_instant

CaseId = Annotated[
    str,
    typer.Argument(
        help="The case's reference or id.", show_default=False, autocompletion=case_references
    ),
]
Alerts = Annotated[
    list[str] | None, typer.Option("--alert", help="An alert to put in; repeat for more.")
]
Items = Annotated[
    list[str] | None,
    typer.Option("--item", help="Anything else, as kind:id - for example hold:ho_12; repeatable."),
]
Why = Annotated[str, typer.Option(help="Why; it stands in the notes.")]

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Cases: open, add, timeline, graph."
)


def _tell(case: Case, *, as_json: bool) -> None:
    if as_json:
        print_json(case_json(case))
    else:
        console().print(escape(f"{case.reference}: {case.stand.value}, holds {case.item_count}"))


@app.command("open")
@staffed(_tell)
def open_(
    turn: StaffTurn,
    title: Annotated[str, typer.Argument(help="What the case is called.")],
    alert: Alerts = None,
    item: Items = None,
) -> Case:
    """Open a case. An alert brings its posts, accounts, contacts and transfers with it.

    Example:

      plainsight cases open "Broker in three groups" --alert al_4f0c --by ana
    """
    return open_case(
        turn.store,
        title,
        alert_ids=alert or (),
        items=_items(item),
        actor=turn.actor,
        now=turn.now,
    )


@app.command()
@staffed(_tell)
def add(
    turn: StaffTurn,
    case_id: CaseId,
    alert: Alerts = None,
    item: Items = None,
    note: Annotated[str | None, typer.Option(help="Also write this down.")] = None,
) -> Case:
    """Add alerts, other things or a note to a case you work on.

    Example:

      plainsight cases add CASE-2026-000001 --item hold:ho_12 --note "asked by HSI" --by ana
    """
    case = add_to_case(
        turn.store,
        case_id,
        alert_ids=alert or (),
        items=_items(item),
        actor=turn.actor,
        now=turn.now,
    )
    if note is not None:
        note_case(turn.store, case_id, note, actor=turn.actor, now=turn.now)
    return case


@app.command("take-out")
@staffed(_tell)
def take_out(
    turn: StaffTurn,
    case_id: CaseId,
    why: Why,
    item: Annotated[
        list[str], typer.Option("--item", help="What to take out, as kind:id; repeatable.")
    ],
) -> Case:
    """Take things out of a case that do not belong to it. A report draws on what is left.

    An alert that is taken out leaves what it brought: name that too. The notes keep what was
    taken out, and why.

    Example:

      plainsight cases take-out CASE-2026-000001 --item account:acc-2 --why "a namesake" --by ana
    """
    named = [_kind_and_ref(text, kinds=tuple(ItemKind)) for text in item]
    return take_out_of_case(turn.store, case_id, named, why=why, actor=turn.actor, now=turn.now)


def _tell_case(done: tuple[CaseView, Mapping[str, str]], *, as_json: bool) -> None:
    view, edits = done
    if as_json:
        print_json({**case_json(view.case), "items": items_json(view.case, view.items, edits)})
    else:
        show_case(view, edits)


@app.command()
@staffed(_tell_case)
def show(turn: StaffTurn, case_id: CaseId) -> tuple[CaseView, Mapping[str, str]]:
    """Show a case and what it holds; the look is logged.

    Example:

      plainsight cases show CASE-2026-000001 --by ana
    """
    view = view_case(turn.store, case_id, actor=turn.actor, now=turn.now)
    with turn.store.read() as reading:
        return view, edits_of(reading, view.items)


def _tell_timeline(view: CaseView, *, as_json: bool) -> None:
    if as_json:
        print_json(timeline_json(view.timeline))
    else:
        show_timeline(view.case, view.timeline)


@app.command()
@staffed(_tell_timeline)
def timeline(turn: StaffTurn, case_id: CaseId) -> CaseView:
    """Show what happened and what was done about it, oldest first.

    Example:

      plainsight cases timeline CASE-2026-000001 --by ana
    """
    return view_case(turn.store, case_id, actor=turn.actor, now=turn.now)


def _tell_graph(view: CaseView, *, as_json: bool) -> None:
    if as_json:
        print_json(graph_json(view.graph))
        return
    labels = {node.node_id: node.label for node in view.graph.nodes}
    for edge in view.graph.edges:
        where = f"  in {edge.label}" if edge.tie is Tie.NAMES and edge.label else ""
        said = f"{labels[edge.source]}  {edge.tie.value}  {labels[edge.target]}{where}"
        console().print(escape(said))


@app.command()
@staffed(_tell_graph)
def graph(turn: StaffTurn, case_id: CaseId) -> CaseView:
    """Print who posted, who paid whom and what ties them; ids in it tell nothing outside.

    Example:

      plainsight cases graph CASE-2026-000001 --json --by ana
    """
    return view_case(turn.store, case_id, actor=turn.actor, now=turn.now)


def _tell_cases(found: Sequence[Case], *, as_json: bool) -> None:
    if as_json:
        print_json([case_json(case) for case in found])
        return
    listing = Listing("case", "opened", "stand", number("holds"), words("title"))
    for case in found:
        listing.add(
            case.reference,
            format_instant(case.opened_at)[:10],
            case.stand.value,
            str(case.item_count),
            case.title,
        )
    listing.show()


@app.command("list")
@staffed(_tell_cases)
def list_(
    turn: StaffTurn,
    stand: Annotated[CaseStand | None, typer.Option(help="Only these.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only those you work on.")] = False,
    find: Annotated[
        str | None,
        typer.Option(
            help="Only those that hold this account, transfer, wallet, contact, request or hold, "
            "with an alert about this account, with a trail to this address or party, or with "
            "these words in their title; without --stand and --mine."
        ),
    ] = None,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=PAGE_MAX)] = 20,
) -> Sequence[Case]:
    """List cases, the latest first.

    Examples:

      plainsight cases list --mine --by ana

      plainsight cases list --find TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq --by ana
    """
    if find is not None and (stand is not None or mine):
        raise BadValue("--find", find, "leave out --stand and --mine: it looks through every case")
    if find is not None:
        return find_cases(turn.store, find, count_max=top, actor=turn.actor)
    return list_cases(turn.store, stand=stand, is_mine=mine, count_max=top, actor=turn.actor)


@app.command()
@staffed(_tell)
def merge(
    turn: StaffTurn,
    case_id: CaseId,
    into: Annotated[str, typer.Option(help="The case that takes everything.")],
    why: Why,
) -> Case:
    """Move all of one case into another. Role SNR.

    Example:

      plainsight cases merge CASE-2026-000002 --into CASE-2026-000001 --why "one wallet"
      --by sol --role SNR
    """
    return merge_cases(turn.store, case_id, into=into, why=why, actor=turn.actor, now=turn.now)


@app.command()
@staffed(_tell)
def split(
    turn: StaffTurn,
    case_id: CaseId,
    title: Annotated[str, typer.Option(help="What the new case is called.")],
    item: Items = None,
) -> Case:
    """Move some things of a case into a new one. Role SNR.

    Example:

      plainsight cases split CASE-2026-000001 --title "Another matter" --item account:acc-2
      --by sol --role SNR
    """
    return split_case(
        turn.store,
        case_id,
        [(each.kind, each.ref) for each in _items(item)],
        title=title,
        actor=turn.actor,
        now=turn.now,
    )


@app.command()
@staffed(_tell)
def close(turn: StaffTurn, case_id: CaseId, why: Why) -> Case:
    """Close a case with the reason.

    Example:

      plainsight cases close CASE-2026-000001 --why "report filed" --by ana
    """
    return close_case(turn.store, case_id, why=why, actor=turn.actor, now=turn.now)


def _items(given: list[str] | None) -> list[CaseItem]:
    """`kind:id` as things for a case. Raises BadValue for an unknown kind."""
    by_hand = tuple(each for each in ItemKind if each not in MADE_ONLY)
    named = (_kind_and_ref(text, kinds=by_hand) for text in given or [])
    return [CaseItem(kind=kind, ref=ref) for kind, ref in named]


def _kind_and_ref(text: str, *, kinds: Sequence[ItemKind]) -> tuple[ItemKind, str]:
    """Read `kind:id`. Raises BadValue, naming the kinds that are possible."""
    kind, _, ref = text.partition(":")
    names = [each.value for each in kinds]
    if kind not in names or not ref:
        raise BadValue("item", text, f"write kind:id; kinds are {', '.join(names)}")
    return ItemKind(kind), ref
