"""A report is filed once, and only where its files can be written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.strategies.report_desk import ANALYST, NOW, OFFICER, case_facts, drafted, tags, write

from plainsight.app.casework.file_report import approve_report, propose_report
from plainsight.app.casework.send_report import SentFiles, send_report
from plainsight.casework.filing import FiledReport
from plainsight.casework.report.attachment import needs_attachment
from plainsight.casework.report.draft import ReportForm
from plainsight.errors import CannotWrite, IllegalMove
from plainsight.stores.records import SqlRecords

LATER = NOW + timedelta(days=1)


def approved(records: SqlRecords, report: FiledReport) -> str:
    propose_report(records, report.report_id, write=write, actor=ANALYST, now=NOW)
    approve_report(records, report.report_id, actor=OFFICER, now=NOW)
    return report.report_id


def send(records: SqlRecords, report_id: str, *, into: list[str] | None = None) -> SentFiles:
    names: list[str] = [] if into is None else into
    return send_report(
        records,
        report_id,
        writer=lambda form: write,
        suffixes={ReportForm.SAR: ".xml"},
        make_room=names.extend,
        kept_years=5,
        actor=OFFICER,
        now=LATER,
    )


def test_a_report_is_filed_once_and_its_files_are_given_as_often_as_asked(
    records: SqlRecords,
) -> None:
    report_id = approved(records, drafted(records))
    first, again = send(records, report_id), send(records, report_id)
    assert (first.is_again, again.is_again) == (False, True)
    assert (again.document, again.digest, again.sent_at) == (
        first.document,
        first.digest,
        first.sent_at,
    )
    assert tags(records, report_id).count("report:filed") == 1


def test_every_file_finds_room_before_the_report_counts_as_filed(records: SqlRecords) -> None:
    facts = case_facts(records)
    many = tuple(replace(facts.transfers[0], transfer_id=f"t{n}") for n in range(200))
    facts = replace(facts, transfers=(*facts.transfers, *many))
    assert needs_attachment(facts)
    report_id = approved(records, drafted(records, facts=facts))

    def refuse(names: Sequence[str]) -> None:
        assert len(names) == 2
        raise CannotWrite(names[1], "the disk is full")

    with pytest.raises(CannotWrite):
        send_report(
            records,
            report_id,
            writer=lambda form: write,
            suffixes={ReportForm.SAR: ".xml"},
            make_room=refuse,
            kept_years=5,
            actor=OFFICER,
            now=LATER,
        )
    assert "report:filed" not in tags(records, report_id)
    names: list[str] = []
    sent = send(records, report_id, into=names)
    assert sent.attachment is not None
    assert names == [sent.document[0], sent.attachment[0]]


def test_what_nobody_approved_is_not_sent(records: SqlRecords) -> None:
    with pytest.raises(IllegalMove):
        send(records, drafted(records).report_id)
