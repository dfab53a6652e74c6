"""A file of raw Bitcoin blocks as a feed: transactions, each with its proof of inclusion."""

from collections.abc import Iterator
from pathlib import Path

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.app.trace.chain_ports import RawEvidence
from plainsight.errors import BadBlock, MissingPrevout
from plainsight.feeds.chain.bitcoin_block import RawBlock, blocks_of
from plainsight.feeds.chain.bitcoin_transactions import (
    KnownOutputs,
    coinbase_height,
    transactions_of,
)
from plainsight.feeds.chain.bitcoin_undo import Prevout, read_plain_undo, undo_frames
from plainsight.trace.chain.utxo import Transaction

_MAGIC = bytes.fromhex("f9beb4d9")


class BitcoinBlocks:
    """One file of blocks, read once. A block that cannot be believed is quarantined whole.

    `undo` is the matching rev file, or a plain run of prevouts for a single block. Without it,
    inputs are valued from the blocks before. `first_height` counts blocks too old to say theirs.
    """

    def __init__(self, path: Path, *, undo: Path | None = None, first_height: int = 0) -> None:
        self.source = path.name
        self._path = path
        self._undo = undo
        self._first_height = first_height

    def __iter__(self) -> Iterator[Transaction | RawEvidence | QuarantinedRecord]:
        known = KnownOutputs()
        height = self._first_height
        blocks = blocks_of(self._path)
        undo = self._undo_records()
        while True:
            try:
                block = next(blocks)
            except StopIteration:
                return
            except BadBlock as bad:
                # The frames after a broken block cannot be trusted to start where they say.
                yield QuarantinedRecord(record=self.source, field=bad.field, mend=bad.what)
                return
            height = coinbase_height(block) or height
            yield from self._items(block, height, next(undo, None), known)
            height += 1

    def _items(
        self, block: RawBlock, height: int, undo: tuple[Prevout, ...] | None, known: KnownOutputs
    ) -> Iterator[Transaction | RawEvidence | QuarantinedRecord]:
        try:
            transactions = list(transactions_of(block, height=height, undo=undo, known=known))
        except MissingPrevout as missing:
            name = block.block_hash[::-1].hex()
            yield QuarantinedRecord(record=f"block {name}", field="prevout", mend=missing.mend)
            return
        for number, transaction in enumerate(transactions):
            branch = block.branch(number)
            yield transaction
            yield RawEvidence(
                transaction_id=transaction.transaction_id,
                raw=block.stripped_transaction(number),
                header=block.header,
                branch_index=branch.index,
                branch=branch.siblings,
            )

    def _undo_records(self) -> Iterator[tuple[Prevout, ...]]:
        if self._undo is None:
            return
        data = self._undo.read_bytes()
        if data.startswith(_MAGIC):
            hashes = (block.previous_hash for block in blocks_of(self._path))
            yield from undo_frames(data, hashes)
        else:
            yield read_plain_undo(data)
