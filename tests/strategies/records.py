"""Records that need no migrating: copied from some that were migrated once in this process."""

import secrets
import tempfile
from functools import cache
from pathlib import Path

from plainsight.stores.records import open_records


def fresh_sqlite(path: Path) -> str:
    """Put empty records of the present schema at `path`; their URL."""
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.db"
        open_records(f"sqlite:///{path}", salts=secrets.token_bytes).close()
        assert [each.name for each in path.parent.iterdir()] == [path.name], "all is in the file"
        return path.read_bytes()
