"""Which duties of a legal request are two people's, enforced by the database itself: DDL (I2).

Triggers, not checks: a check would refuse every later step of a record in which one person had two
of these duties before the rule. Here only the writing of such a pair is refused.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

Pairs = Sequence[tuple[str, str]]

_READ = ("legal_requests", "request_moves")


def fill_from_custody(connection: Connection, taken_by: Mapping[str, str]) -> None:
    """Write down who had a duty before: duty -> the condition on the step `m` that took it."""
    forced: list[str] = []
    if connection.dialect.name == "postgresql":
        # The rows are closed to the owner, who migrates; this transaction alone looks at them.
        forced = list(
            connection.exec_driver_sql(
                "SELECT relname FROM pg_class WHERE relforcerowsecurity "
                f"AND relnamespace = current_schema()::regnamespace AND relname IN {_READ}"
            ).scalars()
        )
    for table in forced:
        connection.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for duty, step in taken_by.items():
        connection.exec_driver_sql(
            f"UPDATE legal_requests SET {duty} = (SELECT m.actor_id FROM request_moves m "
            f"WHERE m.request_id = legal_requests.request_id AND {step} "
            "ORDER BY m.move_number DESC LIMIT 1)"
        )
    for table in forced:
        connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def keep_apart(connection: Connection, pairs: Pairs, *, begin: str, change: str) -> None:
    """Refuse each pair in one person's hands; `begin` and `change` name the triggers."""
    write = _postgres if connection.dialect.name == "postgresql" else _sqlite
    columns = ", ".join(dict.fromkeys(column for pair in pairs for column in pair))
    for name, act, refused in (
        (begin, "INSERT", tuple(_refused(pairs, is_update=False))),
        (change, f"UPDATE OF {columns}", tuple(_refused(pairs, is_update=True))),
    ):
        for statement in write(name, act, refused):
            connection.exec_driver_sql(statement)


def _postgres(name: str, act: str, refused: Pairs) -> Iterator[str]:
    refusals = "\n".join(
        f"IF {when} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation'; END IF;"
        for when, says in refused
    )
    yield (
        f"CREATE FUNCTION plainsight_duties_{name}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN {refusals} RETURN NEW; END $$"
    )
    yield (
        f"CREATE TRIGGER legal_requests_i2_{name} BEFORE {act} ON legal_requests "
        f"FOR EACH ROW EXECUTE FUNCTION plainsight_duties_{name}()"
    )


def _sqlite(name: str, act: str, refused: Pairs) -> Iterator[str]:
    refusals = " ".join(
        # SQLite spells IS DISTINCT FROM so since 3.39; IS NOT is the same and older.
        f"SELECT RAISE(ABORT, '{says}') WHERE {when.replace('IS DISTINCT FROM', 'IS NOT')};"
        for when, says in refused
    )
    yield (
        f"CREATE TRIGGER legal_requests_i2_{name} BEFORE {act} ON legal_requests "
        f"BEGIN {refusals} END"
    )


def _refused(pairs: Pairs, *, is_update: bool) -> Iterator[tuple[str, str]]:
    for one, other in pairs:
        when = f"NEW.{one} = NEW.{other}"
        if is_update:
            when += (
                f" AND (OLD.{one} IS DISTINCT FROM NEW.{one} "
                f"OR OLD.{other} IS DISTINCT FROM NEW.{other})"
            )
        yield when, f"legal_requests_i2_{one}_{other}: two people have these duties"
