"""A mapping compiled to one SQL projection over a batch of text columns.

Every row yields its typed fields and `wrong`: 0, or the number of the first check it fails.
Text is read by a written grammar, never by a parser's goodwill: `1e3`, `12,50` without a declared
comma, a time without an offset are quarantined rather than guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from plainsight.errors import BadPolicy
from plainsight.feeds.policy.complaints import Complaints
from plainsight.feeds.transfers.mapping import Holds, MappedField, Reads, TransferMapping
from plainsight.feeds.transfers.sql_values import (
    DAY,
    Checked,
    asset_decimals,
    instant_us,
    is_negative,
    literal,
    quote,
    text,
    units,
)

REQUIRED = {
    Reads.TRANSFERS: ("transfer_id", "source", "target", "amount", "asset", "at"),
    Reads.ACCOUNTS: ("account_id",),
    Reads.LINKS: ("account_id", "kind", "value"),
    Reads.RATES: ("day", "asset", "reporting", "rate", "published_by"),
    Reads.LABELS: ("transfer_id", "laundering"),
}
TEXTS = {
    Reads.TRANSFERS: ("transfer_id", "source", "target", "channel", "purpose", "place"),
    Reads.ACCOUNTS: ("account_id", "kind", "owner", "place", "sector"),
    Reads.LINKS: ("account_id", "kind", "value"),
    Reads.RATES: ("asset", "reporting", "rate", "published_by"),
    Reads.LABELS: ("transfer_id", "group", "pattern"),
}
MAPPED_AS = {
    "units": "amount",
    "received_units": "received_amount",
    "income_units": "declared_income",
}
_IDS = frozenset({"transfer_id", "source", "target", "account_id"})
KINDS = ("person", "business", "merchant", "card", "school", "custodian", "bank", "unknown")
LINK_KINDS = ("owner", "device", "place", "contact")


@dataclass(slots=True, kw_only=True)
class Projection:
    """The compiled mapping: `sql` reads a relation named `rows`; `mends[n]` explains `wrong`."""

    sql: str = ""
    mends: list[tuple[str, str]] = field(default_factory=lambda: [("", "")])  # (field, mend)
    columns: dict[str, str] = field(default_factory=dict)  # name -> SQL
    checks: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)  # SQL that others ask for -> name
    taken: frozenset[str] = frozenset()  # names of the file's own columns, without case

    def add(self, name: str, checked: Checked) -> None:
        """Take one output column with the conditions under which it is wrong."""
        self.columns[name] = checked.sql
        for condition, mend in checked.wrong:
            # The mend names what the mapping says: it has no field `units`.
            self.mends.append((MAPPED_AS.get(name, name), mend))
            self.checks.append(f"WHEN {condition} THEN {len(self.mends) - 1}")

    def name(self, sql: str) -> str:
        """What to write instead of an expression that is long and asked for again and again.

        DuckDB takes a fifth of a second to read it a dozen times, for each batch and small file.
        """
        if sql not in self.named:
            name = f"_named{len(self.named)}"
            while name in self.taken:
                name += "_"
            self.named[sql] = name
        return quote(self.named[sql])

    def source(self) -> str:
        """The rows, with what was named."""
        added = "".join(f", {sql} AS {quote(name)}" for sql, name in self.named.items())
        return f"(SELECT *{added} FROM rows)" if added else "rows"


def compile_mapping(mapping: TransferMapping, columns: Sequence[str]) -> Projection:
    """Compile for a file that has these columns. Raises BadPolicy when one is missing."""
    present = _present(mapping, columns)
    projection = Projection(taken=frozenset(column.casefold() for column in columns))
    for name in TEXTS[mapping.reads]:
        checked = text(present.get(name))
        if name in REQUIRED[mapping.reads] and not _is_derived(present.get(name)):
            checked = checked.need(f"{checked.sql} = ''", "must not be empty")
        projection.add(name, _whole(present.get(name), checked) if name in _IDS else checked)
    _ADD[mapping.reads](mapping, present, projection)
    body = ", ".join(f"{sql} AS {quote(name)}" for name, sql in projection.columns.items())
    wrong = f"CASE {' '.join(projection.checks)} ELSE 0 END" if projection.checks else "0"
    source = projection.source()
    projection.sql = f"SELECT _row, {body}, {wrong} AS wrong FROM {source}{_where(mapping)}"
    return projection


def _whole(item: MappedField | None, checked: Checked) -> Checked:
    """Refuse what a spreadsheet made of a long number: it stands for a million accounts at once."""
    for column in () if item is None else item.columns:
        cut = f"regexp_full_match(trim({quote(column)}), '[0-9]([.,][0-9]+)?[eE][+][0-9]{{1,3}}')"
        checked = checked.need(
            f"coalesce({cut}, false)",
            "all digits of the number; a spreadsheet rounded it: export the column as text",
        )
    return checked


def _is_derived(item: MappedField | None) -> bool:
    return item is not None and item.is_derived


def needed_columns(mapping: TransferMapping) -> tuple[str, ...]:
    """Every column of the source file that the mapping reads."""
    names = [name for item in mapping.fields.values() for name in item.columns]
    return tuple(dict.fromkeys([*names, *(skip.column for skip in mapping.skip)]))


def flag_columns(mapping: TransferMapping) -> frozenset[str]:
    """Columns in which true and false may stand: labels, mapped words and rows to skip."""
    flags = [
        column
        for name, item in mapping.fields.items()
        if item.words or (mapping.reads is Reads.LABELS and name == "laundering")
        for column in item.columns
    ]
    return frozenset([*flags, *(skip.column for skip in mapping.skip)])


def _present(mapping: TransferMapping, columns: Sequence[str]) -> dict[str, MappedField]:
    complaints = Complaints()
    present = {}
    for name, item in mapping.fields.items():
        missing = [column for column in item.columns if column not in columns]
        if not missing:
            present[name] = item
        elif not item.is_optional:
            complaints.unknown(f"mapping {mapping.name}", "column", missing[0], columns)
    for name in REQUIRED[mapping.reads]:
        if name not in mapping.fields:
            complaints.add(f"mapping {mapping.name}", f"no field {name!r}", "say where it stands")
    if complaints.lines:
        raise BadPolicy(tuple(complaints.lines))
    return present


def _where(mapping: TransferMapping) -> str:
    if not mapping.skip:
        return ""
    outs = [
        f"coalesce(trim({quote(skip.column)}), '') NOT IN ({', '.join(map(literal, skip.values))})"
        for skip in mapping.skip
    ]
    return " WHERE " + " AND ".join(outs)


def _add_transfers(
    mapping: TransferMapping, present: dict[str, MappedField], projection: Projection
) -> None:
    asset = text(present.get("asset"))
    decimals = projection.name(asset_decimals(asset.sql, mapping.assets))
    projection.add("asset", asset.need(f"{decimals} IS NULL", "an ISO 4217 code or declared token"))
    projection.add("units", units(present["amount"], decimals))
    projection.add("at", instant_us(present["at"]))
    received = present.get("received_amount")
    if received is None:
        projection.columns |= {"received_units": "NULL::BIGINT", "received_asset": "''"}
    else:
        _add_received(mapping, present, projection, paid=asset.sql)
    for name in ("source_country", "target_country"):
        country = text(present.get(name))
        outside = f"NOT regexp_full_match({country.sql}, '([A-Z]{{2}})?')"
        projection.add(name, country.need(outside, "an ISO 3166-1 code such as US, or nothing"))
    if present["amount"].is_swapped:
        swapped = is_negative(present["amount"])
        for one, other in (("source", "target"), ("source_country", "target_country")):
            ends = projection.columns[one], projection.columns[other]
            for name, plain, back in ((one, *ends), (other, *reversed(ends))):
                projection.columns[name] = f"(CASE WHEN {swapped} THEN {back} ELSE {plain} END)"


def _add_received(
    mapping: TransferMapping, present: dict[str, MappedField], projection: Projection, *, paid: str
) -> None:
    asset = text(present.get("received_asset")).sql
    amount = present["received_amount"]
    given = f"{text(amount).sql} <> ''"
    decimals = projection.name(asset_decimals(asset, mapping.assets))
    arrived = units(amount, decimals)
    # The same amount of the same asset arriving is the ordinary case and says nothing new.
    differs = f"({given} AND ({asset} <> {paid} OR {arrived.sql} <> {projection.columns['units']}))"
    projection.add(
        "received_asset",
        Checked(f"CASE WHEN {differs} THEN {asset} ELSE '' END").need(
            f"{given} AND {decimals} IS NULL", "an ISO 4217 code or declared token"
        ),
    )
    projection.add(
        "received_units",
        Checked(
            f"CASE WHEN {differs} THEN {arrived.sql} END",
            tuple((f"{given} AND ({condition})", mend) for condition, mend in arrived.wrong),
        ),
    )


def _add_accounts(
    mapping: TransferMapping, present: dict[str, MappedField], projection: Projection
) -> None:
    kind = projection.columns["kind"]
    projection.add(
        "kind",
        Checked(f"CASE {kind} WHEN '' THEN 'unknown' ELSE {kind} END").need(
            f"{kind} <> '' AND {kind} NOT IN {KINDS}", f"one of {', '.join(KINDS)}"
        ),
    )
    country = text(present.get("country"))
    outside = f"NOT regexp_full_match({country.sql}, '([A-Z]{{2}})?')"
    projection.add("country", country.need(outside, "an ISO 3166-1 code such as US, or nothing"))
    _add_opened(present.get("opened_at"), projection)
    income = present.get("declared_income")
    if income is None:
        projection.columns |= {"income_units": "NULL::BIGINT", "income_asset": "''"}
        return
    asset = text(present.get("income_asset"))
    decimals = projection.name(asset_decimals(asset.sql, mapping.assets))
    given = f"{text(income).sql} <> ''"
    amount = units(income, decimals)
    projection.add(
        "income_asset",
        asset.need(f"{given} AND {decimals} IS NULL", "an ISO 4217 code or declared token"),
    )
    wrong = tuple((f"{given} AND ({condition})", mend) for condition, mend in amount.wrong)
    projection.add("income_units", Checked(f"CASE WHEN {given} THEN {amount.sql} END", wrong))


def _add_opened(opened: MappedField | None, projection: Projection) -> None:
    if opened is None:
        projection.columns["opened_at"] = "NULL::BIGINT"
        return
    given = f"{text(opened).sql} <> ''"
    instant = instant_us(opened)
    wrong = tuple((f"{given} AND ({condition})", mend) for condition, mend in instant.wrong)
    projection.add("opened_at", Checked(f"CASE WHEN {given} THEN {instant.sql} END", wrong))


def _add_links(
    mapping: TransferMapping, present: dict[str, MappedField], projection: Projection
) -> None:
    kind = projection.columns["kind"]
    projection.add(
        "kind", Checked(kind).need(f"{kind} NOT IN {LINK_KINDS}", f"one of {', '.join(LINK_KINDS)}")
    )


def _add_rates(
    mapping: TransferMapping, present: dict[str, MappedField], projection: Projection
) -> None:
    day = MappedField(columns=present["day"].columns, holds=Holds.LOCAL)
    instant = instant_us(day)
    projection.add("day", Checked(f"(({instant.sql}) // {DAY})", instant.wrong))
    named = {
        name: projection.name(asset_decimals(projection.columns[name], mapping.assets))
        for name in ("asset", "reporting")
    }
    projection.columns["decimals"] = named["asset"]
    for name, decimals in named.items():
        code = projection.columns[name]
        unknown = f"{decimals} IS NULL"
        projection.add(name, Checked(code).need(unknown, "an ISO 4217 code or declared token"))
    rate = projection.columns["rate"]
    wrong = (
        f"NOT regexp_full_match({rate}, '[0-9]{{1,12}}(\\.[0-9]{{1,12}})?')"
        f" OR regexp_full_match({rate}, '[0.]+')"
    )
    itself = (
        f"{projection.columns['asset']} = {projection.columns['reporting']}"
        f" AND NOT regexp_full_match({rate}, '0*1(\\.0+)?')"
    )
    checked = Checked(rate).need(wrong, "a plain positive decimal such as 0.1397")
    projection.add(
        "rate", checked.need(itself, "an asset is worth one of itself; leave the row out")
    )


def _add_labels(
    mapping: TransferMapping, present: dict[str, MappedField], projection: Projection
) -> None:
    label = text(present["laundering"])
    projection.add(
        "laundering",
        Checked(f"({label.sql} = '1')").need(f"{label.sql} NOT IN ('0', '1')", "1 or 0"),
    )


_ADD = {
    Reads.TRANSFERS: _add_transfers,
    Reads.ACCOUNTS: _add_accounts,
    Reads.LINKS: _add_links,
    Reads.RATES: _add_rates,
    Reads.LABELS: _add_labels,
}
