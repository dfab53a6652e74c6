"""What the tests of a log's keys do with records: log something, sign it, and have it judged."""

from pathlib import Path

from tests.strategies.posts import NOON
from tests.strategies.prove import LOG, SeedSigner

from plainsight.app.prove.export_log import export_log
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.verify_log import verify_log
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.verdict import Verdict
from plainsight.stores.prove.export_folder import ExportFolder, write_folder
from plainsight.stores.records import SqlRecords


def log_facts(records: SqlRecords, count: int) -> None:
    """So many entries more."""
    with records.begin() as unit:
        for number in range(count):
            unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject=f"al_{number}", at=NOON))


def sign(records: SqlRecords, signer: SeedSigner = LOG) -> bytes:
    """The checkpoint over all entries."""
    return publish_checkpoint(records, signer=signer, now=NOON).note.encode()


def judge(
    records: SqlRecords, folder: Path, key: SeedSigner, *, since: bytes | None = None
) -> Verdict:
    """What a stranger who pinned a key says of the log, from exported files alone."""
    export_log(records, key=key.key, write=lambda files: write_folder(files, path=folder))
    return verify_log(ExportFolder(folder), key=key.key, since=since)
