"""Who found an alert suspicious does not decide that it is left unreported: DDL for the migration.

One person who could do both would make a suspicion vanish that nobody else has seen.
"""

from sqlalchemy import Connection

from plainsight.casework.decision import SUSPECTING

_WORDS = ", ".join(f"'{outcome.value}'" for outcome in SUSPECTING)
_FOUND_IT = (
    "EXISTS (SELECT 1 FROM decisions d WHERE d.alert_id = NEW.alert_id "
    f"AND d.decided_by = NEW.decided_by AND d.outcome IN ({_WORDS}))"
)
_SAYS = "not to file is decided by another person than who found it suspicious"


def keep_unfiled_apart(connection: Connection) -> None:
    """Make the trigger."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "CREATE FUNCTION plainsight_unfiled_apart() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {_FOUND_IT} THEN RAISE EXCEPTION '{_SAYS}' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER unfiled_alerts_apart BEFORE INSERT ON unfiled_alerts "
            "FOR EACH ROW EXECUTE FUNCTION plainsight_unfiled_apart()"
        )
    else:
        connection.exec_driver_sql(
            "CREATE TRIGGER unfiled_alerts_apart BEFORE INSERT ON unfiled_alerts "
            f"WHEN {_FOUND_IT} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
        )
