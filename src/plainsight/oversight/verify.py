"""Verify a statement from its files alone: signature, completeness, and every number again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plainsight.errors import PlainsightError, UnreadableEntry
from plainsight.oversight.measure import Figure, measure_entries
from plainsight.oversight.measures import MEASURES, MEASURES_VERSION
from plainsight.oversight.signing import open_signature
from plainsight.oversight.statement import Statement, digest_of, read_statement
from plainsight.prove.checkpoint import Checkpoint, open_checkpoint
from plainsight.prove.entry import Entry, parse_entry
from plainsight.prove.note import VerifierKey
from plainsight.prove.tree import CompactRange, leaf_hash
from plainsight.prove.witness import Cosignature, cosignatures


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFiles:
    """A bundle as somebody received it; what is missing is read as empty."""

    statement: bytes
    signature: bytes
    checkpoint: bytes
    lines: tuple[bytes, ...]  # the stretch, without newlines


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementVerdict:
    """Verified when there is no reason against it."""

    reasons: tuple[str, ...]
    statement: Statement | None = None
    checkpoint: Checkpoint | None = None
    cosignatures: tuple[Cosignature, ...] = ()

    @property
    def is_verified(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


def verify_statement(
    files: StatementFiles,
    *,
    key: VerifierKey,
    previous: StatementFiles | None = None,
    witnesses: Sequence[VerifierKey] = (),
    witness_count_min: int = 0,
) -> StatementVerdict:
    """Check everything; `previous` is the bundle of the month before, verified first."""
    try:
        statement = read_statement(files.statement)
        open_signature(
            files.signature,
            files.statement,
            log=statement.log,
            period=statement.period,
            key=key,
        )
        signed = open_checkpoint(files.checkpoint, key=key, origin=statement.log)
        seen = cosignatures(signed.note, witnesses=witnesses)
    except PlainsightError as problem:
        return StatementVerdict(reasons=(str(problem),))
    reasons: list[str] = []
    if len(seen) < witness_count_min:
        reasons.append(f"{len(seen)} of the known witnesses signed, {witness_count_min} are asked")
    reasons += _judge_stretch(statement, signed.checkpoint, files.lines)
    entries, unread = _read(statement, files.lines)
    reasons += unread or _judge_figures(statement, entries)
    if previous is not None:
        reasons += _judge_previous(statement, previous, key)
    return StatementVerdict(
        reasons=tuple(reasons),
        statement=statement,
        checkpoint=signed.checkpoint,
        cosignatures=seen,
    )


def _judge_stretch(
    statement: Statement, checkpoint: Checkpoint, lines: Sequence[bytes]
) -> list[str]:
    """The frontier and the lines must lead to the signed root, or something was left out."""
    if checkpoint.size != statement.end:
        return [f"covers entries to {statement.end}, the checkpoint {checkpoint.size}"]
    if len(lines) != statement.end - statement.first:
        wanted = statement.end - statement.first
        return [f"{len(lines)} entries came along, the stretch has {wanted}"]
    try:
        held = CompactRange(size=statement.first, hashes=statement.frontier)
    except PlainsightError as problem:
        return [str(problem)]
    if held.extend(leaf_hash(line) for line in lines).root() != checkpoint.root:
        return ["the entries are not those that were signed: one was changed, dropped or added"]
    return []


def _read(statement: Statement, lines: Iterable[bytes]) -> tuple[list[Entry], list[str]]:
    entries = []
    for index, line in enumerate(lines, start=statement.first):
        try:
            entry = parse_entry(line)
        except PlainsightError as problem:
            return [], [f"entry {index}: {problem}"]
        if entry.index != index:
            return [], [f"entry {index}: {UnreadableEntry(f'it says index {entry.index}')}"]
        entries.append(entry)
    return entries, []


def _judge_figures(statement: Statement, entries: Sequence[Entry]) -> list[str]:
    if statement.measures_version != MEASURES_VERSION:
        return [
            f"was measured by version {statement.measures_version}; this verifier knows "
            f"{MEASURES_VERSION}: verify with the release that made it"
        ]
    stated = {figure.measure_id: figure for figure in statement.figures}
    counted = {figure.measure_id: figure for figure in measure_entries(MEASURES, entries)}
    return [
        f"{name}: the statement says {_told(stated.get(name))}, "
        f"the entries say {_told(counted.get(name))}"
        for name in sorted(stated.keys() | counted.keys())
        if stated.get(name) != counted.get(name)
    ]


def _told(figure: Figure | None) -> str:
    if figure is None:
        return "nothing"
    return f"{figure.value} from {len(figure.entries)} entries"


def _judge_previous(statement: Statement, previous: StatementFiles, key: VerifierKey) -> list[str]:
    earlier = verify_statement(previous, key=key)
    if earlier.statement is None or earlier.checkpoint is None or not earlier.is_verified:
        return [f"the statement before it does not verify: {earlier.reasons[0]}"]
    held = CompactRange(size=statement.first, hashes=statement.frontier)
    reasons = []
    if earlier.checkpoint.size != statement.first or earlier.checkpoint.root != held.root():
        reasons.append("does not begin where the statement before it ended: history was rewritten")
    if not statement.before or statement.before[0].digest != digest_of(earlier.statement):
        reasons.append("repeats other numbers for the month before than that month's statement")
    return reasons
