"""Draft a mapping for a file that no shipped layout fits: a beginning that a person completes.

Names are compared with those that banks and platforms commonly use, values with the grammars that
a mapping can declare. What is not found is left out and said, never filled with a guess.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plainsight.feeds.transfers_mapping import Holds, MappedField, Reads
from plainsight.feeds.transfers_rows import column_names, read_rows
from plainsight.feeds.transfers_sql import REQUIRED
from plainsight.feeds.transfers_sql_values import amount_form

SAMPLE_ROWS = 1_000
# Names as they stand in exports, lower case without separators.
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "transfer_id": ("transferid", "tranid", "transactionid", "txid", "paymentid", "reference",
                    "refno", "ref", "id", "uetr", "endtoendid", "trxid"),
    "source": ("source", "from", "sender", "payer", "debtor", "debtoraccount", "origacct",
               "nameorig", "fromaccount", "senderaccount", "sourceaccount", "originator"),
    "target": ("target", "to", "receiver", "payee", "creditor", "creditoraccount", "beneacct",
               "namedest", "toaccount", "receiveraccount", "targetaccount", "beneficiary"),
    "amount": ("amount", "value", "sum", "amt", "baseamt", "units", "total", "quantity"),
    "asset": ("asset", "currency", "ccy", "curr", "token", "symbol", "paymentcurrency"),
    "at": ("at", "time", "timestamp", "date", "datetime", "trantimestamp", "createdat", "bookedat",
           "valuedate", "bookingdate"),
    "channel": ("channel", "type", "method", "txtype", "paymentformat", "rail"),
    "purpose": ("purpose", "purposecode", "category"),
    "place": ("place", "branch", "location", "terminal", "atm", "city"),
    "source_country": ("sourcecountry", "fromcountry", "sendercountry", "debtorcountry"),
    "target_country": ("targetcountry", "tocountry", "receivercountry", "creditorcountry"),
    "account_id": ("accountid", "acctid", "account", "id"),
    "kind": ("kind", "type", "accounttype"),
    "owner": ("owner", "customerid", "holder", "customer", "userid"),
    "country": ("country",),
    "sector": ("sector", "mcc", "industry"),
    "value": ("value", "device", "deviceid", "link"),
    "day": ("day", "date"),
    "reporting": ("reporting", "reportingcurrency", "base", "quote"),
    "rate": ("rate", "price", "fx"),
    "published_by": ("publishedby", "source", "publisher"),
    "laundering": ("laundering", "issar", "label", "islaundering", "fraud"),
    "group": ("group", "alertid", "patternid"),
    "pattern": ("pattern", "alerttype", "modeltype"),
}  # fmt: skip
_FIELDS = {
    Reads.TRANSFERS: ("channel", "purpose", "place", "source_country", "target_country"),
    Reads.ACCOUNTS: ("kind", "owner", "country", "place", "sector"),
    Reads.LINKS: (),
    Reads.RATES: (),
    Reads.LABELS: ("group", "pattern"),
}
_TIMES = (
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)", "holds: instant"),
    (r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", 'holds: local, offset: "+00:00"'),
    (r"\d{4}/\d\d/\d\d \d\d:\d\d", 'holds: pattern, pattern: "%Y/%m/%d %H:%M"'),
    (r"\d\d\.\d\d\.\d{4}", 'holds: pattern, pattern: "%d.%m.%Y"'),
    (r"\d{9,11}", "holds: epoch_s"),
    (r"\d{12,14}", "holds: epoch_ms"),
    (r"\d{15,17}", "holds: epoch_us"),
)
# 1.234 alone is a thousand and more in Madrid, and one and a bit in a float: nobody can tell.
_UNSURE = r"\+?\d{1,3}(\.\d{3})*"
_AMOUNTS = (
    (r"\+?\d+(\.\d{1,2})?", "holds: decimal"),
    (_UNSURE, ""),
    *(
        (amount_form(MappedField(holds=holds, point=point, thousands=mark)), written)
        for holds, point, mark, written in (
            (Holds.ROUNDED, ".", "", "holds: rounded"),
            (Holds.DECIMAL, ".", ",", 'holds: decimal, thousands: ","'),
            (Holds.DECIMAL, ",", "", 'holds: decimal, point: ","'),
            (Holds.DECIMAL, ",", ".", 'holds: decimal, point: ",", thousands: "."'),
            (Holds.DECIMAL, ",", " ", 'holds: decimal, point: ",", thousands: " "'),
            (Holds.DECIMAL, ".", "'", 'holds: decimal, thousands: "\'"'),
        )
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mapping file in the making, and what a person has to add before it works."""

    text: str
    missing: tuple[str, ...]  # required fields for which no column was found


def draft_mapping(path: Path, *, reads: Reads, name: str) -> Draft:
    """Look at names and the first values. Raises BadRecord when the file cannot be read."""
    columns = column_names(path)
    sample = _sample(path, columns)
    taken: set[str] = set()
    found: dict[str, str] = {}
    for field in (*REQUIRED[reads], *_FIELDS[reads]):
        column = _column_for(field, columns, taken)
        if column is not None:
            found[field] = column
            taken.add(column)
    missing = tuple(field for field in REQUIRED[reads] if field not in found)
    lines = [
        f"# Drafted from {path.name}: check every line, then take the file in with",
        f"#   plainsight transfers ingest {path.name} --mapping {name}.yaml",
        f"name: {name}",
        f"reads: {reads}",
        "fields:",
        *(f"  {field}: {_written(field, column, sample)}" for field, column in found.items()),
        *(f"  # {field}: no column looks like it; {_advice(field)}" for field in missing),
    ]
    left = [column for column in columns if column not in taken]
    if left:
        lines.append(f"# Not read: {', '.join(left)}")
    return Draft(text="\n".join(lines) + "\n", missing=missing)


def _sample(path: Path, columns: Sequence[str]) -> Mapping[str, list[str]]:
    batch = next(iter(read_rows(path, columns, flags=columns)))
    table = batch.table.slice(0, SAMPLE_ROWS)
    return {
        name: [str(value).strip() for value in table.column(name).to_pylist() if value]
        for name in table.column_names
        if name != "_row"
    }


def _column_for(field: str, columns: Sequence[str], taken: set[str]) -> str | None:
    names = {re.sub(r"[^a-z0-9]", "", column.lower()): column for column in reversed(columns)}
    for known in _KNOWN[field]:
        column = names.get(known)
        if column is not None and column not in taken:
            return column
    return None


def _written(field: str, column: str, sample: Mapping[str, list[str]]) -> str:
    quoted = f'"{column}"' if re.search(r"[^A-Za-z0-9_]", column) else column
    grammars = _TIMES if field == "at" else _AMOUNTS if field == "amount" else ()
    values = sample.get(column, [])
    for form, holds in grammars:
        if values and all(re.fullmatch(form, value) for value in values):
            if not holds:
                break
            return f"{{column: {quoted}, {holds}}}"
    if grammars:
        shown = f", for example {values[0]!r}" if values else ""
        return f"{{column: {quoted}}}  # say how it is written (holds:){shown}"
    optional = ", optional: true" if field in {f for some in _FIELDS.values() for f in some} else ""
    return f"{{column: {quoted}{optional}}}"


def _advice(field: str) -> str:
    return {
        "asset": "{always: USD} when all amounts are in one currency",
        "transfer_id": '{row_number: true, prefix: "mine-"} when rows have no ids',
    }.get(field, "{column: THEIR_NAME}")
