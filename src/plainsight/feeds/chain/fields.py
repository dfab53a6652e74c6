"""The fields of one exported row, checked as they are asked for."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from plainsight.errors import BadRecord, BadValue
from plainsight.feeds.chain.layout import ChainLayout, look_up
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.model.time import parse_instant
from plainsight.trace.chain.rows import Position

UNITS_MAX = 10**38 - 1  # of a listed asset: what a ledger's column holds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEGIN = datetime(2009, 1, 3, tzinfo=UTC)  # the day of Bitcoin's first block
_END = datetime(2200, 1, 1, tzinfo=UTC)
_OF_BIGQUERY = " UTC"  # what its exports of the same tables write behind a time
_AT_EXAMPLES = {
    "unix_s": "seconds since 1970 such as 1767225600, or 2026-01-01 00:00:00 UTC",
    "unix_ms": "milliseconds since 1970 such as 1767225600000",
    "rfc3339": "2026-01-01T00:00:00Z",
    "utc_text": "2026-01-01 00:00:00",
}
_WORD_MAX = 2**256 - 1  # what an EVM word holds
_PLACE_MAX = 2**63 - 1
_WHOLE = re.compile(r"[0-9]{1,78}|0x[0-9a-fA-F]{1,64}")
# Thousands by commas or not at all: 1500,25 may be a decimal comma, and is not guessed at.
_DECIMAL = re.compile(r"([0-9]{1,60}|[0-9]{1,3}(?:,[0-9]{3}){1,19})(?:\.([0-9]{0,99}))?")


class RowFields:
    """One row seen through its layout. Every reader raises BadRecord with field and mend."""

    def __init__(self, row: Mapping[str, Any], layout: ChainLayout, record: str) -> None:
        self.row = row
        self.layout = layout
        self.record = record

    def optional(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """The field, or None when no column carries it."""
        return look_up(self.row, self.layout.fields.get(name, ()))

    def text(self, name: str) -> str:
        """The field as text; it must be there."""
        value = self.optional(name)
        if value is None:
            raise BadRecord(self.record, name, "the field is missing")
        if isinstance(value, bool | list | dict):
            mend = "text or a number, nothing nested and no true or false"
            raise BadRecord(self.record, name, mend)
        return str(value).strip()

    def network(self) -> Network:
        """The network that the row itself names."""
        text = self.text("network")
        try:
            return Network(text)
        except ValueError:
            known = ", ".join(Network)
            raise BadRecord(self.record, "network", f"{text!r}; one of {known}") from None

    def units(self, asset: Asset | None) -> int:
        """The amount in base units, from whole units or from a decimal of `asset`."""
        if self.optional("units") is not None or asset is None:
            return whole_number(self.optional("units") or 0, "units", self.record)
        return _decimal(self.text("amount"), asset, self.record)

    def position(self, number: int) -> Position:
        """Where in the ledger; the row's number stands in for a missing log index."""
        order = -number if self.layout.newest_first else number
        log_index = self.optional("log_index")
        return Position(
            block=self._place("block"),
            transaction_index=self._place("transaction_index"),
            log_index=order if log_index is None else self._place("log_index"),
        )

    def _place(self, name: str) -> int:
        value = whole_number(self.optional(name) or 0, name, self.record)
        if value > _PLACE_MAX:
            raise BadRecord(self.record, name, "a place in the ledger, below 2^63")
        return value

    def at(self, block_times: Mapping[int, datetime]) -> datetime:
        """The time of the row, or of its block."""
        written = self.optional("at")
        if written is None:
            known = block_times.get(self.position(0).block)
            if known is None:
                raise BadRecord(self.record, "at", "no time; give the blocks file with --blocks")
            return known
        return read_instant(written, self.layout.at_form, self.record)


def read_instant(written: object, form: str, record: str) -> datetime:
    """Read a time as a layout writes it. Raises BadRecord, also before there was any chain."""
    try:
        instant = _instant(str(written), form)
    except (ValueError, OverflowError, BadValue):
        mend = f"{str(written)[:40]!r} is not {form}; write {_AT_EXAMPLES[form]}"
        raise BadRecord(record, "at", mend) from None
    if not _BEGIN <= instant < _END:
        mend = f"{str(written)[:40]!r} is no day between 2009, when the first chain began, and 2199"
        raise BadRecord(record, "at", mend)
    return instant


def _instant(written: str, form: str) -> datetime:
    if form == "unix_s" and written.endswith(_OF_BIGQUERY):
        form, written = "utc_text", written.removesuffix(_OF_BIGQUERY)
    if form in ("unix_s", "unix_ms"):
        step = timedelta(seconds=1) if form == "unix_s" else timedelta(milliseconds=1)
        return _EPOCH + int(written) * step
    if form == "utc_text":
        return datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return parse_instant(written, field="at")


def whole_number(value: object, name: str, record: str) -> int:
    """Read base units or a place: decimal or 0x digits. Raises BadRecord."""
    text = str(value).strip()
    if not isinstance(value, bool) and _WHOLE.fullmatch(text):
        number = int(text, 16) if text.startswith("0x") else int(text)
        if number <= _WORD_MAX:
            return number
    raise BadRecord(record, name, f"{text[:40]!r} is not a whole number of base units")


def _decimal(text: str, asset: Asset, record: str) -> int:
    """Base units of a decimal. Digits are moved as text: a reckoned decimal keeps 28 of them."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise BadRecord(record, "amount", f"{text[:40]!r}; write a plain decimal such as 1,234.50")
    fraction = (found[2] or "").rstrip("0")
    if len(fraction) > asset.decimals:
        raise BadRecord(record, "amount", f"{asset.code} has {asset.decimals} decimals at most")
    return int(found[1].replace(",", "") + fraction.ljust(asset.decimals, "0"))
