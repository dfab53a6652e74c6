"""Transfers, chains and attributions."""

from datetime import date

from plainsight.errors.root import Fault, Refusal


class NoRate(Fault):
    """No exchange rate is known for an asset on a day, nor on the days shortly before it."""

    def __init__(self, asset: str, day: date, age_days_max: int, *, needed_for: str = "") -> None:
        self.asset = asset
        self.day = day
        self.age_days_max = age_days_max
        self.needed_for = needed_for
        super().__init__(
            f"{needed_for}no rate for {asset} on {day.isoformat()} or the {age_days_max} days "
            "before; add it to the rates feed: nothing is guessed"
        )


class UnknownLayout(Fault):
    """An export's columns fit no known layout."""

    def __init__(self, source: str, columns: tuple[str, ...], layouts: tuple[str, ...]) -> None:
        self.source = source
        self.columns = columns
        self.layouts = layouts
        super().__init__(
            f"{source}: columns {', '.join(columns)} fit none of {', '.join(layouts)}; "
            "write a layout file and name it with --layout"
        )


class EmptyExport(Fault):
    """An export holds no row at all, which is how exporters fail."""

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__(f"{source}: no rows; export it again, or leave the file out")


class BadBlock(Fault):
    """A raw block is cut, padded, or its transactions are not those of its header."""

    def __init__(self, block: str, field: str, what: str) -> None:
        self.block = block
        self.field = field
        self.what = what
        super().__init__(f"block {block or '(unnamed)'}: {field}: {what}; fetch it again")


class BadUndo(Fault):
    """Undo data cannot be read, or belongs to another block."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"undo data: {what}; take the rev file of the same node and block")


class MissingPrevout(Fault):
    """The value of an input is unknown."""

    def __init__(self, outpoint: str, mend: str) -> None:
        self.outpoint = outpoint
        self.mend = mend
        super().__init__(f"prevout of {outpoint}: {mend}")


class HashMissing(Fault):
    """The system's OpenSSL lacks a hash function."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"this OpenSSL lacks {name}; use 3.0.7 or later")


class ListShrank(Refusal):
    """A new edition of a list lost too many rows to be believed."""

    def __init__(self, source: str, standing_count: int, removed_count: int) -> None:
        self.source = source
        self.standing_count = standing_count
        self.removed_count = removed_count
        super().__init__(
            f"{source}: {removed_count} of {standing_count} standing claims would end; "
            "check the file, and pass --may-shrink when the removals are real"
        )


class SnapshotTooOld(Refusal):
    """An edition older than the last one taken would undo what is known."""

    def __init__(self, source: str, published_on: date, last_published_on: date) -> None:
        self.source = source
        self.published_on = published_on
        self.last_published_on = last_published_on
        super().__init__(
            f"{source}: the edition of {published_on} is older than that of {last_published_on}; "
            "editions are taken in order"
        )


class KnowsLess(Refusal):
    """A search of flows knew less than what the alerts that stand rest on; nothing was kept."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"{what}: alerts would lose what is not seen, so nothing was kept; "
            "leave out --records to look only, or revise them by less with --knowing-less"
        )


class BadList(Fault):
    """A list of accounts cannot be read, or is not what it claims to be."""

    def __init__(self, source: str, mend: str) -> None:
        self.source = source
        self.mend = mend
        super().__init__(f"{source}: {mend}")


class AmountsTooWide(Fault):
    """Amounts exceed what a compiled engine divides exactly."""

    def __init__(self, units: int, units_max: int) -> None:
        self.units = units
        self.units_max = units_max
        super().__init__(
            f"{units} base units exceed {units_max}; trace this asset with --engine python"
        )


class BadInclusion(Fault):
    """Raw bytes, branch and header do not prove that a block holds a transaction."""

    def __init__(self, transaction_id: str, what: str) -> None:
        self.transaction_id = transaction_id
        self.what = what
        super().__init__(f"transaction {transaction_id}: {what}")


class BadReport(Fault):
    """A trace report holds no appendix that can be computed again."""

    def __init__(self, source: str, what: str) -> None:
        self.source = source
        self.what = what
        super().__init__(f"{source}: {what}; ask for the original file")
