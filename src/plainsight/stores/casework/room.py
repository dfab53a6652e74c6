"""Casework's records, on one connection."""

from sqlalchemy import Connection

from plainsight.stores.casework.cases import SqlCases
from plainsight.stores.casework.decisions import SqlDecisions
from plainsight.stores.casework.learning import SqlLearning
from plainsight.stores.casework.quality import SqlQuality
from plainsight.stores.casework.queue import SqlQueue
from plainsight.stores.casework.reports import SqlReports
from plainsight.stores.casework.restrictions import SqlAppeals, SqlRestrictions


class SqlCasework:
    """Implements `plainsight.app.casework.ports.Casework`."""

    def __init__(self, connection: Connection) -> None:
        self.queue = SqlQueue(connection)
        self.decisions = SqlDecisions(connection)
        self.restrictions = SqlRestrictions(connection)
        self.appeals = SqlAppeals(connection)
        self.cases = SqlCases(connection)
        self.reports = SqlReports(connection)
        self.quality = SqlQuality(connection)
        self.learning = SqlLearning(connection)
