"""The rows of a ledger's feeds that were set aside, one by one: for who has to mend them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One row in quarantine; what it holds stays in the ledger's folder."""

    source: str  # the file's name
    row: int | None  # from 1, header not counted; None where the id was taken
    transfer_id: str  # of a row whose id was taken, day and codes of a rate, else empty
    field: str
    mend: str


def newest_set_aside(files: Sequence[str], *, count_max: int) -> tuple[list[SetAside], int]:
    """Rows of the latest file first, in its order, and how many there are in all."""
    if not files:
        return [], 0
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT source, row, field, mend, raw FROM "
            "read_parquet(?, filename = true) ORDER BY filename DESC, source, row, raw LIMIT ?",
            [list(files), count_max],
        ).fetchall()
        count = connection.execute("SELECT count(*) FROM read_parquet(?)", [list(files)]).fetchone()
    return [_set_aside(*row) for row in rows], count[0] if count else 0


def _set_aside(source: str, row: int, field: str, mend: str, raw: str) -> SetAside:
    key = "" if row else _key(json.loads(raw), field)
    return SetAside(source=source, row=row or None, transfer_id=key, field=field, mend=mend)


def _key(held: dict[str, object], field: str) -> str:
    if "published_by" in held and isinstance(day := held.get("day"), int):
        return f"{date(1970, 1, 1) + timedelta(days=day)} {held['asset']},{held['reporting']}"
    return str(held.get(field, ""))
