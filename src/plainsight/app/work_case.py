"""Work on a case: open it from alerts, add to it, take out of it, note, close, open again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.app.stored import StoredAlert
from plainsight.casework.access import Act, may, require
from plainsight.casework.case import Case, CaseCommand, CaseItem, CaseNote, ItemKind, move_case
from plainsight.casework.graph import masked_ref, node_id
from plainsight.casework.protect import mask_contacts
from plainsight.errors import BadValue, NotAllowed, UnknownId
from plainsight.model.asset import Asset
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.money import Money
from plainsight.model.post import Post
from plainsight.model.role import Staff
from plainsight.model.time import parse_instant

EXCERPT_CHARS_MAX = 500  # kept with contacts masked: cases are read more widely than alerts
ACCOUNTS_MAX = 200  # of one alert put into a case with it; the alert names the rest


def open_case(
    records: Records,
    title: str,
    *,
    alert_ids: Sequence[str] = (),
    items: Sequence[CaseItem] = (),
    actor: Staff,
    now: datetime,
) -> Case:
    """Open a case with what is known. An alert brings its post, accounts, contacts and transfers.

    Raises BadValue for a bad title, UnknownId for an alert that is not there, NotAllowed.
    """
    require(actor, Act.WORK_CASE)
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

    An alert that is taken out leaves what it brought. Raises as `add_to_case`, and UnknownId for
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
        _log(unit, case, actor, now=now, act="taken_out", count=count)
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
            case_id=case.case_id,
            number=0,
            at=now,
            staff_id=actor.staff_id,
            act=act,
            text=text,
        )
    )


def items_of_alert(view: Reading, alert: StoredAlert) -> tuple[CaseItem, ...]:
    """What an alert brings into a case: itself, its lead post, accounts, contacts, transfers."""
    accounts = view.casework.queue.account_ids(alert.alert_id)[:ACCOUNTS_MAX]
    finding = alert.finding
    first_at = finding.get("first_at")
    at = parse_instant(first_at, field="first_at") if isinstance(first_at, str) else None
    items = [
        CaseItem(
            kind=ItemKind.ALERT,
            ref=alert.alert_id,
            at=alert.created_at,
            data={
                "account_ids": list(accounts),
                "typology_ids": list(alert.typology_ids),
                "kind": alert.kind,
                "score_permille": alert.score_permille,
            },
        )
    ]
    items += [CaseItem(kind=ItemKind.ACCOUNT, ref=account, at=at) for account in accounts]
    items += _lead_items(view, alert)
    items += _transfer_items(alert)
    return tuple(items)


def _transfer_items(alert: StoredAlert) -> list[CaseItem]:
    """Transfers with when, who and how much as far as the finding's legs say; the rest by id."""
    legs: dict[str, CaseItem] = {}
    for finding in _listed(alert.finding.get("findings")):
        for leg in _listed(finding.get("legs") if isinstance(finding, dict) else None):
            item = _of_leg(leg, alert) if isinstance(leg, dict) else None
            if item is not None:
                legs.setdefault(item.ref, item)
    return [
        legs.get(str(ref))
        or CaseItem(kind=ItemKind.TRANSFER, ref=str(ref), data={"alert": alert.alert_id})
        for ref in _listed(alert.finding.get("transfer_ids"))
    ]


def _of_leg(leg: Mapping[str, JsonValue], alert: StoredAlert) -> CaseItem | None:
    money = leg.get("money")
    if not isinstance(money, dict):
        return None
    units, decimals, code = money.get("units"), money.get("decimals"), str(money.get("asset"))
    if not isinstance(units, int) or not isinstance(decimals, int):
        return None
    told = str(Money(units=units, asset=Asset(code=code, decimals=decimals)))
    source, target = str(leg.get("source")), str(leg.get("target"))
    return CaseItem(
        kind=ItemKind.TRANSFER,
        ref=str(leg.get("transfer_id")),
        at=parse_instant(str(leg.get("at")), field="at"),
        data={
            "alert": alert.alert_id,
            "source": source,
            "target": target,
            "amount": units,
            "asset": code,
            "money": told,
            "says": f"{source} → {target}, {told}",
        },
    )


def post_item(post: Post) -> CaseItem:
    """A post as a case holds it: its own words with contacts masked."""
    return CaseItem(
        kind=ItemKind.POST,
        ref=f"{post.surface}/{post.post_id}",
        at=post.posted_at,
        data={
            "account_id": post.account_id,
            "surface": post.surface,
            "excerpt": mask_contacts(post.text[:EXCERPT_CHARS_MAX]).text,
        },
    )


def _lead_items(view: Reading, alert: StoredAlert) -> list[CaseItem]:
    lead = alert.finding.get("lead")
    if not isinstance(lead, dict):
        return []
    surface, post_id = str(lead.get("surface")), str(lead.get("post_id"))
    stored = view.posts.latest(surface=surface, post_id=post_id)
    if stored is None:
        return []
    post = stored.post
    contacts = [
        CaseItem(
            kind=ItemKind.WALLET if str(contact).startswith("wallet.") else ItemKind.CONTACT,
            ref=str(contact),
            at=post.posted_at,
            data={"account_id": post.account_id},
        )
        for contact in _listed(alert.finding.get("contacts"))
    ]
    return [post_item(post), *contacts]


def _put(
    unit: UnitOfWork,
    case: Case,
    alert_ids: Sequence[str],
    items: Sequence[CaseItem],
    *,
    actor: Staff,
    now: datetime,
) -> None:
    every = list(items)
    for alert_id in alert_ids:
        alert = unit.alerts.get(alert_id)
        if alert is None:
            raise UnknownId("alert", alert_id)
        every += items_of_alert(unit, alert)
    if not every:
        return
    # What a person gives comes first, and says more of a thing than the alert that names it too.
    once = {(item.kind, item.ref): item for item in reversed(every)}
    stamped = [replace(item, added_by=actor.staff_id, added_at=now) for item in once.values()]
    count = unit.casework.cases.put_items(case.case_id, stamped)
    note(unit, case, "added", f"{count} of {len(once)} things were new", actor=actor, now=now)
    _log(unit, case, actor, now=now, act="added", count=count)


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


def _listed(value: JsonValue) -> list[JsonValue]:
    return value[:ACCOUNTS_MAX] if isinstance(value, list) else []
