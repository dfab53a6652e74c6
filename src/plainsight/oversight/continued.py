"""A statement of a log that goes on from another, whose key was lost (spec/rotation.md, 5)."""

from collections.abc import Sequence

from plainsight.errors import PlainsightError
from plainsight.oversight.public_copy import leaf_of
from plainsight.oversight.statement import Statement
from plainsight.prove.continuation import CONTINUATION_TAG, Continuation, read_continuation
from plainsight.prove.entry import parse_entry
from plainsight.prove.log_keys import KeyHistory
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import ROTATION_TAG, read_rotation
from plainsight.prove.tree import CompactRange


def continued_logs(
    statement: Statement, lines: Sequence[bytes]
) -> tuple[VerifierKey | None, list[str], list[str]]:
    """What the stretch tells of logs that this one continues.

    Returns the key of the first of them as it stood where the stretch begins, notes, and reasons
    against the statement. Without a continuation in the stretch: no key, and nothing to say.
    """
    # Looked for in the bytes first: a stretch has a million entries, and rarely one of these.
    if not any(_tells(line, CONTINUATION_TAG) for line in lines):
        return None, [], []
    try:
        earlier = _history(lines).earlier
        continuations = [ended for _, ended in earlier]
        roots = _roots(statement, lines, continuations)
    except PlainsightError as problem:
        return None, [], [str(problem)]
    if not continuations:
        return None, [], []
    against = [
        f"entry {ended.index}: it continues other entries than those before it"
        for ended, root in zip(continuations, roots, strict=True)
        if ended.root != root
    ]
    last = continuations[-1]
    if last.new.name != statement.log:
        against.append(f"entry {last.index}: it goes on as {last.new.name}, not {statement.log}")
    notes = [
        f"{ended.new.name} continues {ended.old.name} from entry {ended.index}; the key of "
        f"{ended.old.name} is lost and did not sign that"
        for ended in continuations
    ]
    return earlier[0][0].first, notes, against


def _history(lines: Sequence[bytes]) -> KeyHistory:
    history = KeyHistory()
    for line in lines:
        if _tells(line, CONTINUATION_TAG) or _tells(line, ROTATION_TAG):
            entry = parse_entry(line)
            if entry.tag == CONTINUATION_TAG:
                history.add(read_continuation(entry))
            elif entry.tag == ROTATION_TAG:
                history.add(read_rotation(entry))
    return history


def _tells(line: bytes, tag: str) -> bool:
    return f'"tag":"{tag}"'.encode() in line


def _roots(
    statement: Statement, lines: Sequence[bytes], ended: Sequence[Continuation]
) -> list[bytes]:
    """The root over all entries before each continuation."""
    held = CompactRange(size=statement.first, hashes=statement.frontier)
    roots, done = [], statement.first
    for each in ended:
        held = held.extend(
            leaf_of(line) for line in lines[done - statement.first : each.index - statement.first]
        )
        done = each.index
        roots.append(held.root())
    return roots
