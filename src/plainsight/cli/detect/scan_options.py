"""What `plainsight scan` is told beside its files: what to judge by, and what to give back."""

from pathlib import Path
from typing import Annotated

import typer

PolicyFolder = Annotated[
    Path | None, typer.Option("--policy", help="A policy folder (default: the shipped one).")
]
ModelFile = Annotated[
    Path | None,
    typer.Option(
        "--model",
        help="A model from `plainsight train`, to order what is found and add candidates.",
    ),
]
HtmlReport = Annotated[
    Path | None,
    typer.Option("--html", help="Also write a report as one HTML file.", dir_okay=False),
]
Jobs = Annotated[
    int,
    typer.Option("--jobs", help="Processes to scan with; findings and order stay the same.", min=1),
]
Top = Annotated[int, typer.Option("--top", help="Campaigns to print.", min=0, max=1000)]
