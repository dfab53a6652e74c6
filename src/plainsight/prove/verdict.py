"""What a verifier says: verified, or not and why, with the place."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plainsight.prove.continuation import Continuation
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import Rotation
from plainsight.prove.witness import Cosignature


class Flaw(StrEnum):
    """Everything a verifier can hold against a log. The values stand in spec/vectors/."""

    # The checkpoint
    MALFORMED_CHECKPOINT = "malformed_checkpoint"  # no signed checkpoint at all
    WRONG_ORIGIN = "wrong_origin"  # the checkpoint of another log
    WRONG_KEY = "wrong_key"  # not signed by the pinned key
    FORGED_CHECKPOINT = "forged_checkpoint"  # text changed under the signature
    RETIRED_KEY = "retired_key"  # signed by a key that had given way to another
    FORGED_COSIGNATURE = "forged_cosignature"  # a witness is claimed that never signed
    MISSING_WITNESS = "missing_witness"  # fewer witnesses than asked for

    # The entries against the signed root
    FLIPPED_BYTE = "flipped_byte"  # one byte differs from the signed entry (needs leaf hashes)
    REWRITTEN_ENTRY = "rewritten_entry"  # an entry says other than what was signed
    UNREADABLE_ENTRY = "unreadable_entry"  # a line is no entry
    NON_CANONICAL_ENTRY = "non_canonical_entry"  # an entry in another spelling
    DROPPED_ENTRY = "dropped_entry"  # a signed index is absent
    INSERTED_ENTRY = "inserted_entry"  # an index stands twice, or beyond the signed size
    REORDERED_ENTRY = "reordered_entry"  # an entry stands after a later one
    TRUNCATED_LOG = "truncated_log"  # the last signed entries are absent
    UNSIGNED_ENTRIES = "unsigned_entries"  # entries follow that no checkpoint covers
    ALTERED_LEAF_HASHES = "altered_leaf_hashes"  # the list of leaf hashes misses the signed root

    # What the operator signed is itself wrong
    MISMATCHED_SIZE = "mismatched_size"  # the signed root is of another size than the signed size
    INDEX_GAP = "index_gap"  # signed entries skip an index
    DUPLICATE_INDEX = "duplicate_index"  # signed entries repeat an index
    BROKEN_CONTINUATION = "broken_continuation"  # it continues another log, and not so as told
    UNSIGNED_ROTATION = "unsigned_rotation"  # the key changes without a signature by old or new
    BROKEN_ROTATION = "broken_rotation"  # the key changes in a way that does not hold together

    # The history
    ROLLBACK = "rollback"  # older than the checkpoint already held
    FORKED_HISTORY = "forked_history"  # does not extend the checkpoint already held

    # Proofs of single entries
    MALFORMED_PROOF = "malformed_proof"  # no proof file at all
    UNPROVEN_ENTRY = "unproven_entry"  # the proof does not lead from the entry to the root


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing held against a log, and where."""

    flaw: Flaw
    detail: str
    index: int | None = None  # first index or line concerned, from 0
    count: int = 1  # how many neighbours share the reason

    def __str__(self) -> str:
        if self.index is None:
            return f"{self.flaw}: {self.detail}"
        last = self.index + self.count - 1
        place = f"entry {self.index}" if self.count == 1 else f"entries {self.index} to {last}"
        return f"{self.flaw}: {place}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The whole answer. Verified means: no reason against."""

    reasons: tuple[Reason, ...] = ()
    withheld_count: int = 0  # further reasons of the same log, not listed
    origin: str | None = None
    size: int | None = None  # of the checkpoint
    root: bytes | None = None  # of the checkpoint
    entry_count: int = 0  # lines read
    first_at: datetime | None = None
    last_at: datetime | None = None
    cosignatures: tuple[Cosignature, ...] = ()
    signer: VerifierKey | None = None  # whose signature of the checkpoint it rests on
    continuations: tuple[Continuation, ...] = ()  # of other logs, whose keys signed none of it
    rotations: tuple[Rotation, ...] = ()  # of the log's key, as far as they were seen

    @property
    def is_verified(self) -> bool:
        """Whether nothing speaks against the log."""
        return not self.reasons
