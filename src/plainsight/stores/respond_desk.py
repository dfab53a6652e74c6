"""The response desk's records, on one connection."""

from sqlalchemy import Connection

from plainsight.app.ports import Salts
from plainsight.errors import BadValue
from plainsight.stores.respond_clocks import SqlClocks
from plainsight.stores.respond_directory import SqlDirectory
from plainsight.stores.respond_holds import SqlHolds
from plainsight.stores.respond_registry import SqlRegistry
from plainsight.stores.respond_requests import SqlRequests


class SqlDesk:
    """Implements `plainsight.app.respond_ports.Desk`."""

    def __init__(self, connection: Connection, salts: Salts | None = None) -> None:
        self.requests = SqlRequests(connection, salts or _draw_nothing)
        self.holds = SqlHolds(connection)
        self.clocks = SqlClocks(connection)
        self.registry = SqlRegistry(connection)
        self.directory = SqlDirectory(connection)


def _draw_nothing(size: int, /) -> bytes:
    """A view only reads; whoever seals in it has the wrong kind of transaction."""
    raise BadValue("salts", size, "seal in a unit of work, not in a view")
