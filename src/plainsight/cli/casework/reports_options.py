"""Options of the commands about reports, and who acts in them."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight.feeds.policy.report_filer_yaml import load_filer
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.filings.writers import Writers
from plainsight.model.person_id import person_id
from plainsight.model.role import Role, Staff, make_staff
from plainsight.settings import Setting

ReportId = Annotated[str, typer.Argument(help="The report's id.")]
FilerFile = Annotated[
    Path,
    typer.Option(
        "--filer", help="YAML file of the filer (see samples/report/filer.yaml).",
        envvar=Setting.FILER, exists=True, dir_okay=False,
    ),
]  # fmt: skip
SchemaFile = Annotated[
    Path | None,
    typer.Option(
        "--schema", help="The authority's own XSD, to validate against.",
        exists=True, dir_okay=False,
    ),
]  # fmt: skip
Recipient = Annotated[str, typer.Option("--to", help="Who a referral goes to.")]


def analyst(by: str) -> Staff:
    """Whoever drafts and proposes here."""
    return make_staff(person_id(by, field="--by"), Role.ANALYST)


def filing_officer(by: str) -> Staff:
    """Whoever approves and files here."""
    return make_staff(person_id(by, field="--by"), Role.FILING_OFFICER)


def make_writers(filer: Path, *, schema: Path | None, recipient: str) -> Writers:
    """Every form's writer around the filer of a file."""
    terms = load_report_terms()
    return Writers(
        filer=load_filer(filer),
        sar=terms.sar,
        provider=terms.provider,
        goaml=terms.goaml,
        recipient=recipient,
        schema=schema,
    )
