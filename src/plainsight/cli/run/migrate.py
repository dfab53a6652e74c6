"""plainsight migrate: bring a database up to this release, as the role that owns it."""

from typing import Annotated

import typer

from plainsight import wiring
from plainsight.cli.records_option import RecordsUrl
from plainsight.cli.screen import console


def migrate(
    role: Annotated[
        str, typer.Option(help="The role that the application signs in to the database as.")
    ],
    retention_role: Annotated[
        str | None, typer.Option(help="A role that runs deletion jobs and may write no hold.")
    ] = None,
    reader: Annotated[
        list[str] | None,
        typer.Option(help="ROLE=AGENCY: reads where that agency's requests stand; repeatable."),
    ] = None,
    records: RecordsUrl = None,
) -> None:
    """Migrate a PostgreSQL database and grant the application's role exactly its part.

    Run once for each release, before the servers start, with the owner's URL. SQLite needs none of
    it: it is migrated when it is opened, and kept beside itself as it was.

    Example:

      plainsight migrate --role plainsight --records postgresql://owner@localhost/plainsight
    """
    readers = {}
    for pair in reader or ():
        name, _, agency = pair.partition("=")
        if not name or not agency:
            raise typer.BadParameter("write it as ROLE=AGENCY", param_hint="--reader")
        readers[name] = agency
    wiring.migrate_records(records, role=role, retention_role=retention_role, readers=readers)
    console().print(f"migrated; {role} may do what it needs and nothing else", markup=False)
