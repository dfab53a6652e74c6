"""Work on a case: open it from alerts, add to it, take out of it, note, close, open again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from plainsight.app.casework.alert_items import AlertItems, items_of_alert
from plainsight.app.casework.named_contacts import each_once
from plainsight.app.casework.shown_text import shown
from plainsight.app.ports import Records, UnitOfWork
from plainsight.casework.access import Act, may, require
from plainsight.casework.case import Case, CaseCommand, CaseItem, CaseNote, ItemKind, move_case
from plainsight.casework.graph import masked_ref, node_id
from plainsight.errors import BadValue, NotAllowed, UnknownId
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Staff


def open_case(
    records: Records,
    title: str,
    *,
    alert_ids: Sequence[str] = (),
    items: Sequence[CaseItem] = (),
    actor: Staff,
    now: datetime,
) -> Case:
    """Open a case with what is known. An alert brings its posts, accounts, contacts and transfers.

    Characters of the title that hide or turn others round are made visible: it stands in lines.
    Raises BadValue for a bad title, UnknownId for an alert that is not there, NotAllowed.
    """
    require(actor, Act.WORK_CASE)
    title = shown(title)
    with records.begin() as unit:
        case = unit.casework.cases.add(
            Case(
                case_id=unit.new_id("ca"),
                reference="",
                title=title,
                opened_by=actor.staff_id,
                opened_at=now,
                member_ids=frozenset({actor.staff_id}),
            )
        )
        unit.record(
            Fact(
                tag=AuditTag.CASE_OPENED,
                subject=case.case_id,
                at=now,
                body={"alerts": list(alert_ids)},
                personal={"actor": actor.staff_id},
            )
        )
        note(unit, case, "opened", title, actor=actor, now=now)
        _put(unit, case, alert_ids, items, actor=actor, now=now)
        return unit.casework.cases.get(case.case_id)


def add_to_case(
    records: Records,
    case_id: str,
    *,
    alert_ids: Sequence[str] = (),
    items: Sequence[CaseItem] = (),
    actor: Staff,
    now: datetime,
) -> Case:
    """Add to an open case; what is there already stays as it was added first.

    Raises IllegalMove for a case that is not open, UnknownId, NotAllowed.
    """
    require(actor, Act.WORK_CASE)
    with records.begin() as unit:
        case = _changed(unit, case_id, actor, now=now)
        _put(unit, case, alert_ids, items, actor=actor, now=now)
        return unit.casework.cases.get(case.case_id)


def take_out_of_case(
    records: Records,
    case_id: str,
    items: Sequence[tuple[ItemKind, str]],
    *,
    why: str,
    actor: Staff,
    now: datetime,
) -> Case:
    """Take things out that do not belong; the notes remember them and why.

    An alert that is taken out leaves what it brought, and the clock of its report runs on (decision
    58): the log names it. Raises as `add_to_case`, and UnknownId for
    what the case does not hold: nothing is taken out then.
    """
    require(actor, Act.WORK_CASE)
    if not items:
        raise BadValue("item", "", "name at least one thing to take out, as kind:id")
    with records.begin() as unit:
        case = _changed(unit, case_id, actor, now=now)
        count = 0
        for kind, ref in items:
            taken = unit.casework.cases.take_out(case.case_id, [(kind, ref)])
            if not taken:
                raise UnknownId(f"{kind.value} of {case.reference}", ref)
            count += taken
        # As it was shown in the case, so that the note tells no contact either.
        named = ", ".join(
            f"{kind.value} {masked_ref(kind, ref)} ({node_id(case.case_id, kind, ref)})"
            for kind, ref in items
        )
        note(unit, case, "taken_out", f"{named}: {why}", actor=actor, now=now)
        alerts: list[JsonValue] = [ref for kind, ref in items if kind is ItemKind.ALERT]
        told = {"alerts": alerts} if alerts else {}
        _log(unit, case, actor, now=now, act="taken_out", count=count, **told)
        return unit.casework.cases.get(case.case_id)


def note_case(
    records: Records, case_id: str, text: str, *, actor: Staff, now: datetime
) -> CaseNote:
    """Write something down; a note is never changed. Raises as `add_to_case`."""
    require(actor, Act.WORK_CASE)
    with records.begin() as unit:
        case = _changed(unit, case_id, actor, now=now)
        note(unit, case, "noted", text, actor=actor, now=now)
        _log(unit, case, actor, now=now, act="noted")
        return unit.casework.cases.notes(case.case_id)[-1]


def invite_to_case(
    records: Records, case_id: str, colleague: Staff, *, actor: Staff, now: datetime
) -> Case:
    """Let a colleague work on it too; they then know of its reports.

    A member does this, or a senior analyst, also for themselves. Raises NotAllowed, also for a
    colleague who could not see cases.
    """
    require(actor, Act.WORK_CASE)
    require(colleague, Act.SEE_CASES)
    with records.begin() as unit:
        case = unit.casework.cases.lock(case_id)
        if not may(actor, Act.RESHAPE_CASE):
            require_member(case, actor)
        joined = replace(case, member_ids=case.member_ids | {colleague.staff_id})
        unit.casework.cases.save(joined, at=now)
        unit.record(
            Fact(
                tag=AuditTag.CASE_CHANGED,
                subject=case.case_id,
                at=now,
                body={"act": "joined"},
                personal={"actor": actor.staff_id, "colleague": colleague.staff_id},
            )
        )
    return joined


def close_case(records: Records, case_id: str, *, why: str, actor: Staff, now: datetime) -> Case:
    """Close a case with the reason. Raises IllegalMove, NotAllowed."""
    return _end(records, case_id, CaseCommand.CLOSE, why, actor=actor, now=now)


def reopen_case(records: Records, case_id: str, *, why: str, actor: Staff, now: datetime) -> Case:
    """Open a closed case again. Raises IllegalMove, NotAllowed."""
    return _end(records, case_id, CaseCommand.REOPEN, why, actor=actor, now=now)


def require_member(case: Case, actor: Staff) -> None:
    """Raise NotAllowed unless the person is on the case: whoever is on it knows of its reports, so
    nobody puts themselves there by adding a note.
    """
    if actor.staff_id not in case.member_ids:
        raise NotAllowed(f"working on {case.reference}", ("its members",))


def note(unit: UnitOfWork, case: Case, act: str, text: str, *, actor: Staff, now: datetime) -> None:
    """Append a note inside a unit that does more."""
    unit.casework.cases.add_note(
        CaseNote(
            case_id=case.case_id, number=0, at=now, staff_id=actor.staff_id, act=act, text=text
        )
    )


def _put(
    unit: UnitOfWork,
    case: Case,
    alert_ids: Sequence[str],
    items: Sequence[CaseItem],
    *,
    actor: Staff,
    now: datetime,
) -> None:
    every, left = list(items), []
    for alert_id in alert_ids:
        alert = unit.alerts.get(alert_id)
        if alert is None:
            raise UnknownId("alert", alert_id)
        brought = items_of_alert(unit, alert)
        every += brought.items
        left += [brought]
    if not every:
        return
    # What a person gives comes first, and says more of a thing than the alert that names it too.
    once = each_once(every)
    stamped = [replace(item, added_by=actor.staff_id, added_at=now) for item in once]
    count = unit.casework.cases.put_items(case.case_id, stamped)
    said = f"{count} of {len(once)} things were new{_left_out(left)}"
    note(unit, case, "added", said, actor=actor, now=now)
    _log(unit, case, actor, now=now, act="added", count=count)


def _left_out(brought: Sequence[AlertItems]) -> str:
    """What stays in the alerts, so that nobody takes the case for all of it."""
    counts = {
        "transfers": sum(each.transfers_left for each in brought),
        "posts": sum(each.posts_left for each in brought),
        "accounts": sum(each.accounts_left for each in brought),
        "contacts": sum(each.contacts_left for each in brought),
    }
    told = " and ".join(f"{count} more {what}" for what, count in counts.items() if count)
    return f"; {told} in the alert" if told else ""


def _changed(unit: UnitOfWork, case_id: str, actor: Staff, *, now: datetime) -> Case:
    """The case, locked, open, and theirs to change."""
    case = move_case(unit.casework.cases.lock(case_id), CaseCommand.CHANGE)
    require_member(case, actor)
    unit.casework.cases.save(case, at=now)
    return case


def _end(
    records: Records, case_id: str, command: CaseCommand, why: str, *, actor: Staff, now: datetime
) -> Case:
    require(actor, Act.WORK_CASE)
    with records.begin() as unit:
        case = move_case(unit.casework.cases.lock(case_id), command)
        require_member(case, actor)
        unit.casework.cases.save(case, at=now)
        is_closed = command is CaseCommand.CLOSE
        note(unit, case, "closed" if is_closed else "reopened", why, actor=actor, now=now)
        if is_closed:
            unit.record(
                Fact(
                    tag=AuditTag.CASE_CLOSED,
                    subject=case.case_id,
                    at=now,
                    personal={"actor": actor.staff_id},
                )
            )
        else:
            _log(unit, case, actor, now=now, act="reopened")
    return case


def _log(unit: UnitOfWork, case: Case, actor: Staff, *, now: datetime, **body: JsonValue) -> None:
    unit.record(
        Fact(
            tag=AuditTag.CASE_CHANGED,
            subject=case.case_id,
            at=now,
            body=body,
            personal={"actor": actor.staff_id},
        )
    )
