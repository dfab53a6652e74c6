"""The tables of the review queue: reviews, decisions, restrictions, appeals, quality, learning.

What they refuse (checks, triggers, row-level security) is made by the migration; this file
describes columns and what the application's role may do.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from plainsight.casework.appeal import AppealStand
from plainsight.casework.candidate import CandidateStand
from plainsight.casework.decision import Outcome
from plainsight.casework.restriction import Force, Measure
from plainsight.casework.review import Look, Stand
from plainsight.casework.rollout import RolloutStand, Stage
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText
from plainsight.stores.sql.word_columns import OneOf
from plainsight.stores.tables import METADATA

_APPEND = {"application": ("SELECT", "INSERT")}
_REVISE = {"application": ("SELECT", "INSERT", "UPDATE")}
_ERASE = {"application": ("SELECT", "INSERT", "DELETE")}

reviews = Table(
    "reviews",
    METADATA,
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Column("alert_version", Integer, nullable=False),
    Column("kind", IDENTIFIER, nullable=False),
    Column("title", Text, nullable=False),
    Column("typology_ids", JsonText, nullable=False),
    Column("score_permille", Integer, nullable=False),
    Column("account_count", Integer, nullable=False),
    Column("post_count", Integer, nullable=False),
    Column("worth_cents", BigInteger, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("deadline_at", Instant),
    Column("stand", OneOf("reviews.stand", Stand), nullable=False),
    Column("look", OneOf("reviews.look", Look), nullable=False),
    Column("round", Integer, nullable=False),
    Column("holder_id", IDENTIFIER),
    Column("taken_at", Instant),
    Column("available_at", Instant, nullable=False),
    Column("assigned_to", IDENTIFIER),
    Column("asked_by", IDENTIFIER),
    Column("outcome", OneOf("reviews.outcome", Outcome)),
    Column("is_open", Boolean, nullable=False),
    Column("revised_at", Instant, nullable=False),
    Index("reviews_queue", "is_open", "due_at", "alert_id"),
    Index("reviews_kind", "is_open", "kind", "due_at", "alert_id"),
    Index("reviews_holder", "holder_id"),
    Index("reviews_assigned", "is_open", "assigned_to", "due_at", "alert_id"),
    info=_REVISE,
)

# Who may not take an alert in this round: they decided it, or asked for the second look.
review_bars = Table(
    "review_bars",
    METADATA,
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("staff_id", IDENTIFIER, primary_key=True),
    info=_APPEND,
)

skips = Table(
    "skips",
    METADATA,
    Column("skip_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), nullable=False),
    Column("staff_id", IDENTIFIER, nullable=False),
    Column("reason_id", IDENTIFIER, nullable=False),
    Column("note", Text, nullable=False),
    Column("skipped_at", Instant, nullable=False),
    Index("skips_staff", "staff_id", "alert_id", "skipped_at"),
    info=_APPEND,
)

workloads = Table(
    "workloads",
    METADATA,
    Column("staff_id", IDENTIFIER, primary_key=True),
    Column("held_max", Integer),
    Column("decided_daily_max", Integer),
    info=_REVISE,
)

decisions = Table(
    "decisions",
    METADATA,
    Column("decision_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("decision_id", IDENTIFIER, nullable=False, unique=True),
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), nullable=False),
    Column("alert_version", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("look", OneOf("decisions.look", Look), nullable=False),
    Column("outcome", OneOf("decisions.outcome", Outcome), nullable=False),
    Column("reason_ids", JsonText, nullable=False),
    Column("note", Text, nullable=False),
    Column("decided_by", IDENTIFIER, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("policy", Text, nullable=False),
    Column("asked_by", IDENTIFIER),
    UniqueConstraint("alert_id", "round", "decided_by", name="decisions_once"),
    Index("decisions_staff", "decided_by", "decided_at"),
    Index("decisions_time", "decided_at"),
    info=_APPEND,
)

# What an alert can be searched by; words as `plainsight.casework.search_terms` cuts them.
alert_terms = Table(
    "alert_terms",
    METADATA,
    Column("term", IDENTIFIER, primary_key=True),
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Index("alert_terms_alert", "alert_id"),
    sqlite_with_rowid=False,
    info=_ERASE,
)

alert_accounts = Table(
    "alert_accounts",
    METADATA,
    Column("account_id", IDENTIFIER, primary_key=True),
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Index("alert_accounts_alert", "alert_id"),
    sqlite_with_rowid=False,
    info=_ERASE,
)

alert_typologies = Table(
    "alert_typologies",
    METADATA,
    Column("typology_id", IDENTIFIER, primary_key=True),
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Column("raised_at", Instant, nullable=False),
    Index("alert_typologies_alert", "alert_id"),
    Index("alert_typologies_time", "typology_id", "raised_at"),
    sqlite_with_rowid=False,
    info=_ERASE,
)

restrictions = Table(
    "restrictions",
    METADATA,
    Column("restriction_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("restriction_id", IDENTIFIER, nullable=False, unique=True),
    Column("account_id", IDENTIFIER, nullable=False),
    Column("measure", OneOf("restrictions.measure", Measure), nullable=False),
    Column("subject", Text, nullable=False),
    Column("alert_id", IDENTIFIER),
    Column("case_id", IDENTIFIER),
    Column("reason_ids", JsonText, nullable=False),
    Column("policy", Text, nullable=False),
    Column("proposed_by", IDENTIFIER, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("force", OneOf("restrictions.force", Force), nullable=False),
    Column("approved_by", IDENTIFIER),
    Column("approved_at", Instant),
    Column("lifted_by", IDENTIFIER),
    Column("lifted_at", Instant),
    Index("restrictions_account", "account_id"),
    Index("restrictions_force", "force", "restriction_number"),
    info=_REVISE,
)

appeals = Table(
    "appeals",
    METADATA,
    Column("appeal_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("appeal_id", IDENTIFIER, nullable=False, unique=True),
    Column("restriction_id", IDENTIFIER, ForeignKey("restrictions.restriction_id"), nullable=False),
    Column("account_id", IDENTIFIER, nullable=False),
    Column("text", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("stand", OneOf("appeals.stand", AppealStand), nullable=False),
    Column("holder_id", IDENTIFIER),
    Column("decided_by", IDENTIFIER),
    Column("decided_at", Instant),
    Column("reason_id", IDENTIFIER, nullable=False),
    Column("answer", Text, nullable=False),
    Index("appeals_restriction", "restriction_id"),
    Index("appeals_stand", "stand", "received_at"),
    info=_REVISE,
)

golden_items = Table(
    "golden_items",
    METADATA,
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Column("outcome", OneOf("golden_items.outcome", Outcome), nullable=False),
    Column("copied_from", IDENTIFIER, nullable=False),
    Column("planted_by", IDENTIFIER, nullable=False),
    Column("planted_at", Instant, nullable=False),
    info=_APPEND,
)

rollouts = Table(
    "rollouts",
    METADATA,
    Column("rollout_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("rollout_id", IDENTIFIER, nullable=False, unique=True),
    Column("typology_id", IDENTIFIER, nullable=False),
    Column("version", Integer, nullable=False),
    Column("stage", OneOf("rollouts.stage", Stage), nullable=False),
    Column("permille", Integer, nullable=False),
    Column("stand", OneOf("rollouts.stand", RolloutStand), nullable=False),
    Column("proposed_by", IDENTIFIER, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("approved_by", IDENTIFIER),
    Column("approved_at", Instant),
    Index("rollouts_typology", "typology_id", "rollout_number"),
    info=_REVISE,
)

shadow_counts = Table(
    "shadow_counts",
    METADATA,
    Column("typology_id", IDENTIFIER, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("arm", IDENTIFIER, primary_key=True),
    Column("day", IDENTIFIER, primary_key=True),
    Column("seen_count", BigInteger, nullable=False),
    Column("found_count", BigInteger, nullable=False),
    info=_REVISE,
)

term_candidates = Table(
    "term_candidates",
    METADATA,
    Column("candidate_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("candidate_id", IDENTIFIER, nullable=False, unique=True),
    Column("term", IDENTIFIER, nullable=False),
    Column("language", IDENTIFIER, nullable=False),
    Column("sense_id", IDENTIFIER, nullable=False),
    Column("evidence", JsonText, nullable=False),
    Column("stand", OneOf("term_candidates.stand", CandidateStand), nullable=False),
    Column("proposed_by", IDENTIFIER, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("approved_by", IDENTIFIER),
    Column("approved_at", Instant),
    UniqueConstraint("term", "sense_id", name="term_candidates_once"),
    info=_REVISE,
)
