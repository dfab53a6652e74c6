"""What each kind of record can be asked; reached through a `Reading` or a `UnitOfWork`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.app.stored import (
    AlertChange,
    AlertState,
    LoggedEntry,
    Opening,
    PolicyVersion,
    PostsKept,
    RaisedAlert,
    StoredAlert,
    StoredCheckpoint,
    StoredPost,
    StoredQuarantine,
    StoredStamp,
)
from plainsight.model.post import Post


class Posts(Protocol):
    """Posts with all their revisions."""

    def keep(self, posts: Sequence[Post], *, batch_id: str, source: str, at: datetime) -> PostsKept:
        """Store what is new. Content seen before under the same surface and id is a duplicate."""

    def latest(self, *, surface: str, post_id: str) -> StoredPost | None:
        """Return the newest revision of a post."""

    def revisions_of(
        self, places: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[StoredPost, ...]]:
        """Return every revision at each (surface, post id) that is there, oldest first."""

    def revisions(self, *, surface: str, post_id: str) -> tuple[StoredPost, ...]:
        """Return every revision of a post, oldest first."""

    def after(self, number: int = 0, *, count_max: int = 10_000) -> tuple[StoredPost, ...]:
        """Return the next revisions in storing order, for a scan in bounded memory."""

    def count(self) -> int:
        """Count posts, each id once."""

    def count_revisions(self) -> int:
        """Count stored revisions: what the entries `posts:ingested` add up to."""

    def batch_digest(self, batch_id: str) -> str:
        """Compute the digest of a stored batch again, to compare with what the log committed to."""


class Quarantine(Protocol):
    """Records that could not be read."""

    def keep(self, records: Sequence[QuarantinedRecord], *, source: str, at: datetime) -> int:
        """Store records; one that lies here already, word for word, is not stored twice.

        Returns how many are new.
        """

    def newest(self, *, count_max: int = 100) -> tuple[StoredQuarantine, ...]:
        """Return the latest records first."""

    def count(self) -> int:
        """Count the records held."""


class Alerts(Protocol):
    """Alerts, one per campaign, with every version kept."""

    def put(
        self,
        campaigns: Sequence[RaisedAlert],
        *,
        new_ids: Sequence[str],
        at: datetime,
        state: AlertState = AlertState.OPEN,
    ) -> tuple[tuple[AlertChange, StoredAlert], ...]:
        """Raise or revise; an identical campaign changes nothing. Answers in the order given.

        `new_ids` has one id for each campaign, used when it turns out to be new. Whatever changes
        is in `state` afterwards.
        """

    def get(self, alert_id: str) -> StoredAlert | None:
        """Return the newest version."""

    def find(self, alert_ids: Sequence[str]) -> dict[str, StoredAlert]:
        """Return the newest version of each that is there, by id: one look for a whole page."""

    def of_campaigns(self, keys: Sequence[str]) -> dict[str, StoredAlert]:
        """Return the newest version of each campaign's alert that is there, by campaign key."""

    def versions(self, alert_id: str) -> tuple[StoredAlert, ...]:
        """Return every version, oldest first."""

    def at_versions(self, wanted: Mapping[str, int]) -> dict[str, StoredAlert]:
        """Return each alert of these ids as it was at the version given, by id."""

    def queue(
        self,
        *,
        state: AlertState = AlertState.OPEN,
        count_max: int = 50,
        after: StoredAlert | None = None,
    ) -> tuple[StoredAlert, ...]:
        """Return alerts by falling score, then age; `after` is the last one of the page before."""

    def count(self, *, state: AlertState | None = None) -> int:
        """Count alerts, in one state or in all."""


class AuditLog(Protocol):
    """The audit log as stored: append-only, gap-free from index 0. Facts enter by `record`."""

    def size(self) -> int:
        """Count the entries."""

    def reserve(self) -> int:
        """Let nobody else append until this unit ends; return the index of its first entry.

        For an entry that has to know where it stands. A unit that calls it changes nothing else,
        so that the log's lock remains the last one taken (docs/decisions/0010).
        """

    def entries(self, *, first: int = 0, count_max: int | None = None) -> Iterator[LoggedEntry]:
        """Stream entries in order, from index `first`."""

    def leaves(self, *, size: int) -> Iterator[bytes]:
        """Stream the first `size` leaf hashes as they were stored, not as entries hash today."""

    def about(self, subject: str, *, tag: str | None = None) -> tuple[LoggedEntry, ...]:
        """Return the entries about one subject, oldest first."""

    def node(self, level: int, position: int) -> bytes:
        """Return the hash of the full subtree over leaves `position << level` and following.

        Enough to make any inclusion or consistency proof in O(log n) look-ups.
        Raises MissingNode when the log is too short to hold that subtree.
        """

    def root(self, *, size: int | None = None) -> bytes:
        """Return the RFC 9162 tree head at `size`, or of the whole log."""

    def openings(self, index: int) -> tuple[Opening, ...]:
        """Return what still opens the commitments of one entry."""

    def opened_by(self, value: str) -> tuple[Opening, ...]:
        """Return every commitment that stands for this personal value."""

    def erase_openings(self, value: str) -> int:
        """Forget a personal value: its commitments can never be opened again. Returns how many."""

    def erase_openings_about(self, subjects: Collection[str], *, kept: Collection[str]) -> int:
        """Forget what opens the commitments of entries about these subjects. Returns how many.

        Commitments named in `kept` stay, and so does the same value in entries about others.
        """


class Checkpoints(Protocol):
    """Signed checkpoints, append-only."""

    def add(self, checkpoint: StoredCheckpoint) -> None:
        """Store one. Raises WrongCheckpoint when the log has another root at that size."""

    def latest(self) -> StoredCheckpoint | None:
        """Return the newest."""

    def all(self) -> tuple[StoredCheckpoint, ...]:
        """Return every checkpoint, oldest first."""

    def stamp(self, stamp: StoredStamp) -> None:
        """Store the word of a timestamp authority over a checkpoint that is stored."""

    def latest_stamp(self) -> StoredStamp | None:
        """Return the one over the largest log."""

    def last_stamps(self, *, count_max: int) -> tuple[StoredStamp, ...]:
        """Return those over the largest logs, the largest first."""

    def first_stamp(self, *, index: int) -> tuple[StoredCheckpoint, StoredStamp] | None:
        """Return the earliest stamped checkpoint that covers an entry, as it was stamped."""


class PolicyVersions(Protocol):
    """Versions of policy files, append-only."""

    def keep(self, version: PolicyVersion, *, at: datetime) -> bool:
        """Store a version; True when it is new.

        Raises PolicyRewritten when the same id and version was kept with another digest.
        """

    def get(self, *, policy_id: str, version: str) -> PolicyVersion | None:
        """Return one version."""

    def versions(self, policy_id: str) -> tuple[PolicyVersion, ...]:
        """Return every version of a policy file, in the order they were kept."""
