"""A statement: what was promised and done in one stretch of the log, in canonical JSON.

A statement covers the entries from where the one before it ended to its own checkpoint, so every
entry counts in exactly one statement, whatever a host's clock said. Beside the numbers it carries
the frontier: the few hashes of the log before the stretch (RFC 9162, 2.1) with which anybody can
compute the signed root from the stretch alone, and so see that nothing in it was left out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from operator import attrgetter

from plainsight.errors import BadStatement
from plainsight.model.fact import JsonValue
from plainsight.oversight.measure import Figure, measure_entries
from plainsight.oversight.measures import MEASURES, MEASURES_VERSION
from plainsight.prove.canonical import canonical_bytes, parse_canonical
from plainsight.prove.entry import Entry
from plainsight.prove.tree import HASH_BYTES, CompactRange

FORMAT = "plainsight-statement/1"
MEMORY_MAX = 24  # statements whose numbers a new one repeats, for the trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The numbers of an earlier statement, and its digest to hold them to."""

    period: str
    digest: str  # SHA-256 of its canonical bytes, hex
    values: Mapping[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Numbers over the entries `first` up to, not including, `end`."""

    log: str  # the log's origin
    period: str  # such as 2026-10; a name, the stretch decides what counts
    made_on: date
    measures_version: str
    first: int
    end: int
    frontier: tuple[bytes, ...]  # complete subtrees over the `first` entries, largest first
    figures: tuple[Figure, ...]
    before: tuple[Remembered, ...]  # newest first

    def values(self) -> dict[str, int | None]:
        """Value by measure."""
        return {figure.measure_id: figure.value for figure in self.figures}


def make_statement(
    entries: Iterable[Entry],
    *,
    log: str,
    period: str,
    made_on: date,
    held: CompactRange,
    end: int,
    before: Statement | None,
    continued: Collection[str] = (),
) -> Statement:
    """Measure a stretch of the log that begins where `held` ends.

    `continued` are the names of the logs that this one goes on from (spec/rotation.md, 5). Raises
    BadStatement when the statement before it does not end there, or is of another log than these.
    """
    if held.size > end:
        raise BadStatement(period, f"the one before it ends at entry {held.size}, beyond this one")
    known = {log, *continued}
    if before is not None and (before.end != held.size or before.log not in known):
        raise BadStatement(period, f"the one before it ends at entry {before.end} of {before.log}")
    return Statement(
        log=log,
        period=period,
        made_on=made_on,
        measures_version=MEASURES_VERSION,
        first=held.size,
        end=end,
        frontier=held.hashes,
        figures=tuple(sorted(measure_entries(MEASURES, entries), key=attrgetter("measure_id"))),
        before=_remember(before),
    )


def statement_bytes(statement: Statement) -> bytes:
    """RFC 8785 bytes: what is signed, by its digest."""
    body: dict[str, JsonValue] = {
        "format": FORMAT,
        "log": statement.log,
        "period": statement.period,
        "made_on": statement.made_on.isoformat(),
        "measures": statement.measures_version,
        "first": statement.first,
        "end": statement.end,
        "frontier": [node.hex() for node in statement.frontier],
        "figures": {
            figure.measure_id: {"value": figure.value, "entries": spans_of(figure.entries)}
            for figure in statement.figures
        },
        "before": [
            {"period": one.period, "digest": one.digest, "values": dict(one.values)}
            for one in statement.before
        ],
    }
    return canonical_bytes(body, field="statement")


def read_statement(content: bytes) -> Statement:
    """Read one back. Raises BadStatement."""
    try:
        body = parse_canonical(content)
        if not isinstance(body, dict) or body.get("format") != FORMAT:
            raise BadStatement("statement", f"its format is not {FORMAT}")
        return _statement_of(body)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadStatement("statement", f"a field is missing or odd: {problem}") from None


def digest_of(statement: Statement) -> str:
    """SHA-256 of its canonical bytes, hex."""
    return sha256(statement_bytes(statement)).hexdigest()


def spans_of(indices: Sequence[int]) -> str:
    """Ascending indices as text: "3-7,12"."""
    spans: list[list[int]] = []
    for index in indices:
        if spans and spans[-1][1] + 1 == index:
            spans[-1][1] = index
        else:
            spans.append([index, index])
    return ",".join(f"{a}-{b}" if a != b else str(a) for a, b in spans)


def indices_of(text: str, *, count_max: int) -> tuple[int, ...]:
    """Read `spans_of` back. Raises BadStatement for anything it would not write."""
    indices: list[int] = []
    for span in text.split(",") if text else ():
        low, _, high = span.partition("-")
        first, last = int(low), int(high or low)
        if last - first >= count_max:
            raise BadStatement("entries", f"{span!r} is longer than the stretch")
        indices.extend(range(first, last + 1))
    if spans_of(indices) != text or sorted(set(indices)) != indices:
        raise BadStatement("entries", f"{text[:80]!r} is not ascending spans")
    return tuple(indices)


def _remember(before: Statement | None) -> tuple[Remembered, ...]:
    if before is None:
        return ()
    one = Remembered(period=before.period, digest=digest_of(before), values=before.values())
    return (one, *before.before)[:MEMORY_MAX]


def _statement_of(body: dict[str, JsonValue]) -> Statement:
    first, end = _whole(body["first"]), _whole(body["end"])
    frontier = tuple(bytes.fromhex(str(node)) for node in _list(body["frontier"]))
    if any(len(node) != HASH_BYTES for node in frontier) or not 0 <= first <= end:
        raise BadStatement("frontier", "hashes of 32 bytes, and a stretch that does not run back")
    figures = []
    for measure_id, said in _dict(body["figures"]).items():
        figure = _dict(said)
        figures.append(
            Figure(
                measure_id=measure_id,
                value=_value(figure["value"]),
                entries=indices_of(str(figure["entries"]), count_max=end - first + 1),
            )
        )
    return Statement(
        log=str(body["log"]),
        period=str(body["period"]),
        made_on=date.fromisoformat(str(body["made_on"])),
        measures_version=str(body["measures"]),
        first=first,
        end=end,
        frontier=frontier,
        figures=tuple(figures),
        before=tuple(_remembered_of(_dict(one)) for one in _list(body["before"])),
    )


def _remembered_of(body: dict[str, JsonValue]) -> Remembered:
    values = {name: _value(value) for name, value in _dict(body["values"]).items()}
    return Remembered(period=str(body["period"]), digest=str(body["digest"]), values=values)


def _whole(value: JsonValue) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadStatement("statement", f"{value!r} is no whole number")
    return value


def _value(value: JsonValue) -> int | None:
    return None if value is None else _whole(value)


def _dict(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise BadStatement("statement", f"{str(value)[:40]!r} is no object")
    return value


def _list(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise BadStatement("statement", f"{str(value)[:40]!r} is no list")
    return value
