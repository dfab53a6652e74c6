"""What was sent and what was answered, in SQL."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from plainsight.app.casework.report_ports import AuthorityAnswer, SentReport
from plainsight.casework.report.acknowledgement import Acknowledgement
from plainsight.casework.report.plain import from_plain, to_plain
from plainsight.stores.casework.report_tables import report_answers, sent_reports
from plainsight.stores.sql.by_field import from_row, to_row


class SqlFilings:
    """Implements `plainsight.app.casework.report_ports.Filings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_sent(self, sent: SentReport) -> None:
        """Store what was sent; once for each report."""
        self._connection.execute(insert(sent_reports).values(**to_row(sent)))

    def sent(self, report_id: str) -> SentReport | None:
        """Return what was sent, or nothing."""
        query = select(sent_reports).where(sent_reports.c.report_id == report_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return from_row(SentReport, row, document=bytes(row.document))

    def keep_answer(self, answer: AuthorityAnswer) -> None:
        """Store an answer; the same bytes about the same report only once."""
        self._connection.execute(
            insert(report_answers).values(
                **to_row(answer, but=("read",), answer=to_plain(answer.read))
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
