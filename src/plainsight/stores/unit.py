"""One transaction over the records: what it changes, and the facts that go with it."""

from sqlalchemy import Connection

from plainsight.app.ports import Salts
from plainsight.app.respond.ports import AccountDirectory
from plainsight.app.stored import LoggedEntry
from plainsight.model.fact import Fact
from plainsight.prove.canonical import INTEGER_MAX
from plainsight.prove.commit import SALT_BYTES
from plainsight.prove.entry import entry_bytes, entry_of
from plainsight.stores.casework.report_filings import SqlFilings
from plainsight.stores.casework.room import SqlCasework
from plainsight.stores.detect.alerts import SqlAlerts
from plainsight.stores.detect.flow_alerts import SqlFlowAlerts
from plainsight.stores.detect.policy_versions import SqlPolicyVersions
from plainsight.stores.detect.posts import SqlPosts
from plainsight.stores.detect.quarantine import SqlQuarantine
from plainsight.stores.identity.room import SqlIdentities
from plainsight.stores.prove.audit_log import Pending, SqlAuditLog
from plainsight.stores.prove.checkpoints import SqlCheckpoints
from plainsight.stores.respond.desk import SqlDesk

_ID_BYTES = 16


class SqlReading:
    """Implements `plainsight.app.ports.Reading`."""

    def __init__(self, connection: Connection, directory: AccountDirectory | None = None) -> None:
        self.posts = SqlPosts(connection)
        self.quarantine = SqlQuarantine(connection)
        self.alerts = SqlAlerts(connection)
        self.audit = SqlAuditLog(connection)
        self.checkpoints = SqlCheckpoints(connection)
        self.policies = SqlPolicyVersions(connection)
        self.desk = SqlDesk(connection, directory=directory)
        self.casework = SqlCasework(connection)
        self.flow_alerts = SqlFlowAlerts(connection)
        self.identity = SqlIdentities(connection)
        self.filings = SqlFilings(connection)


class SqlUnit(SqlReading):
    """Implements `plainsight.app.ports.UnitOfWork`."""

    def __init__(
        self, connection: Connection, salts: Salts, directory: AccountDirectory | None = None
    ) -> None:
        super().__init__(connection, directory)
        self.desk = SqlDesk(connection, salts, directory)
        self._salts = salts
        self._pending: list[Pending] = []
        self.entries: tuple[LoggedEntry, ...] = ()

    def record(self, fact: Fact) -> None:
        """Queue a fact for the log. Raises BadValue at once when the log cannot hold it."""
        salts = {name: self._salts(SALT_BYTES) for name in fact.personal}
        # The index is given at the end; the largest one shows here that the entry will fit.
        entry = entry_of(fact, index=INTEGER_MAX, salts=salts)
        entry_bytes(entry)
        self._pending.append(Pending(entry=entry, personal=dict(fact.personal), salts=salts))

    def new_id(self, prefix: str) -> str:
        """Draw a fresh id."""
        return f"{prefix}_{self._salts(_ID_BYTES).hex()}"

    def append_facts(self) -> tuple[LoggedEntry, ...]:
        """Write the queued facts into the log: the unit's last statement before its commit."""
        return self.audit.append(self._pending)
