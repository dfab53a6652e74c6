"""The copy of a statement for everybody: entries about one legal request stand there as their hash.

Such an entry names country and instrument, or lets its clocks tell them; whoever counted them would
learn the cells that the transparency report hides. Its leaf hash keeps the signed root, so that
anybody still checks that nothing was left out. Who holds the whole statement counts all of it.

A hash hides what cannot be guessed. An entry that is hidden is about a subject of 128 random bits
that no shown one repeats, or it holds salted commitments.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from plainsight.model.fact import AuditTag
from plainsight.oversight.commitment import Commitment
from plainsight.oversight.measures import MEASURES
from plainsight.prove.tree import leaf_hash

HIDDEN_TAGS = frozenset(
    {
        AuditTag.REQUEST_RECEIVED,
        AuditTag.REQUEST_MOVED,
        AuditTag.REQUEST_STATED,
        AuditTag.REQUEST_OPENED,
        AuditTag.DOCUMENT_READ,
        AuditTag.REQUEST_FROZEN,
        AuditTag.REQUESTER_JUDGED,
        AuditTag.HOLD_PLACED,
        AuditTag.HOLD_CHANGED,
        AuditTag.HOLD_CORRUPTED,
        AuditTag.CLOCK_ALARMED,
        AuditTag.CLOCK_BREACHED,
        AuditTag.CLOCK_ANSWERED,
        AuditTag.CLOCK_OWED_AGAIN,
        AuditTag.SCOPE_GRANTED,
        AuditTag.RECORDS_COLLECTED,
        AuditTag.PACKAGE_PREPARED,
        AuditTag.PACKAGE_FETCHED,
        AuditTag.PACKAGE_RELEASED,
        AuditTag.PACKAGE_TAKEN_BACK,
        AuditTag.GAP_RECORDED,
        AuditTag.GAP_FOLLOWED,
        AuditTag.DIGEST_MADE,
        AuditTag.ALARM_TOLD,
        AuditTag.CASE_ERASED,
        AuditTag.HONEY_TOUCHED,
    }
)
# What no hidden entry counts towards.
_SHOWN = {Commitment.C1, Commitment.PRIVACY}
_CHECKS = {"C4.checked", "C4.lost", "C4.unreadable"}
LEFT_TO_OVERSEERS = frozenset(
    measure.measure_id
    for measure in MEASURES
    if measure.commitment not in _SHOWN and measure.measure_id not in _CHECKS
)
_LEAF = re.compile(rb'\{"leaf":"([0-9a-f]{64})"\}')


def public_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Entries as everybody may read them; what is hidden already stays so."""
    return (hide(line) if _tag_of(line) in HIDDEN_TAGS else line for line in lines)


def hide(line: bytes) -> bytes:
    """The line that stands for an entry: its leaf hash alone."""
    return b'{"leaf":"%s"}' % leaf_hash(line).hex().encode()


def is_hidden(line: bytes) -> bool:
    """Whether a line stands for an entry that it does not show."""
    return _LEAF.fullmatch(line) is not None


def leaf_of(line: bytes) -> bytes:
    """The leaf hash of a line's entry, shown or hidden."""
    hidden = _LEAF.fullmatch(line)
    return leaf_hash(line) if hidden is None else bytes.fromhex(hidden[1].decode())


def hidden_indices(lines: Sequence[bytes], *, first: int) -> frozenset[int]:
    """Which entries a stretch does not show."""
    return frozenset(index for index, line in enumerate(lines, start=first) if is_hidden(line))


def _tag_of(line: bytes) -> str:
    # The keys of an entry are sorted: of these bytes the last are its own, and not of its body. A
    # file has a million lines, and each of them need not be read for that.
    tag = line.rpartition(b'"tag":"')[2]
    return tag.partition(b'"')[0].decode(errors="replace")
