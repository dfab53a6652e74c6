"""OFAC's digital-currency addresses: SDN advanced XML, sdn.csv remarks, and the flat mirrors.

The asset label is kept as text and never believed: an XBT row holds a Tron address (SDN 45404,
2023-10-03), and USDT rows span three networks. What fits no encoding is kept too, compared as
text: dropping a listed row because we cannot read it would be the worse mistake.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import etree

from plainsight.errors import BadList
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import Attribution, Confidence
from plainsight.trace.chain.snapshot import Snapshot

SOURCE = "OFAC SDN"
CATEGORY = "sanctioned"
_FEATURE = "Digital Currency Address - "
_REMARK = re.compile(r"Digital Currency Address - ([A-Z0-9]{2,8})\s+([A-Za-z0-9:]{20,120})")
_ADDRESS = re.compile(r"[A-Za-z0-9:]{20,120}")  # of any network, known here or not
_MIRROR_NAME = re.compile(r"sanctioned_addresses_([A-Z0-9]+)\.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """One row of a list, as written."""

    label: str
    address: str
    party: str = ""
    party_id: str = ""
    programme: str = ""
    listed_on: date | None = None


def read_ofac(path: Path, *, published_on: date | None = None) -> Snapshot:
    """Read any of the forms, told by content. Raises BadList when it is none, or names no address.

    `published_on` is needed for the forms that do not say it themselves.
    """
    if path.is_dir():
        names = sorted(entry for entry in path.iterdir() if _MIRROR_NAME.fullmatch(entry.name))
        data = b"".join(entry.read_bytes() for entry in names)
        rows = [row for entry in names for row in _mirror_rows(entry)]
    else:
        data = path.read_bytes()
        stated, rows = _rows_of(path, data)
        published_on = published_on or stated
    if not rows:
        raise BadList(path.name, "it names no digital-currency address; is it the right file?")
    if published_on is None:
        raise BadList(path.name, "it does not say its date; name it with --published")
    return Snapshot(
        source=SOURCE,
        published_on=published_on,
        sha256=hashlib.sha256(data).hexdigest(),
        rows_read=len(rows),
        attributions=tuple(attribute_rows(rows, published_on)),
    )


def attribute_rows(rows: Iterable[ListedRow], published_on: date) -> Iterator[Attribution]:
    """Claims from listed rows; the network is decided by encoding and checksum."""
    for row in rows:
        account = read_account(row.address)
        yield Attribution(
            account=account.text if account else row.address,
            network=account.network.value if account else "",
            category=CATEGORY,
            party=row.party,
            source=SOURCE,
            confidence=Confidence.AUTHORITY,
            effective_from=min(row.listed_on or published_on, published_on),
            known_from=published_on,
            label=row.label,
            party_id=row.party_id,
            programme=row.programme,
        )


def _rows_of(path: Path, data: bytes) -> tuple[date | None, list[ListedRow]]:
    if data.lstrip()[:1] == b"<":
        return _xml_rows(path.name, data)
    mirror = _MIRROR_NAME.fullmatch(path.name)
    if mirror is not None:
        return None, list(_mirror_rows(path))
    text = data.decode("utf-8-sig", errors="replace")
    if "Digital Currency Address - " in text:
        return None, list(_remark_rows(text))
    reader = csv.DictReader(io.StringIO(text))
    if not {"asset", "address"} <= set(reader.fieldnames or ()):
        raise BadList(path.name, "neither SDN XML, sdn.csv, a mirror file, nor asset,address CSV")
    return None, list(_table_rows(reader, path.name))


def _mirror_rows(path: Path) -> Iterator[ListedRow]:
    """0xB10C's files: one address a line, the label in the file's name. Raises BadList."""
    named = _MIRROR_NAME.fullmatch(path.name)
    label = named.group(1) if named else ""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            address = _address(line, path.name, number)
            yield ListedRow(label=label, address=address)


def _address(text: str, name: str, number: int) -> str:
    """What has the shape of an address; a page or a note saved under the list's name has not."""
    address = text.strip()
    if not _ADDRESS.fullmatch(address):
        raise BadList(name, f"line {number}, {address[:64]!r}, is no address; fetch the list again")
    return address


