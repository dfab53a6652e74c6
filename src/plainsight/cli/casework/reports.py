"""plainsight reports: draft from a case, propose, approve, file, read the answer, share."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.casework.draft_report import DraftOrder, draft_of, draft_report
from plainsight.app.casework.file_report import (
    approve_report,
    list_reports,
    propose_report,
    return_report,
    view_report,
)
from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.casework.read_acknowledgement import read_acknowledgement
from plainsight.app.casework.send_report import SentFiles, send_report
from plainsight.casework.filing import FiledReport
from plainsight.casework.report.blocks import narrative_lines
from plainsight.casework.report.draft import OccasionKind, ReportForm
from plainsight.casework.report.party import Subject
from plainsight.casework.report.plain import from_plain
from plainsight.cli.casework import reports_drop, reports_due, reports_share
from plainsight.cli.casework.reports_options import (
    FilerFile,
    Recipient,
    ReportId,
    SchemaFile,
    analyst,
    filing_officer,
    make_writers,
)
from plainsight.cli.demo import reports as demo_reports
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing
from plainsight.cli.offered import case_references
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json, visible
from plainsight.cli.staff_options import StaffTurn, staffed
from plainsight.cli.turn import By, acting_as
from plainsight.cli.write_file import make_folder, require_writable, write_within
from plainsight.errors import BadValue, CannotRead
from plainsight.feeds.policy.report_filer_yaml import load_filer
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.filings.sar_acknowledgement import BYTES_MAX, read_sar_acknowledgement
from plainsight.filings.writers import SUFFIXES
from plainsight.model.time import format_instant

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Reports to authorities; restricted."
)


def _tell(report: FiledReport, *, as_json: bool) -> None:
    if as_json:
        print_json(_row(report))
        return
    row = _row(report)
    due = f", due {row['due_at']}" if row["due_at"] else ""
    number = f", number {row['number']}" if row["number"] else ""
    console().print(
        f"{report.report_id}  {report.form} {report.stand.value}{due}{number}",
        markup=False,
        soft_wrap=True,
    )


@app.command()
@acting_as(analyst, _tell)
def draft(
    turn: StaffTurn,
    case_id: Annotated[
        str, typer.Argument(help="The case to report.", autocompletion=case_references)
    ],
    filer: FilerFile,
    form: Annotated[ReportForm, typer.Option(help="Which form.")] = ReportForm.SAR,
    occasion: Annotated[
        OccasionKind, typer.Option(help="First report, or one that follows another.")
    ] = OccasionKind.INITIAL,
    prior: Annotated[
        str, typer.Option(help="The report that this one continues or corrects.")
    ] = "",
    fiu: Annotated[
        str, typer.Option(help="goAML: the FIU's file in spec/reports, such as goaml-ae or AE.")
    ] = "",
    subjects: Annotated[
        Path | None, typer.Option(help="JSON list of what is known of the holders.", exists=True)
    ] = None,
) -> FiledReport:
    """Draft a report from a case: every sentence rests on a finding, post, transfer or wallet.

    Example:

      plainsight reports draft CASE-2026-000001 --by ana --filer filer.yaml --subjects known.json
    """
    terms = load_report_terms()
    order = DraftOrder(
        form=form,
        filer_kind=load_filer(filer).kind,
        kind=occasion,
        prior_report_id=prior,
        # Asked now: whoever proposes it weeks later could not mend it any more.
        fiu=terms.fiu(fiu) if form is ReportForm.GOAML else None,
    )
    with turn.store.read() as view:
        known = _subjects(subjects)
        facts = gather_facts(view, case_id, subjects=known, actor=turn.actor, now=turn.now)
    return draft_report(turn.store, facts, order, terms=terms.sar, actor=turn.actor, now=turn.now)


def _tell_whole(report: FiledReport, *, as_json: bool) -> None:
    if as_json:
        print_json({**_row(report), "content": dict(report.content)})
        return
    _tell(report, as_json=False)
    screen, own = console(), draft_of(report)
    for line in narrative_lines(own.narrative):
        screen.print(f"  {visible(line)}", markup=False, soft_wrap=True)
    for sentence in own.narrative:
        rests = ", ".join(sentence.rests_on)
        screen.print(f"    {visible(rests)}", markup=False, soft_wrap=True, style="dim")


@app.command()
@staffed(_tell_whole)
def show(turn: StaffTurn, report_id: ReportId) -> FiledReport:
    """Show a report's narrative, each sentence with what it rests on. The look is logged.

    A filing officer may see every report, an analyst one's own and those of one's cases.

    Examples:

      plainsight reports show re_0f3c --by ana

      plainsight reports show re_0f3c --by fil --role FIL
    """
    return view_report(turn.store, report_id, viewer=turn.actor, now=turn.now)


@app.command()
@acting_as(analyst, _tell)
def propose(
    turn: StaffTurn,
    report_id: ReportId,
    filer: FilerFile,
    schema: SchemaFile = None,
    recipient: Recipient = "law enforcement",
) -> FiledReport:
    """Write the document and put it to another person; from here its content is fixed.

    Example:

      plainsight reports propose re_0f3c --by ana --filer filer.yaml
    """
    writers = make_writers(filer, schema=schema, recipient=recipient)
    with turn.store.read() as view:
        form = ReportForm(view.casework.reports.get(report_id, viewer=turn.actor).form)
    write = writers.writer(form)
    return propose_report(turn.store, report_id, write=write, actor=turn.actor, now=turn.now)


@app.command()
@acting_as(filing_officer, _tell)
def approve(turn: StaffTurn, report_id: ReportId) -> FiledReport:
    """Approve what another person proposed: four eyes, kept by the database too.

    Example:

      plainsight reports approve re_0f3c --by fil
    """
    return approve_report(turn.store, report_id, actor=turn.actor, now=turn.now)


@app.command("return")
@acting_as(filing_officer, _tell)
def give_back(
    turn: StaffTurn,
    report_id: ReportId,
    why: Annotated[str, typer.Option(help="What is to be mended; stands in the log.")],
) -> FiledReport:
    """Give a proposed report back to its author.

    Example:

      plainsight reports return re_0f3c --by fil --why "name the couriers"
    """
    return return_report(turn.store, report_id, why=why, actor=turn.actor, now=turn.now)


@app.command("file")
def send(
    report_id: ReportId,
    by: By,
    filer: FilerFile,
    out: Annotated[Path, typer.Option(help="Folder for the file to submit.", file_okay=False)],
    schema: SchemaFile = None,
    recipient: Recipient = "law enforcement",
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """File an approved report: write the file to submit, its digest into the audit log.

    A report that is filed already is written again as it was sent, and stays filed once.

    Example:

      plainsight reports file re_0f3c --by fil --filer filer.yaml --out outbox
    """
    writers = make_writers(filer, schema=schema, recipient=recipient)

    def make_room(names: Sequence[str]) -> None:
        make_folder(out)
        for name in names:
            require_writable(out / name)

    with opened_records(records) as store:
        sent = send_report(
            store,
            report_id,
            writer=writers.writer,
            suffixes=SUFFIXES,
            make_room=make_room,
            kept_years=writers.sar.kept_years,
            actor=filing_officer(by),
            now=wiring.read_clock(),
        )
    for file in filter(None, (sent.document, sent.attachment)):
        write_within(out, *file)
    _tell_sent(report_id, sent, out, as_json=as_json)


@app.command()
@acting_as(filing_officer, _tell)
def answer(
    turn: StaffTurn,
    report_id: ReportId,
    file: Annotated[
        Path, typer.Argument(help="FinCEN's acknowledgement file.", exists=True, dir_okay=False)
    ],
) -> FiledReport:
    """Read an authority's acknowledgement back: accepted with its number, or its error codes.

    Example:

      plainsight reports answer re_0f3c batch.ACKED --by fil
    """
    with file.open("rb") as stream:
        content = stream.read(BYTES_MAX + 1)
    return read_acknowledgement(
        turn.store,
        report_id,
        content,
        read=read_sar_acknowledgement,
        actor=turn.actor,
        now=turn.now,
    )


def _tell_all(found: Sequence[FiledReport], *, as_json: bool) -> None:
    if as_json:
        print_json({"reports": [_row(report) for report in found]})
        return
    listing = Listing("report", "form", "stand", "due", "number")
    for report in found:
        row = _row(report)
        told = (row[name] or "" for name in ("report_id", "form", "stand", "due_at", "number"))
        listing.add(*told)
    listing.show()
    console().print(counted(len(found), "report"), style="dim")


@app.command("list")
@staffed(_tell_all)
def list_all(turn: StaffTurn) -> Sequence[FiledReport]:
    """List the newest reports that you may know of, and when each is due.

    Example:

      plainsight reports list --by fil --role FIL
    """
    with turn.store.read() as view:
        return list_reports(view, viewer=turn.actor)


def _row(report: FiledReport) -> dict[str, str | None]:
    return {
        "report_id": report.report_id,
        "case_id": report.case_id,
        "form": report.form,
        "stand": report.stand.value,
        "due_at": format_instant(report.due_at)[:10] if report.due_at else None,
        "number": report.authority_reference or None,
        "retain_until": format_instant(report.retain_until)[:10] if report.retain_until else None,
    }


def _tell_sent(report_id: str, sent: SentFiles, out: Path, *, as_json: bool) -> None:
    path = out / sent.document[0]
    attached = None if sent.attachment is None else out / sent.attachment[0]
    if as_json:
        shown = {
            "report_id": report_id,
            "file": str(path),
            "sha256": sent.digest,
            "sent_at": format_instant(sent.sent_at),
            "is_written_again": sent.is_again,
        }
        print_json(shown if attached is None else {**shown, "attachment": str(attached)})
        return
    if sent.is_again:
        console().print(
            f"filed {format_instant(sent.sent_at)}, now written again as it was sent; "
            "submit it once",
            soft_wrap=True,
        )
    console().print(f"{path}\nSHA-256 {sent.digest}", markup=False, soft_wrap=True)
    if attached is not None:
        console().print(f"attach {attached}", markup=False, soft_wrap=True)


def _subjects(path: Path | None) -> tuple[Subject, ...]:
    if path is None:
        return ()
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CannotRead(str(path), str(problem)) from None
    if not isinstance(listed, list):
        raise BadValue("subjects", str(path), "a JSON list, as in samples/report/subjects.json")
    return tuple(from_plain(Subject, each) for each in listed)


app.add_typer(reports_due.app)
app.add_typer(reports_drop.app)
app.add_typer(reports_share.app)
app.add_typer(demo_reports.app)
