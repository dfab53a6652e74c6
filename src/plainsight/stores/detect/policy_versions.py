"""Policy versions in SQL: what judged, word for word, for as long as the records live."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from plainsight.app.stored import PolicyVersion
from plainsight.errors import PolicyRewritten
from plainsight.stores.sql.insert_new import insert_new
from plainsight.stores.tables import policy_versions


class SqlPolicyVersions:
    """Implements `plainsight.app.repositories.PolicyVersions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, version: PolicyVersion, *, at: datetime) -> bool:
        """Store a version; True when it is new. Raises PolicyRewritten."""
        row = {
            "policy_id": version.policy_id,
            "version": version.version,
            "digest": version.digest,
            "text": version.text,
            "kept_at": at,
        }
        # Looked up first: on SQLite the table's trigger refuses even to try a second time.
        kept = self._get(version)
        if kept is None and insert_new(self._connection, policy_versions, [row]):
            return True
        kept = kept or self._get(version)
        if kept is not None and kept.digest != version.digest:
            raise PolicyRewritten(version.policy_id, version.version, kept.digest, version.digest)
        return False

    def get(self, *, policy_id: str, version: str) -> PolicyVersion | None:
        """Return one version."""
        row = self._connection.execute(
            select(policy_versions).where(
                policy_versions.c.policy_id == policy_id, policy_versions.c.version == version
            )
        ).one_or_none()
        return None if row is None else _from_row(row)

    def _get(self, version: PolicyVersion) -> PolicyVersion | None:
        return self.get(policy_id=version.policy_id, version=version.version)

    def versions(self, policy_id: str) -> tuple[PolicyVersion, ...]:
        """Return every version of a policy file, in the order they were kept."""
        rows = self._connection.execute(
            select(policy_versions)
            .where(policy_versions.c.policy_id == policy_id)
            .order_by(policy_versions.c.policy_number)
        )
        return tuple(_from_row(row) for row in rows)


def _from_row(row: Row[Any]) -> PolicyVersion:
    return PolicyVersion(
        policy_id=row.policy_id, version=row.version, digest=row.digest, text=row.text
    )
