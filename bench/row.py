"""One line of the table that `make bench` prints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A measured number. `ratio` is ours over the peer's in the same run."""

    area: str  # scan, prove, flows, chain ...
    what: str
    value: float
    unit: str
    target: str = ""  # as the issue or the docs state it
    is_met: bool | None = None  # None where there is no target
    peer: str = ""
    ratio: float | None = None
    note: str = ""
