"""Have an outside authority say when the log had come this far, on a schedule.

A receipt is in the log the moment it is received, by our clock. The first stamped checkpoint that
covers it says so by somebody else's clock: it was there at the latest then (RFC 3161; I8 of the
desk's invariants).
"""

from datetime import datetime, timedelta

from plainsight.app.ports import Records
from plainsight.app.respond.ports import Timestamper
from plainsight.app.stored import StoredStamp

EVERY = timedelta(minutes=15)


def stamp_checkpoint(
    records: Records, *, timestamper: Timestamper, now: datetime, every: timedelta = EVERY
) -> StoredStamp | None:
    """Stamp the newest checkpoint, unless it is stamped or the last stamp is younger than `every`.

    Returns the new stamp. Raises NoTimestamp when the authority gives none; the next round asks
    again. No transaction is open while the authority is waited for.
    """
    with records.read() as reading:
        newest, last = reading.checkpoints.latest(), reading.checkpoints.latest_stamp()
    if newest is None or (last is not None and last.size >= newest.size):
        return None
    if last is not None and now - last.at < every:
        return None
    stamp = StoredStamp(size=newest.size, token=timestamper.stamp(newest.note.encode()), at=now)
    with records.begin() as unit:
        unit.checkpoints.stamp(stamp)
    return stamp
