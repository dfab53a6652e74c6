"""A mapping: how one operator's columns become transfers, accounts, links, rates or labels.

A mapping is a YAML file (spec/schemas/transfer-mapping.json, docs/how-to/bring-your-transfers.md).
The ones that ship stand in `layout_files/`; `plainsight transfers map` drafts a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from plainsight.errors import BadPolicy
from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.feeds.policy_root import policy_root
from plainsight.feeds.transfers.zones import is_zone, known_zones
from plainsight.model.asset import Asset

LAYOUTS = Path(__file__).parent / "layout_files"


class Reads(StrEnum):
    """What the rows of a mapped file are."""

    TRANSFERS = "transfers"
    ACCOUNTS = "accounts"
    LINKS = "links"
    RATES = "rates"
    LABELS = "labels"


class Holds(StrEnum):
    """How a column writes an amount or an instant."""

    DECIMAL = "decimal"  # 1234.50, no more digits than the asset has
    ROUNDED = "rounded"  # a float of the source, rounded half up to the base unit
    UNITS = "units"  # whole base units
    INSTANT = "instant"  # RFC 3339 with its offset
    LOCAL = "local"  # date, or date and time, in the declared offset unless it states its own
    PATTERN = "pattern"  # like `local`, written as `pattern` says: %Y/%m/%d %H:%M
    EPOCH_S = "epoch_s"
    EPOCH_MS = "epoch_ms"
    EPOCH_US = "epoch_us"
    DAY_COUNT = "day_count"  # whole days after `since`


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedField:
    """Where one field comes from and how its text is read."""

    columns: tuple[str, ...] = ()
    join: str = "-"  # what stands between several columns
    always: str | None = None  # the same for every row
    is_optional: bool = False  # the column may be absent from a file
    is_row_number: bool = False  # ids for a file that will never have a second one
    is_derived: bool = False  # ids from what each transfer is; the same in every file
    prefix: str = ""
    words: Mapping[str, str] = field(default_factory=dict)  # theirs -> ours
    is_closed: bool = False  # a word outside `words` is quarantined, not kept
    holds: Holds | None = None
    pattern: str = ""
    offset: str = "+00:00"
    zone: str = ""  # of the IANA list; instead of `offset`, where clocks change in the year
    since: date = date(1970, 1, 1)
    point: str = "."
    thousands: str = ""
    is_swapped: bool = False  # a negative amount went from the target to the source
    signs: tuple[str, ...] = ()  # currency signs before or behind the amount: they say nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Rows that are no transfer between two accounts, and why they are left out."""

    column: str
    values: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferMapping:
    """One mapping file, checked."""

    name: str
    reads: Reads
    fields: Mapping[str, MappedField]
    skip: tuple[Skip, ...] = ()
    assets: tuple[Asset, ...] = ()  # tokens; national currencies are known
    separator: str = ","


def read_mapping(name: str) -> TransferMapping:
    """A shipped layout by its name, or a mapping file by its path.

    Raises BadPolicy with every complaint about the file.
    """
    shipped = LAYOUTS / f"{name}.yaml"
    path = shipped if shipped.is_file() else Path(name)
    complaints = Complaints()
    if not path.is_file():
        complaints.unknown(name, "mapping", name, shipped_layouts())
        raise BadPolicy(tuple(complaints.lines))
    parsed = read_checked(
        path, schema="transfer-mapping.json", root=policy_root(), complaints=complaints
    )
    if parsed is not None:
        _check_holds(parsed, complaints)
    if parsed is None or complaints.lines:
        raise BadPolicy(tuple(complaints.lines))
    return _mapping(parsed)


def shipped_layouts() -> tuple[str, ...]:
    """Names that `read_mapping` knows without a path."""
    return tuple(sorted(path.stem for path in LAYOUTS.glob("*.yaml")))


def _check_holds(parsed: YamlFile, complaints: Complaints) -> None:
    for name, item in parsed.content["fields"].items():
        way = ("fields", name)
        given = [
            key for key in ("column", "columns", "always", "row_number", "derived") if key in item
        ]
        if len(given) != 1:
            complaints.add(
                parsed.place(way),
                f"fields.{name} has {len(given)} origins",
                "give exactly one of column, columns, always, row_number, derived",
            )
        if "derived" in item and (name, parsed.content["reads"]) != ("transfer_id", "transfers"):
            complaints.add(
                parsed.place(way),
                f"fields.{name} cannot be derived",
                "only the transfer_id of transfers is made from the rest of its row",
            )
        if item.get("thousands") == item.get("point", "."):
            complaints.add(
                parsed.place(way),
                f"fields.{name} has one mark for point and thousands",
                "give point: the mark before the decimals, thousands: the one between groups",
            )
        if "negative" in item and (
            name != "amount" or "received_amount" in parsed.content["fields"]
        ):
            complaints.add(
                parsed.place(way),
                f"fields.{name} cannot swap the ends",
                "only the amount does, where no received_amount is mapped",
            )
        if "columns" in item and "pattern" in item and item.get("join", "-") not in item["pattern"]:
            complaints.add(
                parsed.place(way),
                f"fields.{name} joins its columns by {item.get('join', '-')!r}, not in its pattern",
                'say what stands between them, for example join: " "',
            )
        if "zone" in item:
            _check_zone(parsed.place(way), name, item, complaints)
        if item.get("holds") == "pattern" and "pattern" not in item:
            complaints.add(parsed.place(way), f"fields.{name} lacks its pattern", "add pattern:")
        if item.get("holds") == "day_count" and "since" not in item:
            complaints.add(parsed.place(way), f"fields.{name} lacks its first day", "add since:")


def _check_zone(place: str, name: str, item: Mapping[str, Any], complaints: Complaints) -> None:
    if "offset" in item or item.get("holds") not in ("local", "pattern"):
        mend = "give zone: instead of offset:, and with holds: local or pattern"
        complaints.add(place, f"fields.{name} has a zone that nothing is read in", mend)
    zones = known_zones()
    if not zones:
        complaints.add(place, "this machine has no list of zones", "pip install tzdata")
    elif not is_zone(item["zone"]):
        complaints.unknown(place, "zone", item["zone"], zones)


def _mapping(parsed: YamlFile) -> TransferMapping:
    content = parsed.content
    return TransferMapping(
        name=content["name"],
        reads=Reads(content["reads"]),
        fields={name: _field(item) for name, item in content["fields"].items()},
        skip=tuple(
            Skip(column=item["column"], values=tuple(item["values"]), why=item["why"])
            for item in content.get("skip", ())
        ),
        assets=tuple(Asset(**item) for item in content.get("assets", ())),
        separator=content.get("separator", ","),
    )


def _field(item: Mapping[str, Any]) -> MappedField:
    return MappedField(
        columns=tuple(item.get("columns", [item["column"]] if "column" in item else [])),
        always=item.get("always"),
        is_optional=item.get("optional", False),
        is_row_number=item.get("row_number", False),
        is_derived=item.get("derived", False),
        prefix=item.get("prefix", ""),
        words=item.get("words", {}),
        is_closed=item.get("closed", False),
        holds=Holds(item["holds"]) if "holds" in item else None,
        pattern=item.get("pattern", ""),
        offset=item.get("offset", "+00:00"),
        zone=item.get("zone", ""),
        since=date.fromisoformat(item.get("since", "1970-01-01")),
        point=item.get("point", "."),
        thousands=item.get("thousands", ""),
        join=item.get("join", "-"),
        is_swapped=item.get("negative") == "swap",
        signs=tuple(item.get("signs", ())),
    )
