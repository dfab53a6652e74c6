"""Alerts in the queue and cases, as people and machines see them."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.markup import escape

from plainsight.app.casework.list_queue import QueuePage
from plainsight.app.casework.view_alert import AlertView
from plainsight.app.casework.view_case import CaseView
from plainsight.casework.case import Case, CaseItem, ItemKind
from plainsight.casework.graph import CaseGraph, item_label, masked_ref, node_id
from plainsight.casework.protect import mask_contacts
from plainsight.casework.review import Review
from plainsight.casework.timeline import Moment
from plainsight.cli.detect.alert_view import alert_json
from plainsight.cli.listing import Listing, number, words
from plainsight.cli.screen import console, counted, minute, visible
from plainsight.model.time import format_instant

ID_CHARS = 10  # enough to tell the things of one case apart


def review_json(review: Review) -> dict[str, Any]:
    """One line of the queue as plain data."""
    return {
        "alert_id": review.alert_id,
        "kind": review.kind,
        "title": review.title,
        "typology_ids": list(review.typology_ids),
        "score_permille": review.risk.score_permille,
        "account_count": review.risk.account_count,
        "post_count": review.risk.post_count,
        "worth_cents": review.risk.worth_cents,
        "stand": review.stand.value,
        "look": review.look.value,
        "raised_at": format_instant(review.raised_at),
        "due_at": format_instant(review.due_at),
        "available_at": format_instant(review.available_at),
        "holder": review.holder_id,
        "assigned_to": review.assigned_to,
        "outcome": None if review.outcome is None else review.outcome.value,
    }


def show_queue(page: QueuePage) -> None:
    """A page of the queue as a table, what is due first on top."""
    listing = Listing(
        "alert", "due", number("score"), number("accounts"), words("typologies"), "whose",
        words("what"),
    )  # fmt: skip
    for review in page.reviews:
        listing.add(
            review.alert_id,
            minute(review.due_at),
            f"{review.risk.score_permille / 1000:.2f}",
            str(review.risk.account_count),
            " ".join(review.typology_ids),
            review.holder_id or review.assigned_to or "",
            review.title,
        )
    listing.show()


def view_json(view: AlertView) -> dict[str, Any]:
    """An alert as it may be shown, as plain data."""
    return {
        **alert_json(view.alert),
        "review": review_json(view.review),
        "account_ids": list(view.account_ids),
        "text": view.text,
        "known_by": None if view.lead is None else view.lead.known_by.value,
        "now_reads": view.now_reads,
        "masks": [[mask.start, mask.end, mask.kind] for mask in view.masks],
        "cases": [case.reference for case in view.cases],
        "asked_by": view.review.asked_by,
        "asked_note": view.asked_note,
        "decisions": [
            {
                "outcome": decision.outcome.value,
                "version": decision.alert_version,
                "reasons": list(decision.reason_ids),
                "by": decision.decided_by,
                "at": format_instant(decision.decided_at),
                "policy": decision.policy,
            }
            for decision in view.decisions
        ],
    }


def case_json(case: Case) -> dict[str, Any]:
    """A case as plain data."""
    return {
        "case_id": case.case_id,
        "reference": case.reference,
        "title": case.title,
        "stand": case.stand.value,
        "opened_by": case.opened_by,
        "opened_at": format_instant(case.opened_at),
        "members": sorted(case.member_ids),
        "item_count": case.item_count,
        "merged_into": case.merged_into,
        "split_from": case.split_from,
    }


def items_json(
    case: Case, items: Iterable[CaseItem], edits: Mapping[str, str]
) -> list[dict[str, str]]:
    """What a case holds; `id` tells two apart whose contact or wallet is masked, as in the graph.

    A contact or wallet leaves only with a reason that the log keeps: `queue show --unmask`. A post
    that was edited since it was judged has what it `now_reads`, from `edits` by the item's ref.
    """
    return [
        {
            "id": node_id(case.case_id, item.kind, item.ref),
            "kind": item.kind.value,
            "ref": masked_ref(item.kind.value, item.ref),
            **(
                {"now_reads": mask_contacts(edits[item.ref]).text}
                if item.kind is ItemKind.POST and item.ref in edits
                else {}
            ),
        }
        for item in items
    ]


def timeline_json(moments: tuple[Moment, ...]) -> list[dict[str, Any]]:
    """A timeline as plain data, oldest first."""
    return [
        {
            "at": format_instant(moment.at),
            "strand": moment.strand.value,
            "kind": moment.kind,
            "ref": masked_ref(moment.kind, moment.ref),
            "says": mask_contacts(moment.says).text,
            "by": moment.by,
        }
        for moment in moments
    ]


def graph_json(graph: CaseGraph) -> dict[str, Any]:
    """A graph as plain data; what `ref` names stays in the console and is left out."""
    return {
        "nodes": [
            {"id": node.node_id, "kind": node.kind.value, "label": node.label}
            for node in graph.nodes
        ],
        "edges": [
            {
                "id": edge.edge_id,
                "source": edge.source,
                "target": edge.target,
                "tie": edge.tie.value,
                "label": edge.label,
                "amount": edge.amount,
                "asset": edge.asset,
            }
            for edge in graph.edges
        ],
    }


def show_case(view: CaseView, edits: Mapping[str, str]) -> None:
    """A case with what it holds, and what its posts read later where they were edited."""
    screen = console()
    case = view.case
    screen.print(f"{case.reference}  {escape(case.title)}", style="bold")
    screen.print(
        f"{case.stand.value}, opened {minute(case.opened_at)}, "
        f"worked on by {escape(', '.join(sorted(case.member_ids)))}",
        style="dim",
    )
    for item in view.items:
        named = _told_apart(case, item.kind, item.ref, item_label(item))
        also = view.also_in.get(item.ref, ()) if item.kind is ItemKind.ALERT else ()
        shared = f"  (also in {', '.join(also)})" if also else ""
        screen.print(escape(f"  {item.kind.value:9} {named}{shared}"))
        if item.kind is ItemKind.POST and item.ref in edits:
            words = visible(mask_contacts(edits[item.ref]).text).strip()
            now = f"later read: {words}" if words else "a later wording has no words left"
            screen.print(escape(f"            edited since; {now}"), style="bold")
    if view.reports:
        screen.print(f"{counted(len(view.reports), 'report')} that you may know of", style="dim")


def show_timeline(case: Case, moments: Iterable[Moment]) -> None:
    """A timeline, one line a moment."""
    for moment in moments:
        by = f" ({moment.by})" if moment.by else ""
        says = visible(mask_contacts(moment.says).text)
        if moment.kind in set(ItemKind) and not moment.own:
            kind = ItemKind(moment.kind)
            says += f": {_told_apart(case, kind, moment.ref, masked_ref(kind, moment.ref))}"
        console().print(escape(f"{minute(moment.at)}  {moment.kind:11} {says}{by}"))


def _told_apart(case: Case, kind: ItemKind, ref: str, label: str) -> str:
    """The label, and of what is masked in it the beginning of its id in `cases graph --json`."""
    shown = visible(label)
    if label == ref or label != masked_ref(kind.value, ref):
        return shown
    return f"{shown} {node_id(case.case_id, kind, ref)[:ID_CHARS]}"
