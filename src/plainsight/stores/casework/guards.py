"""What the tables of casework refuse, enforced by the database itself: DDL for the migration.

Four eyes, one pair of hands, and another person for each further look hold against a bug and
against whoever writes SQL with the application's password. Whoever owns the database can take
triggers away; against them stand the checkpoints of the audit log.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from plainsight.stores.sql.append_only import not_truncated
from plainsight.stores.sql.refusals import ALWAYS, changed
from plainsight.stores.sql.refusing_trigger import RefusingTrigger, make_refusing

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
        "(decided_by IS NOT NULL AND decided_at IS NOT NULL)"
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
_RESTRICTION_FIXED = ("account_id", "measure", "subject", "alert_id", "proposed_by", "reason_ids")
_FOUR_EYED = ("restrictions", "rollouts", "term_candidates")
_KEPT = ("reviews", "restrictions", "appeals", "rollouts", "term_candidates", "cases", "reports")


def make_casework_guards(connection: Connection) -> None:
    """Make the triggers."""
    for refusal in _refusals():
        make_refusing(connection, refusal)
    if connection.dialect.name == "postgresql":
        for table in _KEPT:
            connection.exec_driver_sql(not_truncated(table))


def _refusals() -> Iterator[RefusingTrigger]:
    yield from _review_refusals()
    yield from _four_eyes_refusals()
    yield from _report_refusals()
    for person in ("holder_id", "decided_by"):
        yield RefusingTrigger(
            *(f"appeals_other_{person}", "appeals", "UPDATE"),
            when=f"NEW.{person} IS NOT NULL AND " + _FIRST_DECIDERS.format(person=person),
            says="an appeal is for somebody who did not decide before",
        )
    for table in _KEPT:
        yield RefusingTrigger(
            *(f"{table}_kept", table, "DELETE"),
            when=ALWAYS,
            says=f"{table} is append-only: DELETE refused",
        )


def _review_refusals() -> Iterator[RefusingTrigger]:
    yield RefusingTrigger(
        *("reviews_lease_runs", "reviews", "UPDATE"),
        when="OLD.holder_id IS NOT NULL AND NEW.holder_id IS NOT NULL "
        "AND OLD.holder_id <> NEW.holder_id AND NEW.taken_at < OLD.available_at",
        says="the alert is in another person''s hands",
    )
    yield RefusingTrigger(
        *("reviews_barred", "reviews", "UPDATE"),
        when="NEW.holder_id IS NOT NULL AND " + _BARRED.format(person="NEW.holder_id"),
        says="the alert needs another person",
    )
    yield RefusingTrigger(
        *("decisions_barred", "decisions", "INSERT"),
        when=_BARRED.format(person="NEW.decided_by"),
        says="the decision needs another person",
    )
    yield RefusingTrigger(
        *("decisions_held", "decisions", "INSERT"),
        when="NOT EXISTS (SELECT 1 FROM reviews r WHERE r.alert_id = NEW.alert_id "
        "AND r.round = NEW.round AND r.stand = 'taken' AND r.holder_id = NEW.decided_by "
        "AND r.available_at > NEW.decided_at)",
        says="who decides holds the alert",
    )


def _four_eyes_refusals() -> Iterator[RefusingTrigger]:
    stands = {"restrictions": "force", "rollouts": "stand", "term_candidates": "stand"}
    for table in _FOUR_EYED:
        yield RefusingTrigger(
            *(f"{table}_begin", table, "INSERT"),
            when=f"NEW.{stands[table]} <> 'proposed' OR NEW.approved_by IS NOT NULL",
            says=f"{table} begin with a proposal",
        )
    for table in ("rollouts", "term_candidates"):
        yield RefusingTrigger(
            *(f"{table}_proposer", table, "UPDATE"),
            when=changed("proposed_by"),
            says="the proposer stays who it was",
        )
    yield RefusingTrigger(
        *("restrictions_fixed", "restrictions", "UPDATE"),
        when=changed(*_RESTRICTION_FIXED),
        says="what was proposed stays as it was",
    )


def _report_refusals() -> Iterator[RefusingTrigger]:
    yield RefusingTrigger(
        *("reports_begin", "reports", "INSERT"),
        when="NEW.stand <> 'draft' OR NEW.approved_by IS NOT NULL",
        says="reports begin as drafts",
    )
    yield RefusingTrigger(
        *("reports_author", "reports", "UPDATE"),
        when=changed("drafted_by", "case_id", "form"),
        says="who drafted a report, and for what, stays as it was",
    )
    yield RefusingTrigger(
        *("reports_fixed", "reports", "UPDATE"),
        when=f"OLD.stand <> 'draft' AND ({changed('content', 'document', 'digest')})",
        says="a proposed report is not rewritten",
    )
    yield RefusingTrigger(
        *("reports_in_order", "reports", "UPDATE"),
        when="(NEW.stand = 'approved' AND OLD.stand NOT IN ('proposed', 'approved')) "
        f"OR (NEW.stand <> 'draft' AND OLD.stand <> 'draft' AND {changed('proposed_by')})",
        says="a report is proposed by one and then approved by another",
    )
