"""bitcoin-etl transactions (JSON Lines, after its enrich step) -> transactions."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.errors import BadRecord, BadValue, EmptyExport
from plainsight.feeds.chain.fields import read_instant
from plainsight.feeds.disguise import refuse_packed
from plainsight.feeds.json_object import NoText, read_object
from plainsight.feeds.lines import numbered_lines
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction

_DIGITS = re.compile("[0-9]{1,19}")
_WHOLE_MAX = 2**63 - 1  # what a ledger's column holds
_KINDS = {
    "pubkey": "p2pk",
    "pubkeyhash": "p2pkh",
    "scripthash": "p2sh",
    "witness_v0_keyhash": "p2wpkh",
    "witness_v0_scripthash": "p2wsh",
    "witness_v1_taproot": "p2tr",
    "nulldata": "data",
}


class BitcoinEtl:
    """One file, read once: an item for every line."""

    def __init__(self, path: Path) -> None:
        self.source = path.name
        self._path = path

    def __iter__(self) -> Iterator[Transaction | QuarantinedRecord]:
        """Raises EmptyExport when the file holds no line at all."""
        is_empty = True
        with self._path.open("rb") as file:
            for number, line in numbered_lines(file, source=self.source):
                if number == 1:
                    refuse_packed(line or b"", self.source)
                is_empty = False
                record = f"{self.source} line {number}"
                try:
                    yield _read(line, record)
                except BadRecord as bad:
                    yield QuarantinedRecord(record=record, field=bad.field, mend=bad.mend, raw=line)
        if is_empty:
            raise EmptyExport(self.source)


def _read(line: bytes | None, record: str) -> Transaction:
    try:
        row = read_object(line or b"", parse_int=int)
        inputs = () if row.get("is_coinbase") else tuple(_inputs(row, record))
        return Transaction(
            transaction_id=_identifier(row, "hash", record),
            block=_whole(row, "block_number", record),
            at=read_instant(row.get("block_timestamp"), "unix_s", record),
            inputs=inputs,
            outputs=tuple(_outputs(row, record)),
        )
    except BadValue as bad:
        raise BadRecord(record, bad.field, bad.mend) from None
    except NoText as wrong:
        raise BadRecord(record, wrong.column or "line", wrong.mend) from None
    except (ValueError, TypeError, AttributeError, LookupError):
        raise BadRecord(record, "line", "write one bitcoin-etl transaction a line") from None


def _inputs(row: Mapping[str, Any], record: str) -> Iterator[Input]:
    for entry in sorted(row.get("inputs") or (), key=lambda entry: int(entry["index"])):
        if entry.get("value") is None:
            raise BadRecord(record, "inputs.value", "run bitcoin-etl's enrich step first")
        spent = OutPoint(
            _identifier(entry, "spent_transaction_hash", record),
            _whole(entry, "spent_output_index", record),
        )
        yield Input(
            spent=spent,
            units=_whole(entry, "value", record),
            address=_address(entry, record),
            script_kind=_kind(entry),
        )


def _outputs(row: Mapping[str, Any], record: str) -> Iterator[Output]:
    for entry in sorted(row["outputs"], key=lambda entry: int(entry["index"])):
        units = _whole(entry, "value", record)
        address = _address(entry, record)
        yield Output(units=units, address=address, script_kind=_kind(entry))


def _address(entry: Mapping[str, Any], record: str) -> str | None:
    """The single address of a script; several (bare multisig) or a stand-in name nobody."""
    written = entry.get("addresses") or []
    if len(written) != 1 or str(written[0]).startswith("nonstandard"):
        return None
    account = read_account(str(written[0]))
    if account is None:
        raise BadRecord(record, "addresses", f"{str(written[0])[:60]!r} fails its checksum")
    return account.text


def _kind(entry: Mapping[str, Any]) -> str:
    return _KINDS.get(str(entry.get("type")), "other")


def _identifier(entry: Mapping[str, Any], name: str, record: str) -> str:
    text = str(entry.get(name, "")).lower()
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise BadRecord(record, name, "64 hex digits")
    return text


def _whole(entry: Mapping[str, Any], name: str, record: str) -> int:
    """A number, or its digits as text: so BigQuery exports the same table."""
    value = entry.get(name)
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _WHOLE_MAX:
        raise BadRecord(record, name, f"{str(value)[:40]!r} is not a whole number below 2^63")
    return value
