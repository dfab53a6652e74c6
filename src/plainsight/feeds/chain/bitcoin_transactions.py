"""Raw blocks and what they spend -> transactions with every input valued."""

from collections.abc import Iterable, Iterator, Sequence

from plainsight.errors import MissingPrevout
from plainsight.feeds.chain.bitcoin_block import RawBlock
from plainsight.feeds.chain.bitcoin_kernel import KIND_NAMES
from plainsight.feeds.chain.bitcoin_script import script_address
from plainsight.feeds.chain.bitcoin_undo import Prevout
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction


class KnownOutputs:
    """Outputs of the blocks read so far, for blocks that come without undo data."""

    def __init__(self) -> None:
        self._outputs: dict[OutPoint, Output] = {}

    def add(self, transaction: Transaction) -> None:
        """Remember what a transaction made, forget what it spent."""
        for spent in transaction.inputs:
            self._outputs.pop(spent.spent, None)
        for index, output in enumerate(transaction.outputs):
            self._outputs[OutPoint(transaction.transaction_id, index)] = output

    def find(self, point: OutPoint) -> Output | None:
        """The output, when a block read earlier made it."""
        return self._outputs.get(point)


def transactions_of(
    block: RawBlock,
    *,
    height: int,
    undo: Sequence[Prevout] | None = None,
    known: KnownOutputs | None = None,
) -> Iterator[Transaction]:
    """The transactions of a block. Raises MissingPrevout when an input cannot be valued."""
    remaining = iter(undo) if undo is not None else None
    outputs = tuple(_outputs(block))
    points = tuple(_points(block))
    bounds = [(int(row[4]), int(row[5])) for row in block.transactions]
    bounds.append((len(points), len(outputs)))
    for number, raw_id in enumerate(block.transaction_ids):
        (first_in, first_out), (last_in, last_out) = bounds[number], bounds[number + 1]
        spends = points[first_in:last_in] if number else ()
        transaction = Transaction(
            transaction_id=raw_id[::-1].hex(),
            block=height,
            at=block.at,
            inputs=tuple(_inputs(spends, remaining, known)),
            outputs=outputs[first_out:last_out],
        )
        if known is not None:
            known.add(transaction)
        yield transaction
    if remaining is not None and next(remaining, None) is not None:
        raise MissingPrevout("undo data", "more outputs than the block spends")


def _points(block: RawBlock) -> Iterator[OutPoint]:
    for at in block.inputs[:, 0].tolist():
        raw = block.data[at : at + 36]
        yield OutPoint(raw[31::-1].hex(), int.from_bytes(raw[32:], "little"))


def _outputs(block: RawBlock) -> Iterator[Output]:
    for units, kind, key, size in block.outputs.tolist():
        name = KIND_NAMES[kind]
        address = script_address(name, block.data[key : key + size])
        yield Output(units=units, address=address, script_kind=name)


def _inputs(
    points: Iterable[OutPoint], undo: Iterator[Prevout] | None, known: KnownOutputs | None
) -> Iterator[Input]:
    for point in points:
        if undo is not None:
            prevout = next(undo, None)
            if prevout is None:
                raise MissingPrevout(str(point), "the undo data ends before it")
            kind, key = prevout.kind_and_key
            address = script_address(kind, key)
            yield Input(spent=point, units=prevout.units, address=address, script_kind=kind)
            continue
        output = known.find(point) if known is not None else None
        if output is None:
            raise MissingPrevout(str(point), "give undo data, or the block that made it")
        yield Input(
            spent=point, units=output.units, address=output.address, script_kind=output.script_kind
        )


def coinbase_height(block: RawBlock) -> int | None:
    """The height a coinbase declares (BIP 34, blocks of version 2 and later)."""
    if int.from_bytes(block.data[:4], "little") < 2:
        return None
    at = int(block.inputs[0, 0]) + 36
    script = block.data[at + 1 : at + 1 + block.data[at]]
    size = script[0] if script else 0
    if not 1 <= size <= 4 or len(script) <= size:
        return None
    return int.from_bytes(script[1 : 1 + size], "little")