def _table_rows(reader: "csv.DictReader[str]", name: str) -> Iterator[ListedRow]:
    for row in reader:
        listed = row.get("first_listed") or row.get("listed_on")
        yield ListedRow(
            label=row["asset"],
            address=_address(row["address"] or "", name, reader.line_num),
            party=row.get("sdn_name") or row.get("name") or "",
            programme=row.get("program") or row.get("programme") or "",
            listed_on=_day(listed) if listed else None,
        )


def _remark_rows(text: str) -> Iterator[ListedRow]:
    """sdn.csv has no header: number, name, type, programme, ..., remarks last."""
    for row in csv.reader(io.StringIO(text)):
        for label, address in _REMARK.findall(" ".join(row)):
            yield ListedRow(
                label=label,
                address=address,
                party_id=row[0].strip(),
                party=row[1].strip() if len(row) > 1 else "",
                programme=row[3].strip() if len(row) > 3 else "",
            )


def _xml_rows(name: str, data: bytes) -> tuple[date | None, list[ListedRow]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadList(name, f"not well-formed XML: {error}") from None
    labels = {
        feature.get("ID", ""): (feature.text or "").removeprefix(_FEATURE)
        for feature in root.iterfind(".//{*}FeatureTypeValues/{*}FeatureType")
        if (feature.text or "").startswith(_FEATURE)
    }
    entries = {e.get("ProfileID", ""): e for e in root.iterfind(".//{*}SanctionsEntry")}
    rows = [
        row
        for party in root.iterfind(".//{*}DistinctParty")
        for row in _party_rows(party, labels, entries)
    ]
    return _date_of(root.find("{*}DateOfIssue")), rows


def _party_rows(
    party: etree._Element, labels: dict[str, str], entries: dict[str, etree._Element]
) -> Iterator[ListedRow]:
    for profile in party.iterfind("{*}Profile"):
        addresses = [
            (labels[feature.get("FeatureTypeID", "")], (detail.text or "").strip())
            for feature in profile.iterfind("{*}Feature")
            if feature.get("FeatureTypeID", "") in labels
            for detail in feature.iterfind(".//{*}VersionDetail")
        ]
        if not addresses:
            continue
        entry = entries.get(profile.get("ID", ""))
        for label, address in addresses:
            yield ListedRow(
                label=label,
                address=address,
                party=_primary_name(profile),
                party_id=party.get("FixedRef", ""),
                programme=_programmes(entry),
                listed_on=_listed_on(entry),
            )


def _primary_name(profile: etree._Element) -> str:
    for alias in profile.iterfind("{*}Identity/{*}Alias"):
        if alias.get("Primary") == "true":
            parts = alias.iterfind("{*}DocumentedName//{*}NamePartValue")
            return " ".join((part.text or "").strip() for part in parts)
    return ""


def _programmes(entry: etree._Element | None) -> str:
    if entry is None:
        return ""
    comments = (c.text or "" for c in entry.iterfind("{*}SanctionsMeasure/{*}Comment"))
    return ", ".join(sorted({comment.strip() for comment in comments if comment.strip()}))


def _listed_on(entry: etree._Element | None) -> date | None:
    return None if entry is None else _date_of(entry.find("{*}EntryEvent/{*}Date"))


def _date_of(element: etree._Element | None) -> date | None:
    if element is None:
        return None
    parts = [element.findtext("{*}" + name) for name in ("Year", "Month", "Day")]
    if not all(parts):
        return None
    return date(*(int(part or 0) for part in parts))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise BadList("list", f"{text!r} is not a date; write 2026-01-31") from None
