"""Casework's records, on one connection."""

from sqlalchemy import Connection

from plainsight.stores.casework_cases import SqlCases
from plainsight.stores.casework_decisions import SqlDecisions
from plainsight.stores.casework_learning import SqlLearning
from plainsight.stores.casework_quality import SqlQuality
from plainsight.stores.casework_queue import SqlQueue
from plainsight.stores.casework_reports import SqlReports
from plainsight.stores.casework_restrictions import SqlAppeals, SqlRestrictions


class SqlCasework:
    """Implements `plainsight.app.casework_ports.Casework`."""

    def __init__(self, connection: Connection) -> None:
        self.queue = SqlQueue(connection)
        self.decisions = SqlDecisions(connection)
        self.restrictions = SqlRestrictions(connection)
        self.appeals = SqlAppeals(connection)
        self.cases = SqlCases(connection)
        self.reports = SqlReports(connection)
        self.quality = SqlQuality(connection)
        self.learning = SqlLearning(connection)
