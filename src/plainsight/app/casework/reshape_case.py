"""Merge two cases that are one matter, or split one that is two."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from plainsight.app.casework.shown_text import shown
from plainsight.app.casework.work_case import note
from plainsight.app.ports import Records
from plainsight.casework.access import Act, require
from plainsight.casework.case import Case, CaseCommand, ItemKind, move_case
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff


def merge_cases(
    records: Records, case_id: str, *, into: str, why: str, actor: Staff, now: datetime
) -> Case:
    """Move all of one case into another and return the latter. Its people work on it from now on.

    Reports stay with the case they were written for, and visible to whom they were.
    Raises IllegalMove unless both are open, BadValue for a case into itself, NotAllowed.
    """
    require(actor, Act.RESHAPE_CASE)
    with records.begin() as unit:
        # In the order of the ids, so that two merges the other way round wait for each other.
        first, second = sorted(unit.casework.cases.get(each).case_id for each in (case_id, into))
        locked = {each: unit.casework.cases.lock(each) for each in (first, second)}
        source = locked[unit.casework.cases.get(case_id).case_id]
        target = move_case(locked[unit.casework.cases.get(into).case_id], CaseCommand.CHANGE)
        merged = move_case(source, CaseCommand.MERGE, merged_into=target.case_id)
        items = unit.casework.cases.items(source.case_id)
        unit.casework.cases.put_items(target.case_id, items)
        joined = replace(target, member_ids=target.member_ids | source.member_ids)
        unit.casework.cases.save(merged, at=now)
        unit.casework.cases.save(joined, at=now)
        note(unit, merged, "merged", f"into {target.reference}: {why}", actor=actor, now=now)
        note(unit, joined, "merged", f"from {source.reference}: {why}", actor=actor, now=now)
        unit.record(
            Fact(
                tag=AuditTag.CASE_MERGED,
                subject=source.case_id,
                at=now,
                body={"into": target.case_id, "items": len(items)},
                personal={"actor": actor.staff_id},
            )
        )
        return unit.casework.cases.get(target.case_id)


def split_case(
    records: Records,
    case_id: str,
    items: Sequence[tuple[ItemKind, str]],
    *,
    title: str,
    actor: Staff,
    now: datetime,
) -> Case:
    """Move some things of a case into a new one, and return that.

    Raises BadValue when the case does not hold one of them, IllegalMove, NotAllowed.
    """
    require(actor, Act.RESHAPE_CASE)
    with records.begin() as unit:
        source = move_case(unit.casework.cases.lock(case_id), CaseCommand.SPLIT)
        held = {(each.kind, each.ref): each for each in unit.casework.cases.items(source.case_id)}
        missing = [ref for kind, ref in items if (kind, ref) not in held]
        if missing or not items:
            raise BadValue("items", missing, "name things that the case holds")
        fresh = unit.casework.cases.add(
            Case(
                case_id=unit.new_id("ca"),
                reference="",
                title=shown(title),
                opened_by=actor.staff_id,
                opened_at=now,
                split_from=source.case_id,
                member_ids=frozenset({actor.staff_id}),
            )
        )
        unit.casework.cases.put_items(fresh.case_id, [held[key] for key in items])
        unit.casework.cases.take_out(source.case_id, items)
        unit.casework.cases.save(source, at=now)
        note(unit, source, "split", f"to {fresh.reference}", actor=actor, now=now)
        note(unit, fresh, "split", f"from {source.reference}", actor=actor, now=now)
        unit.record(
            Fact(
                tag=AuditTag.CASE_SPLIT,
                subject=source.case_id,
                at=now,
                body={"into": fresh.case_id, "items": len(set(items))},
                personal={"actor": actor.staff_id},
            )
        )
        return unit.casework.cases.get(fresh.case_id)
