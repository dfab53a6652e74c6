"""The response desk's records, on one connection."""

from sqlalchemy import Connection

from plainsight.app.ports import Salts
from plainsight.app.respond.ports import AccountDirectory
from plainsight.errors import BadValue
from plainsight.stores.respond.board import SqlBoard
from plainsight.stores.respond.clocks import SqlClocks
from plainsight.stores.respond.desk_gaps import SqlGaps
from plainsight.stores.respond.desk_reports import SqlReports
from plainsight.stores.respond.desk_roster import SqlRoster
from plainsight.stores.respond.desk_statements import SqlBuiltPackages, SqlStatements
from plainsight.stores.respond.desk_watch import SqlWatch
from plainsight.stores.respond.directory import SqlDirectory
from plainsight.stores.respond.holds import SqlHolds
from plainsight.stores.respond.registry import SqlRegistry
from plainsight.stores.respond.requests import SqlRequests


class SqlDesk:
    """Implements `plainsight.app.respond.ports.Desk`."""

    def __init__(
        self,
        connection: Connection,
        salts: Salts | None = None,
        directory: AccountDirectory | None = None,
    ) -> None:
        drawn = salts or _draw_nothing
        self.requests = SqlRequests(connection, drawn)
        self.statements = SqlStatements(connection, drawn)
        self.packages = SqlBuiltPackages(connection)
        self.gaps = SqlGaps(connection)
        self.watch = SqlWatch(connection)
        self.roster = SqlRoster(connection)
        self.reports = SqlReports(connection, self.requests.open_row)
        self.holds = SqlHolds(connection)
        self.clocks = SqlClocks(connection)
        self.board = SqlBoard(connection, self.clocks, self.requests.open_row)
        self.registry = SqlRegistry(connection)
        self.directory: AccountDirectory = directory or SqlDirectory(connection)


def _draw_nothing(size: int, /) -> bytes:
    """A view only reads; whoever seals in it has the wrong kind of transaction."""
    raise BadValue("salts", size, "seal in a unit of work, not in a view")
