"""Read an authority's answer back into the report it is about."""

from datetime import datetime

from plainsight.app.casework.file_report import digest_of
from plainsight.app.casework.report_ports import AuthorityAnswer, ReadAnswer
from plainsight.app.ports import Records
from plainsight.casework.access import Act, require
from plainsight.casework.filing import FiledReport, FilingCommand, FilingStand, move_report
from plainsight.casework.report.acknowledgement import Verdict
from plainsight.errors import BadAcknowledgement
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff

_ANSWERED = {FilingStand.ACKNOWLEDGED: Verdict.ACCEPTED, FilingStand.REJECTED: Verdict.REJECTED}


def read_acknowledgement(
    records: Records,
    report_id: str,
    content: bytes,
    *,
    read: ReadAnswer,
    actor: Staff,
    now: datetime,
) -> FiledReport:
    """Store the answer with every error code, and move the report to what it says.

    The same answer twice changes nothing. Raises BadAcknowledgement for a file that is no answer
    or contradicts an earlier one, IllegalMove for a report that was not filed, UnknownId.
    """
    require(actor, Act.FILE_REPORT)
    answer = read(content)
    with records.begin() as unit:
        report = unit.casework.reports.lock(report_id, viewer=actor)
        digest = digest_of(content)
        if any(each.digest == digest for each in unit.filings.answers(report_id)):
            return report
        said = _ANSWERED.get(report.stand)
        if said is not None and said is not answer.verdict:
            raise BadAcknowledgement(
                f"says {answer.verdict}, an earlier answer said {said}", "ask the authority which"
            )
        moved = report
        if said is None:
            accepted = answer.verdict is Verdict.ACCEPTED
            moved = move_report(
                report,
                FilingCommand.ACKNOWLEDGE if accepted else FilingCommand.NOTE_REJECTION,
                staff_id=actor.staff_id,
                now=now,
                authority_reference=answer.number,
            )
            unit.casework.reports.save(moved, viewer=actor)
        unit.filings.keep_answer(
            AuthorityAnswer(
                report_id=report_id, document=content, digest=digest, read=answer, received_at=now
            )
        )
        unit.record(
            Fact(
                tag=AuditTag.REPORT_ACKNOWLEDGED,
                subject=report_id,
                at=now,
                body={
                    "verdict": answer.verdict.value,
                    "digest": digest,
                    "error_codes": [*sorted({error.code for error in answer.errors})],
                },
                personal={"actor": actor.staff_id, "number": answer.number},
            )
        )
        return moved
