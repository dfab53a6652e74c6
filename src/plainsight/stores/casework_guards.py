"""What the tables of casework refuse, enforced by the database itself: DDL for the migration.

Four eyes, one pair of hands, and another person for each further look hold against a bug and
against whoever writes SQL with the application's password. Whoever owns the database can take
triggers away; against them stand the checkpoints of the audit log.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

# name -> rule: CHECK constraints, table by table.
CHECKS: dict[str, dict[str, str]] = {
    "reviews": {
        "reviews_one_pair_of_hands": "(stand = 'taken') = (holder_id IS NOT NULL)",
        "reviews_lease": "holder_id IS NULL OR (taken_at IS NOT NULL AND available_at > taken_at)",
        "reviews_open": "is_open = (stand <> 'decided')",
    },
    "decisions": {"decisions_second_look": "asked_by IS NULL OR asked_by <> decided_by"},
    "restrictions": {
        "restrictions_four_eyes": "approved_by IS NULL OR approved_by <> proposed_by",
        "restrictions_approved": "force = 'proposed' OR "
        "(approved_by IS NOT NULL AND approved_at IS NOT NULL)",
    },
    "appeals": {
        "appeals_decided": "stand NOT IN ('upheld', 'overturned') OR "
        "(decided_by IS NOT NULL AND decided_at IS NOT NULL)",
    },
    "rollouts": {
        "rollouts_four_eyes": "approved_by IS NULL OR approved_by <> proposed_by",
        "rollouts_approved": "stand = 'proposed' OR approved_by IS NOT NULL",
        "rollouts_share": "permille BETWEEN 0 AND 1000",
    },
    "term_candidates": {
        "term_candidates_four_eyes": "approved_by IS NULL OR approved_by <> proposed_by",
        "term_candidates_approved": "stand = 'proposed' OR approved_by IS NOT NULL",
    },
    "reports": {
        "reports_four_eyes": "approved_by IS NULL OR "
        "(approved_by <> drafted_by AND approved_by <> proposed_by)",
        "reports_approved": "stand NOT IN ('approved', 'filed', 'acknowledged', 'rejected') OR "
        "(proposed_by IS NOT NULL AND approved_by IS NOT NULL)",
        "reports_filed": "stand NOT IN ('filed', 'acknowledged', 'rejected') OR "
        "(filed_by IS NOT NULL AND filed_at IS NOT NULL)",
    },
}

_BARRED = (
    "EXISTS (SELECT 1 FROM review_bars b WHERE b.alert_id = NEW.alert_id "
    "AND b.round = NEW.round AND b.staff_id = {person})"
)
_FIRST_DECIDERS = (
    "EXISTS (SELECT 1 FROM restrictions r WHERE r.restriction_id = NEW.restriction_id AND "
    "(NEW.{person} IN (r.proposed_by, r.approved_by) OR EXISTS (SELECT 1 FROM decisions d "
    "WHERE d.alert_id = r.alert_id AND d.decided_by = NEW.{person})))"
)
_CHANGED = "OLD.{column} IS DISTINCT FROM NEW.{column}"
_RESTRICTION_FIXED = ("account_id", "measure", "subject", "alert_id", "proposed_by", "reason_ids")
_FOUR_EYED = ("restrictions", "rollouts", "term_candidates")
_KEPT = ("reviews", "restrictions", "appeals", "rollouts", "term_candidates", "cases", "reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """One trigger: on `act`, when `when` holds over OLD and NEW, refuse and say so."""

    name: str
    table: str
    act: str
    when: str
    says: str


def make_casework_guards(connection: Connection) -> None:
    """Make the triggers."""
    is_postgres = connection.dialect.name == "postgresql"
    for refusal in _refusals():
        for statement in _postgres(refusal) if is_postgres else _sqlite(refusal):
            connection.exec_driver_sql(statement)
    for table in _KEPT if is_postgres else ():
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION plainsight_refuse_change()"
        )


def _refusals() -> Iterator[_Refusal]:
    yield from _review_refusals()
    yield from _four_eyes_refusals()
    yield from _report_refusals()
    for person in ("holder_id", "decided_by"):
        yield _Refusal(
            name=f"appeals_other_{person}",
            table="appeals",
            act="UPDATE",
            when=f"NEW.{person} IS NOT NULL AND " + _FIRST_DECIDERS.format(person=person),
            says="an appeal is for somebody who did not decide before",
        )
    for table in _KEPT:
        yield _Refusal(
            name=f"{table}_kept",
            table=table,
            act="DELETE",
            when="1 = 1",
            says=f"{table} is append-only: DELETE refused",
        )


def _review_refusals() -> Iterator[_Refusal]:
    yield _Refusal(
        name="reviews_lease_runs",
        table="reviews",
        act="UPDATE",
        when="OLD.holder_id IS NOT NULL AND NEW.holder_id IS NOT NULL "
        "AND OLD.holder_id <> NEW.holder_id AND NEW.taken_at < OLD.available_at",
        says="the alert is in another person''s hands",
    )
    yield _Refusal(
        name="reviews_barred",
        table="reviews",
        act="UPDATE",
        when="NEW.holder_id IS NOT NULL AND " + _BARRED.format(person="NEW.holder_id"),
        says="the alert needs another person",
    )
    yield _Refusal(
        name="decisions_barred",
        table="decisions",
        act="INSERT",
        when=_BARRED.format(person="NEW.decided_by"),
        says="the decision needs another person",
    )
    yield _Refusal(
        name="decisions_held",
        table="decisions",
        act="INSERT",
        when="NOT EXISTS (SELECT 1 FROM reviews r WHERE r.alert_id = NEW.alert_id "
        "AND r.round = NEW.round AND r.stand = 'taken' AND r.holder_id = NEW.decided_by "
        "AND r.available_at > NEW.decided_at)",
        says="who decides holds the alert",
    )


def _four_eyes_refusals() -> Iterator[_Refusal]:
    stands = {"restrictions": "force", "rollouts": "stand", "term_candidates": "stand"}
    for table in _FOUR_EYED:
        yield _Refusal(
            name=f"{table}_begin",
            table=table,
            act="INSERT",
            when=f"NEW.{stands[table]} <> 'proposed' OR NEW.approved_by IS NOT NULL",
            says=f"{table} begin with a proposal",
        )
    for table in ("rollouts", "term_candidates"):
        yield _Refusal(
            name=f"{table}_proposer",
            table=table,
            act="UPDATE",
            when=_changed("proposed_by"),
            says="the proposer stays who it was",
        )
    yield _Refusal(
        name="restrictions_fixed",
        table="restrictions",
        act="UPDATE",
        when=" OR ".join(_changed(column) for column in _RESTRICTION_FIXED),
        says="what was proposed stays as it was",
    )


def _report_refusals() -> Iterator[_Refusal]:
    yield _Refusal(
        name="reports_begin",
        table="reports",
        act="INSERT",
        when="NEW.stand <> 'draft' OR NEW.approved_by IS NOT NULL",
        says="reports begin as drafts",
    )
    yield _Refusal(
        name="reports_author",
        table="reports",
        act="UPDATE",
        when=f"{_changed('drafted_by')} OR {_changed('case_id')} OR {_changed('form')}",
        says="who drafted a report, and for what, stays as it was",
    )
    yield _Refusal(
        name="reports_fixed",
        table="reports",
        act="UPDATE",
        when="OLD.stand <> 'draft' AND ("
        + " OR ".join(_changed(column) for column in ("content", "document", "digest"))
        + ")",
        says="a proposed report is not rewritten",
    )
    yield _Refusal(
        name="reports_in_order",
        table="reports",
        act="UPDATE",
        when="(NEW.stand = 'approved' AND OLD.stand NOT IN ('proposed', 'approved')) "
        f"OR (NEW.stand <> 'draft' AND OLD.stand <> 'draft' AND {_changed('proposed_by')})",
        says="a report is proposed by one and then approved by another",
    )


def _changed(column: str) -> str:
    return _CHANGED.format(column=column)


def _postgres(refusal: _Refusal) -> Iterator[str]:
    gives = "OLD" if refusal.act == "DELETE" else "NEW"
    yield f"""
    CREATE FUNCTION plainsight_{refusal.name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {refusal.when} THEN
            RAISE EXCEPTION '{refusal.says}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN {gives};
    END $$
    """
    yield (
        f"CREATE TRIGGER {refusal.name} BEFORE {refusal.act} ON {refusal.table} "
        f"FOR EACH ROW EXECUTE FUNCTION plainsight_{refusal.name}()"
    )


def _sqlite(refusal: _Refusal) -> Iterator[str]:
    # SQLite spells IS DISTINCT FROM so since 3.39; IS NOT is the same and older.
    when = refusal.when.replace("IS DISTINCT FROM", "IS NOT")
    yield (
        f"CREATE TRIGGER {refusal.name} BEFORE {refusal.act} ON {refusal.table} "
        f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{refusal.says}'); END"
    )
