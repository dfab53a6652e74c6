"""A retention job of its own process, to be killed midway. Run by test_holds_race only."""

import secrets
import sys
from datetime import UTC, datetime

from plainsight.app.respond.delete_account import expire_records
from plainsight.stores.records import open_records

if __name__ == "__main__":
    records = open_records(sys.argv[1], salts=secrets.token_bytes)
    print("started", flush=True)
    expire_records(
        records,
        before=datetime(2027, 1, 1, tzinfo=UTC),
        now=datetime(2027, 1, 1, tzinfo=UTC),
        page=20,
    )
