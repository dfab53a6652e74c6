"""Send a report: file it once, and hand over its files as often as they are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.app.casework.file_report import attachment_of, file_report, filed_copy
from plainsight.app.casework.report_ports import WriteReport
from plainsight.app.ports import Records
from plainsight.casework.report.draft import ReportForm
from plainsight.model.role import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFiles:
    """What goes to the authority: a document, and for many a SAR what is attached to it."""

    document: tuple[str, bytes] = field(repr=False)  # name and content
    attachment: tuple[str, bytes] | None = field(repr=False)
    digest: str  # of the document: SHA-256, hex
    sent_at: datetime
    is_again: bool  # filed before, and given as it was sent


def send_report(
    records: Records,
    report_id: str,
    *,
    writer: Callable[[ReportForm], WriteReport],
    suffixes: Mapping[ReportForm, str],
    make_room: Callable[[Sequence[str]], None],
    kept_years: int,
    actor: Staff,
    now: datetime,
) -> SentFiles:
    """File an approved report, or give the files of a filed one again as they were sent.

    `make_room` is told the files' names before the report counts as filed, and raises where they
    cannot be written: a filing whose file is nowhere is none to its authority. Raises what it
    raises, and what `file_report` does.
    """
    with records.read() as view:
        report = view.casework.reports.get(report_id, viewer=actor)
    form, attachment = ReportForm(report.form), attachment_of(report)
    name = f"{report_id}{suffixes[form]}"
    make_room([name] if attachment is None else [name, attachment[0]])
    is_again = report.filed_at is not None
    sent = (
        filed_copy(records, report_id, actor=actor, now=now)
        if is_again
        else file_report(
            records, report_id, write=writer(form), kept_years=kept_years, actor=actor, now=now
        )
    )
    return SentFiles(
        document=(name, sent.document),
        attachment=attachment,
        digest=sent.digest,
        sent_at=sent.sent_at,
        is_again=is_again,
    )
