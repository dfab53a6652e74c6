"""List who outside this house vouched for the log, and when: authorities that stamped it, witnesses
that co-signed it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plainsight.app.ports import Reading
from plainsight.app.stored import StoredCheckpoint, StoredStamp
from plainsight.errors import NoTimestamp
from plainsight.prove.note import parse_note
from plainsight.prove.witness import stated_cosignatures


class StampKind(StrEnum):
    """Whose word it is."""

    AUTHORITY = "authority"  # RFC 3161: this was there at my time
    WITNESS = "witness"  # C2SP co-signature: this grew from what I saw before


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStamp:
    """One stamp over one checkpoint."""

    size: int  # entries that the checkpoint covers
    kind: StampKind
    witness: str  # name of the witness's key; an authority is named in its token
    stamped_at: datetime | None  # by the clock of who gave it; None for a token that names no time
    received_at: datetime  # by ours


def list_stamps(
    reading: Reading, *, count_max: int, time_of: Callable[[bytes], datetime]
) -> tuple[ListedStamp, ...]:
    """The stamps received last, the latest first.

    `time_of` reads the authority's time in a token, and raises NoTimestamp for what holds none.
    Nothing is verified here: tokens were when they were taken in, and are by openssl alone;
    co-signatures by `accept_cosignature`, and by every verification of an export.
    """
    stamps: list[StoredStamp | ListedStamp] = [
        *_by_witnesses(reading.checkpoints.all()),
        *reading.checkpoints.last_stamps(count_max=count_max),
    ]
    stamps.sort(key=_received, reverse=True)
    # A token's time costs a call of openssl: asked for those shown alone.
    return tuple(_listed(one, time_of) for one in stamps[:count_max])


def _received(one: StoredStamp | ListedStamp) -> tuple[datetime, int]:
    return (one.at if isinstance(one, StoredStamp) else one.received_at, one.size)


def _listed(one: StoredStamp | ListedStamp, time_of: Callable[[bytes], datetime]) -> ListedStamp:
    if isinstance(one, ListedStamp):
        return one
    try:
        stamped_at = time_of(one.token)
    except NoTimestamp:
        stamped_at = None
    return ListedStamp(
        size=one.size,
        kind=StampKind.AUTHORITY,
        witness="",
        stamped_at=stamped_at,
        received_at=one.at,
    )


def _by_witnesses(checkpoints: tuple[StoredCheckpoint, ...]) -> Iterator[ListedStamp]:
    """Each co-signature where it first stands: later copies of the checkpoint repeat it."""
    known = set()
    for stored in checkpoints:
        for one in stated_cosignatures(parse_note(stored.note.encode())):
            if (stored.size, one) not in known:
                known.add((stored.size, one))
                yield ListedStamp(
                    size=stored.size,
                    kind=StampKind.WITNESS,
                    witness=one.witness,
                    stamped_at=one.at,
                    received_at=stored.at,
                )
