"""The fields of one exported row, checked as they are asked for."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from plainsight.errors import BadRecord, BadValue
from plainsight.feeds.chain_layout import ChainLayout, look_up
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.model.money import parse_money
from plainsight.model.time import parse_instant
from plainsight.trace.chain.rows import Position

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS_MAX = 2**256  # what an EVM word holds


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
        text = self.text("amount").replace(",", "")
        try:
            return parse_money(text, asset).units
        except BadValue as bad:
            raise BadRecord(self.record, "amount", bad.mend) from None

    def position(self, number: int) -> Position:
        """Where in the ledger; the row's number stands in for a missing log index."""
        order = -number if self.layout.newest_first else number
        log_index = self.optional("log_index")
        return Position(
            block=whole_number(self.optional("block") or 0, "block", self.record),
            transaction_index=whole_number(
                self.optional("transaction_index") or 0, "transaction_index", self.record
            ),
            log_index=order
            if log_index is None
            else whole_number(log_index, "log_index", self.record),
        )

    def at(self, block_times: Mapping[int, datetime]) -> datetime:
        """The time of the row, or of its block."""
        written = self.optional("at")
        if written is None:
            known = block_times.get(self.position(0).block)
            if known is None:
                raise BadRecord(self.record, "at", "no time; give the blocks file with --blocks")
            return known
        return _instant(written, self.layout.at_form, self.record)


def _instant(written: object, form: str, record: str) -> datetime:
    try:
        if form in ("unix_s", "unix_ms"):
            number = int(str(written))
            step = timedelta(seconds=1) if form == "unix_s" else timedelta(milliseconds=1)
            return _EPOCH + number * step
        if form == "utc_text":
            return datetime.strptime(str(written), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        return parse_instant(str(written), field="at")
    except (ValueError, OverflowError, BadValue):
        raise BadRecord(record, "at", f"{str(written)[:40]!r} is not {form}") from None


def whole_number(value: object, name: str, record: str) -> int:
    """Read base units or a place: decimal or 0x digits. Raises BadRecord."""
    text = str(value)
    try:
        number = int(text, 16) if text.startswith("0x") else int(text)
    except ValueError:
        number = -1
    if not 0 <= number < _UNITS_MAX or isinstance(value, bool):
        raise BadRecord(record, name, f"{text[:40]!r} is not a whole number of base units")
    return number
