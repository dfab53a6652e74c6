"""Exports of account chains -> transfers, rows set aside, rows in quarantine, and gaps."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.errors import BadRecord, EmptyExport, UnknownLayout
from plainsight.feeds.chain.event_logs import as_token_transfer, is_event_log
from plainsight.feeds.chain.fields import UNITS_MAX, RowFields, whole_number
from plainsight.feeds.chain.files import NoRow, open_rows
from plainsight.feeds.chain.layout import ChainLayout, look_up
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.known_assets import KnownAssets
from plainsight.trace.chain.rows import ChainTransfer, Gap, SetAside, SetAsideReason

ChainItem = ChainTransfer | SetAside | QuarantinedRecord | Gap
_COUNT = re.compile(r"[0-9]{1,18}")
FEES_ACCOUNT = "fees"  # who collects gas is not traced: one account per network


class ChainTable:
    """One export file, read once. Iterating yields an item for every row, then its gaps."""

    def __init__(
        self,
        path: Path,
        *,
        layouts: Iterable[ChainLayout],
        assets: KnownAssets,
        block_times: Mapping[int, datetime] | None = None,
    ) -> None:
        self.source = path.name
        self._path = path
        self._layouts = tuple(layouts)
        self._assets = assets
        self._block_times = block_times or {}
        self._spelled: dict[str, str | None] = {}
        self._seen: dict[str, int] = {}

    def __iter__(self) -> Iterator[ChainItem]:
        """Raises UnknownLayout, EmptyExport; UnreadableFeed, BadValue for what is no table."""
        head, rows = open_rows(self._path, self._layouts)
        layout: ChainLayout | None = None
        count = 0
        is_empty = True
        for count, row in enumerate(rows, start=1):
            is_empty = False
            record = f"{self.source} row {count}"
            if isinstance(row, NoRow):
                yield QuarantinedRecord(record=record, field=row.field, mend=row.mend, raw=row.raw)
                if row.gap:
                    yield Gap(place=self.source, why=row.gap)
                continue
            try:
                written = as_token_transfer(row, record) if is_event_log(row) else row
                if written is None:
                    yield _not_a_transfer(row, record)
                    continue
                layout = layout or self._recognise(written)
                # Whole or not at all: a row whose fee cannot be read moves nothing either.
                yield from tuple(self._read(written, layout, record, count))
            except BadRecord as bad:
                yield QuarantinedRecord(
                    record=record, field=bad.field, mend=bad.mend, raw=_raw(row)
                )
        if is_empty:
            # A zero-row export is how exporters fail; reading it as "no transfers" hides that.
            raise EmptyExport(self.source)
        if layout is not None:
            yield from self._gaps(layout, head, count)

    def _recognise(self, row: Mapping[str, Any]) -> ChainLayout:
        for layout in self._layouts:
            if layout.fits(row):
                return layout
        raise UnknownLayout(
            self.source, tuple(row)[:12], tuple(layout.layout for layout in self._layouts)
        )

    def _read(
        self, row: Mapping[str, Any], layout: ChainLayout, record: str, number: int
    ) -> Iterator[ChainItem]:
        field = RowFields(row, layout, record)
        network = layout.network or field.network()
        transaction_id = field.text("transaction_id")
        source, target = self._account(field, "source"), self._account(field, "target")
        asset, contract, reason = self._asset(field, network)
        units = field.units(asset)
        reason = _standing(field, layout) or reason or _zero(units)
        if reason is not None or asset is None:
            yield SetAside(
                record=record,
                reason=reason or SetAsideReason.UNLISTED_ASSET,
                transaction_id=transaction_id,
                source=source,
                target=target,
                units=units,
                contract=contract,
            )
        else:
            yield self._transfer(
                field,
                network,
                asset,
                identity=(transaction_id, source, target, contract),
                units=units,
                number=number,
            )
        yield from self._fee(field, network, (transaction_id, source), number, reason)

    def _transfer(
        self,
        field: RowFields,
        network: Network,
        asset: Asset,
        *,
        identity: tuple[str, str, str, str],
        units: int,
        number: int,
    ) -> ChainTransfer:
        transaction_id, source, target, _ = identity
        if units > UNITS_MAX:
            raise BadRecord(field.record, "units", "below 10^38 base units, for a listed asset")
        position = field.position(number)
        transfer = Transfer(
            transfer_id=self._transfer_id(field, network, identity, units),
            source=source,
            target=target,
            money=Money(units=units, asset=asset),
            at=field.at(self._block_times),
            channel="chain",
        )
        return ChainTransfer(
            transfer=transfer,
            network=network,
            transaction_id=transaction_id,
            position=position,
            symbol=str(look_up(field.row, field.layout.fields.get("symbol", ())) or ""),
        )

    def _transfer_id(
        self, field: RowFields, network: Network, identity: tuple[str, str, str, str], units: int
    ) -> str:
        """The same movement in two overlapping exports gets one id."""
        log_index = field.optional("log_index")
        if log_index is not None:
            return f"{network.value}:{identity[0]}:{log_index}"
        digest = hashlib.sha256("|".join((*identity, str(units))).encode()).hexdigest()[:12]
        stem = f"{network.value}:{identity[0]}:{digest}"
        self._seen[stem] = self._seen.get(stem, 0) + 1
        return stem if self._seen[stem] == 1 else f"{stem}#{self._seen[stem]}"

    def _fee(
        self,
        field: RowFields,
        network: Network,
        identity: tuple[str, str],
        number: int,
        reason: SetAsideReason | None,
    ) -> Iterator[ChainItem]:
        """Gas is a payment in the native coin, also when the transaction failed."""
        price, quantity = field.optional("fee_price"), field.optional("fee_quantity")
        native = self._assets.native(network)
        if price is None or quantity is None or native is None:
            return
        if reason is SetAsideReason.UNCONFIRMED:
            return
        units = whole_number(price, "fee_price", field.record)
        units *= whole_number(quantity, "fee_quantity", field.record)
        if units:
            transaction_id, source = identity
            sink = f"{FEES_ACCOUNT}:{network.value}"
            yield self._transfer(
                field,
                network,
                native,
                identity=(transaction_id, source, sink, ""),
                units=units,
                number=number,
            )

    def _account(self, field: RowFields, name: str) -> str:
        text = field.text(name)
        if text not in self._spelled:
            account = read_account(text)
            self._spelled[text] = account.text if account else None
        spelled = self._spelled[text]
        if spelled is None:
            raise BadRecord(field.record, name, f"{text[:60]!r} fits no known address encoding")
        return spelled

    def _asset(
        self, field: RowFields, network: Network
    ) -> tuple[Asset | None, str, SetAsideReason | None]:
        symbol = str(field.optional("symbol") or "")
        if "contract" not in field.layout.fields:
            return self._assets.native(network), "", None
        written = field.optional("contract")
        if written is None or written == "_":
            # Tronscan writes "_" for the native coin; the plain form leaves the column empty.
            return self._assets.native(network), "", None
        contract = self._account(field, "contract")
        asset = self._assets.token(network, contract)
        if asset is not None:
            return asset, contract, None
        is_fake = bool(symbol) and self._assets.imitates(symbol)
        reason = SetAsideReason.IMITATION if is_fake else SetAsideReason.UNLISTED_ASSET
        return None, contract, reason

    def _gaps(
        self, layout: ChainLayout, head: Mapping[str, Any], count: int
    ) -> Iterator[ChainItem]:
        if layout.rows_max is not None and count >= layout.rows_max:
            why = f"{count} rows, and this source answers {layout.rows_max} at most without a word"
            yield Gap(place=self.source, why=why)
        total = look_up(head, layout.total_under)
        if isinstance(total, str) and _COUNT.fullmatch(total) and int(total) > count:
            yield Gap(place=self.source, why=f"{count} rows of the {total} that the source counts")
        if look_up(head, layout.more_under) is not None:
            yield Gap(place=self.source, why="the source says that another page follows")


def _standing(field: RowFields, layout: ChainLayout) -> SetAsideReason | None:
    for names, settled in layout.settled:
        value = look_up(field.row, names)
        if value is not None and _token(value) not in settled:
            return SetAsideReason.FAILED
    confirmed = look_up(field.row, layout.confirmed)
    if confirmed is not None and _token(confirmed) not in ("true", "1"):
        return SetAsideReason.UNCONFIRMED
    event = field.optional("event")
    if layout.events and event is not None and str(event) not in layout.events:
        return SetAsideReason.NOT_A_TRANSFER
    return None


def _zero(units: int) -> SetAsideReason | None:
    return None if units else SetAsideReason.ZERO_VALUE


def _token(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _not_a_transfer(row: Mapping[str, Any], record: str) -> SetAside:
    return SetAside(
        record=record,
        reason=SetAsideReason.NOT_A_TRANSFER,
        transaction_id=str(row.get("transaction_hash") or row.get("txHash") or ""),
        source="",
        target="",
        units=0,
        contract=str(row["address"]),
    )


def _raw(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, default=str).encode()
