"""What was sent and what was answered, in SQL."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from plainsight.app.report_ports import AuthorityAnswer, SentReport
from plainsight.casework.report.acknowledgement import Acknowledgement
from plainsight.casework.report.plain import from_plain, to_plain
from plainsight.stores.report_tables import report_answers, sent_reports


class SqlFilings:
    """Implements `plainsight.app.report_ports.Filings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_sent(self, sent: SentReport) -> None:
        """Store what was sent; once for each report."""
        self._connection.execute(
            insert(sent_reports).values(
                report_id=sent.report_id,
                document=sent.document,
                digest=sent.digest,
                sent_at=sent.sent_at,
            )
        )

    def sent(self, report_id: str) -> SentReport | None:
        """Return what was sent, or nothing."""
        query = select(sent_reports).where(sent_reports.c.report_id == report_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return SentReport(
            report_id=row.report_id,
            document=bytes(row.document),
            digest=row.digest,
            sent_at=row.sent_at,
        )

    def keep_answer(self, answer: AuthorityAnswer) -> None:
        """Store an answer; the same bytes about the same report only once."""
        self._connection.execute(
            insert(report_answers).values(
                report_id=answer.report_id,
                document=answer.document,
                digest=answer.digest,
                answer=to_plain(answer.read),
                received_at=answer.received_at,
            )
        )

    def answers(self, report_id: str) -> tuple[AuthorityAnswer, ...]:
        """Return the answers about a report, oldest first."""
        query = (
            select(report_answers)
            .where(report_answers.c.report_id == report_id)
            .order_by(report_answers.c.answer_number)
        )
        return tuple(_answer_of(row) for row in self._connection.execute(query))


def _answer_of(row: Row[Any]) -> AuthorityAnswer:
    return AuthorityAnswer(
        report_id=row.report_id,
        document=bytes(row.document),
        digest=row.digest,
        read=from_plain(Acknowledgement, row.answer),
        received_at=row.received_at,
    )
