"""The lock of a scan lies beside the file that holds the records, whatever else is open."""

from pathlib import Path

from sqlalchemy import make_url

from plainsight.stores.sqlite import file_of, sqlite_engine
from plainsight.stores.sqlite_turns import scan_turn


def test_the_file_is_that_of_the_records_also_where_something_temporary_was_made(
    tmp_path: Path,
) -> None:
    engine = sqlite_engine(make_url(f"sqlite:///{tmp_path}/r.db"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE beside (x)")
        file = file_of(connection)
    engine.dispose()
    assert file == str(tmp_path / "r.db")
    with scan_turn(file, on_wait=lambda: None):
        pass
    assert (tmp_path / "r.db-scan").stat().st_size == 0
