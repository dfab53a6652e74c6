"""plainsight reports demo: a case filed as SAR, goAML and referral, and shared."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from plainsight import wiring
from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.ports import Records
from plainsight.casework.case import Case
from plainsight.casework.report.draft import ReportForm
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.indicators import Marking, shared_indicators
from plainsight.cli.casework.reports_options import make_writers
from plainsight.cli.records_option import opened_records
from plainsight.cli.screen import console, visible
from plainsight.cli.write_file import make_anew, make_folder, write_whole
from plainsight.demo.filing import ReportDesk, known_holder, made_up_facts, run_report_demo
from plainsight.demo.staff import ANALYST
from plainsight.feeds.policy.report_samples import sample_filer
from plainsight.filings.misp_event import write_misp
from plainsight.filings.sar_acknowledgement import read_sar_acknowledgement
from plainsight.filings.stix_bundle import write_stix

NAMES = {
    ReportForm.SAR: "sar.xml",
    ReportForm.GOAML: "goaml.xml",
    ReportForm.REFERRAL: "referral.pdf",
}
FIU = "goaml-ae"
RECIPIENT = "Example State Department of Justice, Financial Crimes Bureau"


app = typer.Typer()


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option(help="Folder for everything the demo makes.", file_okay=False)
    ] = Path("out/reports-demo"),
) -> None:
    """File a made-up case as SAR, goAML and referral, and share its indicators.

    Example:

      plainsight reports demo --out out/reports-demo
    """
    make_anew(out)
    with opened_records(f"sqlite:///{out}/records.db", may_create=True) as store:
        run_reports(console(), store, out)


def run_reports(
    screen: Console, store: Records, out: Path, *, cases: Mapping[str, Case] | None = None
) -> None:
    """File from these records into a folder, and say what each file is.

    `cases` are those of the records by account; without one a made-up case is reported.
    """
    make_folder(out)
    writers = make_writers(sample_filer(), schema=None, recipient=RECIPIENT)
    told = run_report_demo(
        ReportDesk(
            records=store,
            writer=writers.writer,
            read_answer=read_sar_acknowledgement,
            terms=writers.sar,
            fiu=writers.goaml[FIU],
            now=wiring.read_clock(),
        ),
        _facts(store, cases or {}),
    )
    for form, sent in told.sent.items():
        write_whole(out / NAMES[form], sent.document)
    found = shared_indicators(told.facts)
    producer, made_at = writers.filer.institution.name, wiring.read_clock().replace(microsecond=0)
    for name, write in (("stix", write_stix), ("misp", write_misp)):
        content = write(found, producer=producer, marking=Marking.AMBER_STRICT, made_at=made_at)
        write_whole(out / f"indicators.{name}.json", content)
    subjects = ", ".join(each.full_name or each.account_ids[0] for each in told.facts.subjects)
    screen.print(f"case {told.facts.called} is reported: {subjects}", markup=False, soft_wrap=True)
    screen.print(Text(f"one person alone: {visible(told.refused_alone)}", style="bold red"))
    screen.print(
        f"{out}/sar.xml: FinCEN's batch form, approved by another person; answered as number "
        f"{told.acknowledged.authority_reference}.",
        soft_wrap=True,
    )
    screen.print(
        f"{out}/goaml.xml: {len(told.facts.mirrors)} mirrors, each one transaction of four "
        "parties, in the codes and the currency of the FIU of the Emirates.",
        soft_wrap=True,
    )
    screen.print(
        f"{out}/referral.pdf: every sentence with the number of what it rests on.", soft_wrap=True
    )
    screen.print(
        f"{out}/indicators.stix.json, .misp.json: {len(found)} indicators, TLP:AMBER+STRICT, "
        "without a name and without a word of a report.",
        soft_wrap=True,
    )


def _facts(store: Records, cases: Mapping[str, Case]) -> ReportFacts:
    """What the first case holds, with what the platform knows of the account it is about."""
    now = wiring.read_clock()
    for account_id, case in cases.items():
        with store.read() as view:
            return gather_facts(
                view, case.case_id, subjects=[known_holder(account_id)], actor=ANALYST, now=now
            )
    return made_up_facts(store, now=now)
