"""Which shipped layout a file follows, told by its columns."""

from pathlib import Path

from plainsight.errors import BadValue
from plainsight.feeds.transfers.mapping import Reads, TransferMapping, read_mapping, shipped_layouts
from plainsight.feeds.transfers.rows import column_names
from plainsight.feeds.transfers.sql import needed_columns


def fitting_layouts(path: Path) -> tuple[TransferMapping, ...]:
    """Shipped layouts whose required columns the file has, the most telling first.

    Transfers come before labels: a simulator's file often holds both.
    """
    names = frozenset(column_names(path))
    fitting = [
        mapping
        for mapping in map(read_mapping, shipped_layouts())
        if needed_columns(mapping) and _required(mapping) <= names
    ]
    return tuple(sorted(fitting, key=lambda mapping: _rank(mapping, names)))


def layout_for(path: Path, named: str | None = None) -> TransferMapping:
    """The mapping named, or the first shipped layout that fits.

    Raises BadPolicy for a mapping that is wrong, BadValue when none is named and none fits.
    """
    if named is not None:
        return read_mapping(named)
    fitting = fitting_layouts(path)
    if not fitting:
        mend = f"none of the shipped layouts fits; draft one: plainsight transfers map {path.name}"
        raise BadValue("mapping", path.name, mend)
    return fitting[0]


def _required(mapping: TransferMapping) -> set[str]:
    given = {
        name for item in mapping.fields.values() if not item.is_optional for name in item.columns
    }
    return given | {skip.column for skip in mapping.skip}


def _rank(mapping: TransferMapping, names: frozenset[str]) -> tuple[bool, int, str]:
    used = len(names & set(needed_columns(mapping)))
    return (mapping.reads is not Reads.TRANSFERS, -used, mapping.name)
