"""One pass over the lines of a log: roots at the sizes asked for, and everything out of place."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from plainsight.errors import NonCanonicalEntry, UnreadableEntry
from plainsight.prove.continuation import CONTINUATION_TAG
from plainsight.prove.entry import Entry, parse_entry
from plainsight.prove.mend import find_flipped_byte
from plainsight.prove.rotation import ROTATION_TAG, ROTATIONS_MAX
from plainsight.prove.tree import HASH_BYTES, CompactRange, leaf_hash
from plainsight.prove.verdict import Flaw, Reason

REASONS_MAX = 100  # listed for each kind of flaw found; the rest is counted
MENDS_MAX = 8  # searches for a flipped byte in one log
GAPS_MAX = 1_000  # open gaps in the indexes that are followed up


class Reasons:
    """Reasons as they come in; neighbours with one flaw are told as one."""

    def __init__(self) -> None:
        self.listed: list[Reason] = []
        self.withheld_count = 0

    def add(self, flaw: Flaw, detail: str, *, index: int, count: int = 1) -> None:
        """Note a flaw at an index."""
        last = self.listed[-1] if self.listed else None
        if last and (last.flaw, last.index) == (flaw, index - last.count):
            self.listed[-1] = Reason(
                flaw=flaw, detail=last.detail, index=last.index, count=last.count + count
            )
        elif len(self.listed) < REASONS_MAX:
            self.listed.append(Reason(flaw=flaw, detail=detail, index=index, count=count))
        else:
            self.withheld_count += 1


class LogWalk:
    """Reads each line once. What it notes becomes a reason only when the root says so.

    `content` holds lines that are no entries, or other entries than signed; `order` holds what
    speaks for tampering when the root differs; `numbering` holds what speaks against the operator
    when the root agrees.
    """

    def __init__(self, *, size: int, marks: Iterable[int], leaves: bytes | None) -> None:
        self.content, self.order, self.numbering = Reasons(), Reasons(), Reasons()
        self.first_at: datetime | None = None
        self.last_at: datetime | None = None
        self.range = CompactRange()
        # What says that the key changes, each with the log before it; judged by others.
        self.changes: list[tuple[Entry, CompactRange]] = []
        self._before = self.range
        self._size = size  # of the checkpoint
        self._leaves = leaves  # signed leaf hashes, 32 bytes each, or None
        self._marks = set(marks)
        self._roots = {0: self.range.root()}
        self._next = 0  # index that the next line should carry
        self._gaps: list[tuple[int, int]] = []  # indexes passed over: [start, end), ascending
        self._lost_count = 0  # gaps beyond GAPS_MAX
        self._mends = 0

    def read(self, lines: Iterable[bytes]) -> None:
        """Walk over all lines, each with its newline."""
        for line in lines:
            self._read_line(line)
        for start, end in self._gaps:
            self.order.add(
                Flaw.DROPPED_ENTRY, "signed, but absent here", index=start, count=end - start
            )
        if self._next < self._size:
            self.order.add(
                Flaw.TRUNCATED_LOG,
                f"the checkpoint covers {self._size} entries; the log ends early",
                index=self._next,
                count=self._size - self._next,
            )

    def root_at(self, size: int) -> bytes | None:
        """The root over the first `size` lines, if that was a mark and was reached."""
        return self.range.root() if size == self.range.size else self._roots.get(size)

    def _read_line(self, line: bytes) -> None:
        place = self.range.size
        text = line.removesuffix(b"\n")
        leaf = leaf_hash(text)
        self._before, self.range = self.range, self.range.append(leaf)
        if self.range.size in self._marks:
            self._roots[self.range.size] = self.range.root()
        if text == line:
            self.content.add(Flaw.UNREADABLE_ENTRY, "cut off: no newline ends it", index=place)
        index = self._index_of(text, leaf, place)
        self._number(index, place)
        self._order(index)

    def _index_of(self, text: bytes, leaf: bytes, place: int) -> int:
        """The index the line claims; the one it should have when it cannot tell."""
        signed = self._leaf_at(self._next)
        try:
            entry = parse_entry(text)
        except (UnreadableEntry, NonCanonicalEntry) as problem:
            readable = isinstance(problem, NonCanonicalEntry)
            flaw = Flaw.NON_CANONICAL_ENTRY if readable else Flaw.UNREADABLE_ENTRY
            if not self._is_mended(text, signed):
                self.content.add(flaw, str(problem), index=self._next)
            return self._next
        self.first_at = entry.at if self.first_at is None else self.first_at
        self.last_at = entry.at
        if entry.tag in (ROTATION_TAG, CONTINUATION_TAG) and entry.index < self._size:
            # One more than a log may have is enough to refuse it.
            self.changes += [(entry, self._before)] * (len(self.changes) <= ROTATIONS_MAX)
        if self._leaf_at(entry.index) in (leaf, None) or self._leaf_at(place) == leaf:
            return entry.index
        if self._is_mended(text, signed):
            return self._next
        self.content.add(Flaw.REWRITTEN_ENTRY, "does not say what was signed", index=entry.index)
        return entry.index

    def _is_mended(self, text: bytes, signed: bytes | None) -> bool:
        if signed is None or leaf_hash(text) == signed or self._mends == MENDS_MAX:
            return False
        self._mends += 1
        flipped = find_flipped_byte(text, leaf=signed)
        if flipped is None:
            return False
        self.content.add(Flaw.FLIPPED_BYTE, str(flipped), index=self._next)
        return True

    def _leaf_at(self, index: int) -> bytes | None:
        if self._leaves is None or not 0 <= index < self._size:
            return None
        return self._leaves[index * HASH_BYTES : (index + 1) * HASH_BYTES]

    def _number(self, index: int, place: int) -> None:
        if index == place:
            return
        is_repeat = index < self._next and self._gap_of(index) is None
        flaw = Flaw.DUPLICATE_INDEX if is_repeat else Flaw.INDEX_GAP
        self.numbering.add(flaw, f"was signed with index {index}", index=place)

    def _order(self, index: int) -> None:
        if index >= self._size:
            self.order.add(Flaw.INSERTED_ENTRY, "beyond the checkpoint", index=index)
        elif index == self._next:
            self._next += 1
        elif index > self._next:
            self._open_gap(index)
        elif (gap := self._gap_of(index)) is not None:
            self._fill_gap(gap, index)
            self.order.add(Flaw.REORDERED_ENTRY, "stands after a later entry", index=index)
        elif self._lost_count:
            self.order.add(Flaw.REORDERED_ENTRY, "stands after a later entry", index=index)
        else:
            self.order.add(Flaw.INSERTED_ENTRY, "its index stands twice", index=index)

    def _open_gap(self, index: int) -> None:
        if len(self._gaps) < GAPS_MAX:
            self._gaps.append((self._next, index))
        else:
            self._lost_count += 1
        self._next = index + 1

    def _gap_of(self, index: int) -> int | None:
        at = bisect_right(self._gaps, (index, self._size)) - 1
        return at if at >= 0 and self._gaps[at][0] <= index < self._gaps[at][1] else None

    def _fill_gap(self, gap: int, index: int) -> None:
        start, end = self._gaps[gap]
        left = [(start, index)] if start < index else []
        right = [(index + 1, end)] if index + 1 < end else []
        self._gaps[gap : gap + 1] = left + right
