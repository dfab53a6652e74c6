"""How many connections a process holds to its records, at most."""

# Half of them are kept open. PostgreSQL itself allows 100 where nobody says more.
CONNECTIONS_MAX = 24
