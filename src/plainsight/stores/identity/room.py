"""Who may sign in, on one connection."""

from sqlalchemy import Connection

from plainsight.stores.identity.machines import SqlMachines
from plainsight.stores.identity.people import SqlPeople
from plainsight.stores.identity.sign_ins import SqlSignIns


class SqlIdentities:
    """Implements `plainsight.app.identity.ports.Identities`."""

    def __init__(self, connection: Connection) -> None:
        self.people = SqlPeople(connection)
        self.sign_ins = SqlSignIns(connection)
        self.machines = SqlMachines(connection)
