"""Look at a case: what it holds, its timeline and its graph, as far as the viewer may know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.casework.wallet_items import wallet_of, wallet_ref
from plainsight.app.ports import Reading, Records
from plainsight.casework.access import Act, may, require
from plainsight.casework.case import Case, CaseItem, CaseNote, CaseStand, ItemKind
from plainsight.casework.decision import Decision
from plainsight.casework.filing import FiledReport
from plainsight.casework.graph import CaseGraph, graph_of
from plainsight.casework.restriction import Restriction
from plainsight.casework.review import Stand
from plainsight.casework.timeline import Moment, timeline_of
from plainsight.detect.extract import ExtractKind, extract
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff

PAGE_MAX = 200
QUERY_CHARS_MAX = 200
_HANDLE = "handle."
_RESTRICTIONS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case as a person is shown it; `reports` are those they may know of."""

    case: Case
    items: tuple[CaseItem, ...]
    also_in: Mapping[str, tuple[str, ...]]  # of its alerts, other cases that hold them as well
    notes: tuple[CaseNote, ...]
    decisions: tuple[Decision, ...]
    restrictions: tuple[Restriction, ...]
    reports: tuple[FiledReport, ...]
    timeline: tuple[Moment, ...]
    graph: CaseGraph


def view_case(records: Records, case_id: str, *, actor: Staff, now: datetime) -> CaseView:
    """Return one case by id or reference. The look is logged. Raises UnknownId, NotAllowed."""
    require(actor, Act.SEE_CASES)
    with records.begin() as unit:
        case = unit.casework.cases.get(case_id)
        unit.record(
            Fact(
                tag=AuditTag.CASE_VIEWED,
                subject=case.case_id,
                at=now,
                personal={"actor": actor.staff_id},
            )
        )
        return _view(unit, case, actor)


def list_cases(
    records: Records,
    *,
    stand: CaseStand | None = None,
    is_mine: bool = False,
    title: str | None = None,
    count_max: int = 50,
    before: str | None = None,
    actor: Staff,
) -> tuple[Case, ...]:
    """Return cases, the latest first; `before` is the last id of the page before."""
    require(actor, Act.SEE_CASES)
    with records.read() as view:
        return view.casework.cases.newest(
            stand=stand,
            member_id=actor.staff_id if is_mine else None,
            title=title,
            count_max=min(count_max, PAGE_MAX),
            before=before,
        )


def find_cases(
    records: Records, query: str, *, count_max: int = 10, actor: Staff
) -> tuple[Case, ...]:
    """Return cases that hold a thing of this id, then those whose title has the words.

    An id is an account's, a transfer's, a hold's or a legal request's as it is written, a post's
    with its surface, a wallet's address, and a contact as people write it. Accounts of a held alert
    and the wallets, addresses and parties of trails are found as well. Raises NotAllowed.
    """
    require(actor, Act.SEE_CASES)
    found: dict[str, Case] = {}
    with records.read() as view:
        for kind, ref in _things_named(query.strip()):
            for case in view.casework.cases.holding(kind, ref):
                found.setdefault(case.case_id, case)
        for case in _about(view, query.strip()):
            found.setdefault(case.case_id, case)
    for case in list_cases(records, title=query, count_max=count_max, actor=actor):
        found.setdefault(case.case_id, case)
    return tuple(found.values())[:count_max]


def _about(view: Reading, query: str) -> Iterator[Case]:
    """Cases whose alerts or trails name it, though the case holds no such thing by itself."""
    if query:
        yield from view.casework.cases.about_account(query)
        for name in dict.fromkeys((query, wallet_of(query)[1], wallet_ref(query))):
            yield from view.casework.cases.with_trail(name)


def _things_named(query: str) -> Iterator[tuple[ItemKind, str]]:
    if not query:
        return
    for kind in ItemKind:
        yield kind, query
    yield ItemKind.WALLET, wallet_ref(query)
    for part in extract(query[:QUERY_CHARS_MAX]):
        # The network of a handle stands in the post beside it, not in what somebody looks for.
        is_handle = part.kind.startswith(_HANDLE)
        kinds = [k for k in ExtractKind if k.startswith(_HANDLE)] if is_handle else [part.kind]
        for each in kinds:
            yield ItemKind.CONTACT, f"{each}:{part.value}"


def _view(view: Reading, case: Case, actor: Staff) -> CaseView:
    items = view.casework.cases.items(case.case_id)
    notes = view.casework.cases.notes(case.case_id)
    decisions = _decisions(view, items, actor)
    restrictions = _restrictions(view, items, actor)
    reports = view.casework.reports.newest(viewer=actor, case_id=case.case_id, count_max=PAGE_MAX)
    return CaseView(
        case=case,
        items=items,
        also_in=view.casework.cases.sharing_alerts(case.case_id),
        notes=notes,
        decisions=decisions,
        restrictions=restrictions,
        reports=reports,
        timeline=timeline_of(
            items=items,
            notes=notes,
            decisions=decisions,
            restrictions=restrictions,
            reports=reports,
        ),
        graph=graph_of(case.case_id, items),
    )


def _decisions(view: Reading, items: tuple[CaseItem, ...], actor: Staff) -> tuple[Decision, ...]:
    """Of alerts that are decided; while one awaits a blind answer, only one's own."""
    found: list[Decision] = []
    for item in items:
        if item.kind is ItemKind.ALERT:
            review = view.casework.queue.get(item.ref)
            found += [
                decision
                for decision in view.casework.decisions.of_alert(item.ref)
                if review.stand is Stand.DECIDED or decision.decided_by == actor.staff_id
            ]
    return tuple(found)


def _restrictions(
    view: Reading, items: tuple[CaseItem, ...], actor: Staff
) -> tuple[Restriction, ...]:
    if not may(actor, Act.SEE_RESTRICTIONS):
        return ()
    found: list[Restriction] = []
    for item in items:
        if item.kind is ItemKind.ACCOUNT and len(found) < _RESTRICTIONS_MAX:
            found += view.casework.restrictions.newest(account_id=item.ref)
    return tuple(found[:_RESTRICTIONS_MAX])
