"""A long intake of transfers keeps nobody from writing, and is logged when it is done."""

import pytest
from tests.strategies.respond import NOON

from plainsight.app.trace.ingest_transfers import Ingested, ingest_logged
from plainsight.model.fact import AuditTag, Fact
from plainsight.stores.records import SqlRecords

DONE = Ingested(
    source="f", reads="transfers", read=2, new=2, revised=0, known=0, skipped=0, quarantined=0
)


def note(records: SqlRecords) -> None:
    with records.begin() as unit:
        fact = Fact(tag=AuditTag.POSTS_INGESTED, subject="b", at=NOON, body={"ingested": 1})
        unit.record(fact)


def test_others_write_while_it_lasts(records: SqlRecords) -> None:
    def work() -> Ingested:
        note(records)  # on another connection, as a legal request that comes in meanwhile
        return DONE

    assert ingest_logged(work, records, digest=lambda: "ab", clock=lambda: NOON) == DONE
    with records.read() as view:
        assert [each.tag for each in view.audit.entries()] == [
            AuditTag.POSTS_INGESTED.value,
            AuditTag.TRANSFERS_INGESTED.value,
        ]


def test_what_failed_is_not_logged(records: SqlRecords) -> None:
    def work() -> Ingested:
        raise ValueError("a disk that is full")

    with pytest.raises(ValueError, match="full"):
        ingest_logged(work, records, digest=lambda: "ab", clock=lambda: NOON)
    with records.read() as view:
        assert list(view.audit.entries()) == []
