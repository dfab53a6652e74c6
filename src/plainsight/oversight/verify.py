"""Verify a statement from its files alone: signature, completeness, and every number again."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from plainsight.errors import PlainsightError, UnreadableEntry
from plainsight.oversight.continued import continued_logs
from plainsight.oversight.measure import Figure, measure_entries
from plainsight.oversight.measures import MEASURES, MEASURES_VERSION
from plainsight.oversight.period import is_period, read_period
from plainsight.oversight.public_copy import LEFT_TO_OVERSEERS, hidden_indices, is_hidden, leaf_of
from plainsight.oversight.reach import told_reach
from plainsight.oversight.signing import open_signature
from plainsight.oversight.statement import Statement, digest_of, read_statement
from plainsight.prove.checkpoint import Checkpoint
from plainsight.prove.entry import Entry, parse_entry
from plainsight.prove.key_chain import KeyChain, open_with
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import Rotation, own_rotation, read_rotations
from plainsight.prove.tree import CompactRange
from plainsight.prove.witness import Cosignature, cosignatures


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFiles:
    """A bundle as somebody received it; what is missing is read as empty."""

    statement: bytes
    signature: bytes
    checkpoint: bytes
    lines: tuple[bytes, ...]  # the stretch, without newlines
    rotations: tuple[bytes, ...] = ()  # the entries that changed the log's key, without newlines


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementVerdict:
    """Verified when there is no reason against it."""

    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()  # what was left to somebody else to check
    statement: Statement | None = None
    checkpoint: Checkpoint | None = None
    cosignatures: tuple[Cosignature, ...] = ()
    rotations: tuple[Rotation, ...] = ()  # from the pinned key to the one that signed
    left: tuple[str, ...] = ()  # measures whose entries a public copy hides: not counted again

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
    """Check everything; `previous` is the bundle of the month before, verified first.

    A pinned key that gave way to others since leads to the one that signed, by the rotations that
    come along (spec/rotation.md).

    Measures change and what was signed does not: the figures of a month before that another
    version measured are left to its release, and a note says so. All else of it is judged here.
    """
    try:
        whole = _chain(files, key)
    except PlainsightError as problem:
        return StatementVerdict(reasons=(str(problem),))
    opened = _open(files, whole.since(key), witnesses)
    if isinstance(opened, StatementVerdict):
        return opened
    statement, signed, seen = opened
    rotations = tuple(each for each in whole.since(key).rotations if each.index < signed.size)
    reasons = _judge_rotations(statement, rotations, files.lines)
    if len(seen) < witness_count_min:
        reasons.append(f"{len(seen)} of the known witnesses signed, {witness_count_min} are asked")
    if statement.measures_version != MEASURES_VERSION:
        reasons.append(
            f"was measured by version {statement.measures_version}; this verifier knows "
            f"{MEASURES_VERSION}: verify with the release that made it"
        )
    reasons += _judge_bundle(statement, signed, files.lines)
    ended, notes, broken = continued_logs(statement, files.lines)
    reasons += broken
    if previous is not None:
        # Whatever key signed it, one that is lost too: it must end where this one begins.
        chain = whole if ended is None else _chain(previous, ended)
        against, told = _judge_previous(statement, previous, chain)
        reasons, notes = reasons + against, notes + told
    notes += _told_early(statement) + told_reach(statement.period, files.lines)
    left = _left(statement, files.lines)
    if left:
        notes.append(
            f"{len(left)} numbers rest on entries that this copy hides, and were not counted "
            "again; whoever holds the whole statement counts them, and it is the same one: "
            f"{digest_of(statement)}"
        )
    return StatementVerdict(
        reasons=tuple(reasons),
        notes=tuple(notes),
        statement=statement,
        checkpoint=signed,
        cosignatures=seen,
        rotations=rotations,
        left=left,
    )


def _told_early(statement: Statement) -> list[str]:
    """A note where the statement was made before its period was over."""
    name, made_on = statement.period, statement.made_on
    if not is_period(name) or made_on >= read_period(name).end:
        return []
    said = f"{name} was not over on {made_on}, when this was made"
    return [f"{said}; what came later is in the statement after it"]


def _left(statement: Statement, lines: Sequence[bytes]) -> tuple[str, ...]:
    """The measures whose entries the lines do not show."""
    if not any(map(is_hidden, lines)):
        return ()
    return tuple(sorted(LEFT_TO_OVERSEERS & statement.values().keys()))


def _chain(files: StatementFiles, key: VerifierKey) -> KeyChain:
    """Every key the log had, as the rotations that came along tell; raises as `read_rotations`."""
    told = read_rotations(files.rotations)
    whole = KeyChain(first=told[0].old if told else key, rotations=told)
    return whole if key in whole.keys else KeyChain(first=key)


def _judge_rotations(
    statement: Statement, rotations: Sequence[Rotation], lines: Sequence[bytes]
) -> list[str]:
    """A rotation inside the stretch must be the entry that stands there."""
    return [
        f"entry {each.index}: the log does not tell of this change of its key"
        for each in rotations
        if each.index >= statement.first
        and own_rotation(b"".join(lines[each.index - statement.first :][:1])) != (each,)
    ]


def _open(
    files: StatementFiles, chain: KeyChain, witnesses: Sequence[VerifierKey]
) -> tuple[Statement, Checkpoint, tuple[Cosignature, ...]] | StatementVerdict:
    """What a key of the chain signed, or the verdict over files that none did."""
    try:
        statement = read_statement(files.statement)
        signed, signer = open_with(files.checkpoint, chain=chain, origin=statement.log)
        open_signature(
            files.signature, files.statement, log=statement.log, period=statement.period, key=signer
        )
        seen = cosignatures(signed.note, witnesses=witnesses)
    except PlainsightError as problem:
        return StatementVerdict(reasons=(str(problem),))
    return statement, signed.checkpoint, seen


def _judge_bundle(
    statement: Statement, checkpoint: Checkpoint, lines: Sequence[bytes]
) -> list[str]:
    """Judge the stretch, each entry, and the figures where our measures made them."""
    reasons = _judge_stretch(statement, checkpoint, lines)
    entries, unread = _read(statement, lines)
    if unread or statement.measures_version != MEASURES_VERSION:
        return reasons + unread
    hidden = hidden_indices(lines, first=statement.first)
    return reasons + _judge_figures(statement, entries, hidden)


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
    if held.extend(map(leaf_of, lines)).root() != checkpoint.root:
        return ["the entries are not those that were signed: one was changed, dropped or added"]
    return []


def _read(statement: Statement, lines: Iterable[bytes]) -> tuple[list[Entry], list[str]]:
    entries = []
    for index, line in enumerate(lines, start=statement.first):
        if is_hidden(line):
            continue
        try:
            entry = parse_entry(line)
        except PlainsightError as problem:
            return [], [f"entry {index}: {problem}"]
        if entry.index != index:
            return [], [f"entry {index}: {UnreadableEntry(f'it says index {entry.index}')}"]
        entries.append(entry)
    return entries, []


def _judge_figures(statement: Statement, entries: Sequence[Entry], hidden: Set[int]) -> list[str]:
    stated = {figure.measure_id: figure for figure in statement.figures}
    counted = {figure.measure_id: figure for figure in measure_entries(MEASURES, entries)}
    left = LEFT_TO_OVERSEERS if hidden else frozenset[str]()
    return [
        f"{name}: the statement says {_told(stated.get(name))}, "
        f"the entries say {_told(counted.get(name))}"
        for name in sorted((stated.keys() | counted.keys()) - left)
        if stated.get(name) != counted.get(name)
    ] + [
        f"{name}: the statement names entries for it that are shown and say nothing of it"
        for name in sorted(stated.keys() & left)
        if not hidden >= set(stated[name].entries)
    ]


def _told(figure: Figure | None) -> str:
    if figure is None:
        return "nothing"
    return f"{figure.value} from {len(figure.entries)} entries"


def _judge_previous(
    statement: Statement, previous: StatementFiles, chain: KeyChain
) -> tuple[list[str], list[str]]:
    """Reasons against the month before or against what follows it, and notes."""
    opened = _open(previous, chain, ())
    if isinstance(opened, StatementVerdict):
        return [f"the statement before it does not verify: {opened.reasons[0]}"], []
    earlier, checkpoint, _ = opened
    against = _judge_bundle(earlier, checkpoint, previous.lines)
    if against:
        return [f"the statement before it does not verify: {against[0]}"], []
    held = CompactRange(size=statement.first, hashes=statement.frontier)
    reasons = []
    if checkpoint.size != statement.first or checkpoint.root != held.root():
        reasons.append("does not begin where the statement before it ended: history was rewritten")
    if not statement.before or statement.before[0].digest != digest_of(earlier):
        reasons.append("repeats other numbers for the month before than that month's statement")
    if earlier.measures_version == MEASURES_VERSION:
        return reasons, []
    return reasons, [
        f"the figures of {earlier.period} were not computed again: version "
        f"{earlier.measures_version} measured them, this verifier knows {MEASURES_VERSION}; "
        "the release that made that statement verifies them"
    ]
