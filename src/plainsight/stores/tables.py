"""The tables of posts, alerts and the audit log. What the application's role may do stands here.

`info["application"]` are the privileges granted on PostgreSQL (see `plainsight.stores.postgres`);
a table without them fails a test. Migrations make the tables; this file describes them.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from plainsight.app.stored import AlertState
from plainsight.model.post import Visibility
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText
from plainsight.stores.sql.word_columns import OneOf

METADATA = MetaData()

_APPEND = {"application": ("SELECT", "INSERT")}
_ERASE = {"application": ("SELECT", "INSERT", "DELETE")}
_REVISE = {"application": ("SELECT", "INSERT", "UPDATE")}

batches = Table(
    "batches",
    METADATA,
    Column("batch_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("batch_id", IDENTIFIER, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("kept_at", Instant, nullable=False),
    info=_APPEND,
)

posts = Table(
    "posts",
    METADATA,
    Column("post_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("surface", IDENTIFIER, nullable=False),
    Column("post_id", IDENTIFIER, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("account_id", IDENTIFIER, nullable=False),
    Column("visibility", OneOf("posts.visibility", Visibility), nullable=False),
    Column("posted_at", Instant, nullable=False),
    Column("language", Text),
    # NUL and half surrogate pairs, which a database text cannot hold, are replaced one for one in
    # `text`; then, and only then, `text_exact` holds the original.
    Column("text", Text, nullable=False),
    Column("text_exact", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    Column("batch_number", BigInteger, ForeignKey("batches.batch_number"), nullable=False),
    UniqueConstraint("surface", "post_id", "revision", name="posts_revision"),
    Index("posts_account", "account_id"),
    Index("posts_batch", "batch_number"),
    info=_APPEND,
)

quarantine = Table(
    "quarantine",
    METADATA,
    Column("quarantine_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("mend", Text, nullable=False),
    Column("raw", LargeBinary),
    Column("kept_at", Instant, nullable=False),
    info=_ERASE,
)

alerts = Table(
    "alerts",
    METADATA,
    Column("alert_id", IDENTIFIER, primary_key=True),
    Column("campaign_key", IDENTIFIER, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("score_permille", Integer, nullable=False),
    Column("typology_ids", JsonText, nullable=False),
    Column("finding", JsonText, nullable=False),
    Column("state", OneOf("alerts.state", AlertState), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revised_at", Instant, nullable=False),
    info=_REVISE,
)
Index(
    "alerts_queue",
    alerts.c.state,
    alerts.c.score_permille.desc(),
    alerts.c.created_at,
    alerts.c.alert_id,
)

alert_versions = Table(
    "alert_versions",
    METADATA,
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("score_permille", Integer, nullable=False),
    Column("typology_ids", JsonText, nullable=False),
    Column("finding", JsonText, nullable=False),
    Column("revised_at", Instant, nullable=False),
    info=_APPEND,
)

entries = Table(
    "entries",
    METADATA,
    Column("entry_index", BigInteger, primary_key=True, autoincrement=False),
    Column("tag", IDENTIFIER, nullable=False),
    Column("subject", IDENTIFIER, nullable=False),
    Column("at", Instant, nullable=False),
    Column("canonical", LargeBinary, nullable=False),
    Index("entries_subject", "subject", "entry_index"),
    Index("entries_tag", "tag", "entry_index"),
    info=_APPEND,
)

log_nodes = Table(
    "log_nodes",
    METADATA,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    info=_APPEND,
)

openings = Table(
    "openings",
    METADATA,
    Column("entry_index", BigInteger, ForeignKey("entries.entry_index"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", IDENTIFIER, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Index("openings_value", "value"),
    info=_ERASE,
)

checkpoints = Table(
    "checkpoints",
    METADATA,
    Column("checkpoint_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Instant, nullable=False),
    info=_APPEND,
)

checkpoint_stamps = Table(
    "checkpoint_stamps",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("token", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    info=_APPEND,
)

policy_versions = Table(
    "policy_versions",
    METADATA,
    Column("policy_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("policy_id", IDENTIFIER, nullable=False),
    Column("version", IDENTIFIER, nullable=False),
    Column("digest", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("kept_at", Instant, nullable=False),
    UniqueConstraint("policy_id", "version", name="policy_versions_once"),
    info=_APPEND,
)
