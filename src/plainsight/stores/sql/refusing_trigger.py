"""A trigger that refuses a row, written once and made on both databases: DDL for migrations."""

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class RefusingTrigger:
    """On `act`, when `when` holds over OLD and NEW, refuse and say so."""

    name: str
    table: str
    act: str  # "UPDATE OF due_at" looks at changes of one column alone
    when: str
    says: str
    function: str = ""  # on PostgreSQL, where it is not called as the trigger


def make_refusing(connection: Connection, trigger: RefusingTrigger) -> None:
    """Make it."""
    name, when, says = trigger.name, trigger.when, trigger.says
    head = f"CREATE TRIGGER {name} BEFORE {trigger.act} ON {trigger.table} "
    if connection.dialect.name != "postgresql":
        # SQLite spells IS DISTINCT FROM so since 3.39; IS NOT is the same and older.
        when = when.replace("IS DISTINCT FROM", "IS NOT")
        connection.exec_driver_sql(f"{head}WHEN {when} BEGIN SELECT RAISE(ABORT, '{says}'); END")
        return
    function = f"plainsight_{trigger.function or name}"
    connection.exec_driver_sql(f"""
    CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {when} THEN
            RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN {"OLD" if trigger.act == "DELETE" else "NEW"};
    END $$
    """)
    connection.exec_driver_sql(f"{head}FOR EACH ROW EXECUTE FUNCTION {function}()")
