"""plainsight reports share, indicators and check: who may know, what others may look for."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.casework.share_report import share_report
from plainsight.casework.report.indicators import Marking, shared_indicators
from plainsight.cli.casework.reports_options import (
    ReportId,
    SchemaFile,
    analyst,
    filing_officer,
)
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.offered import case_references
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json, visible
from plainsight.cli.staff_options import StaffTurn
from plainsight.cli.turn import By, Said, acting_as, tell_line
from plainsight.cli.write_file import write_whole
from plainsight.errors import UnfitReport
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.filings.goaml_structure import check_goaml, is_goaml_file
from plainsight.filings.hostile_xml import BYTES_MAX
from plainsight.filings.misp_event import write_misp
from plainsight.filings.operator_schema import require_valid
from plainsight.filings.sar_structure import check_structure
from plainsight.filings.stix_bundle import write_stix
from plainsight.model.person_id import person_id
from plainsight.model.role import Role, make_staff


class ShareFormat(StrEnum):
    """How indicators leave."""

    STIX = "stix"
    MISP = "misp"


app = typer.Typer()


@app.command()
@acting_as(filing_officer, tell_line)
def share(
    turn: StaffTurn,
    report_id: ReportId,
    to: Annotated[str, typer.Option("--to", help="Staff id of who needs to know.")],
    why: Annotated[str, typer.Option(help="Why they need to know; stands in the log.")],
    to_role: Annotated[
        Role, typer.Option(metavar="ROLE", help="The role of that person.")
    ] = Role.ANALYST,
) -> Said:
    """Give one more person a need to know of a report; support never gets one.

    Example:

      plainsight reports share re_0f3c --by fil --to ben --why "works the same money"
    """
    colleague = make_staff(person_id(to, field="--to"), to_role)
    share_report(turn.store, report_id, colleague, reason=why, actor=turn.actor, now=turn.now)
    return {"report_id": report_id, "shared_with": to}, f"{report_id}: {to} may know of it"


@app.command()
def indicators(
    case_id: Annotated[
        str,
        typer.Argument(
            help="The case whose indicators are shared.", autocompletion=case_references
        ),
    ],
    by: By,
    out: Annotated[Path, typer.Option(help="File to write.", dir_okay=False)],
    producer: Annotated[str, typer.Option(help="Name of your organisation in the file.")],
    to: Annotated[ShareFormat, typer.Option("--format", help="STIX 2.1 or MISP.")] = (
        ShareFormat.STIX
    ),
    tlp: Annotated[Marking, typer.Option(help="Traffic Light Protocol 2.0.")] = (
        Marking.AMBER_STRICT
    ),
    records: RecordsUrl = None,
) -> None:
    """Share accounts, wallets and phrases of a case; neither persons nor that a report exists.

    Example:

      plainsight reports indicators ca_0f3c --by ana --producer "Example Pay" --out bundle.json
    """
    now = wiring.read_clock()
    with opened_records(records) as store, store.read() as view:
        facts = gather_facts(view, case_id, actor=analyst(by), now=now)
    found = shared_indicators(facts)
    write = write_stix if to is ShareFormat.STIX else write_misp
    write_whole(out, write(found, producer=producer, marking=tlp, made_at=now))
    console().print(
        f"{out}: {counted(len(found), 'indicator')}, TLP:{tlp.value.upper()}", markup=False
    )


@app.command()
def check(
    file: Annotated[
        Path,
        typer.Argument(help="A FinCEN SAR batch or goAML report.", exists=True, dir_okay=False),
    ],
    fiu: Annotated[
        str, typer.Option(help="goAML: whose codes and alphabet, such as goaml-ae or AE.")
    ] = "",
    schema: SchemaFile = None,
    as_json: AsJson = False,
) -> None:
    """Check a SAR batch or goAML report against its form, and against its XSD when you give it.

    A goAML file does not say whose it is: without --fiu the FIU's codes go unchecked.
    Exits with 1 when anything is wrong.

    Examples:

      plainsight reports check outbox/re_0f3c.xml --schema EFL_SARXBatchSchema.xsd

      plainsight reports check outbox/re_51aa.xml --fiu goaml-ae
    """
    with file.open("rb") as stream:
        content = stream.read(BYTES_MAX + 1)
    own = load_report_terms().fiu(fiu) if fiu else None
    is_goaml = own is not None or is_goaml_file(content)
    complaints = (
        check_goaml(content, terms=own)
        if is_goaml
        else check_structure(content, subtype_codes=load_report_terms().sar.subtype_codes)
    )
    if schema is not None and not complaints:
        try:
            require_valid(content, schema=schema, form="goAML" if is_goaml else "FinCEN SAR")
        except UnfitReport as unfit:
            complaints = unfit.complaints
    are_codes_checked = not is_goaml or own is not None or schema is not None
    if as_json:
        print_json(
            {
                "form": "goaml" if is_goaml else "sar",
                "is_sound": not complaints,
                "are_codes_checked": are_codes_checked,
                "complaints": list(complaints),
            }
        )
    elif complaints:
        for complaint in complaints:
            console().print(visible(complaint), markup=False, style="red", soft_wrap=True)
    else:
        console().print("sound")
        if not are_codes_checked:
            console().print(
                "the FIU's codes and alphabet were not checked: name it with --fiu", style="dim"
            )
    if complaints:
        raise typer.Exit(EXIT_NEGATIVE)
