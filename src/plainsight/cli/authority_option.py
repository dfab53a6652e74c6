"""The option that names the timestamp authority (RFC 3161), the same for every command."""

from typing import Annotated

import typer

from plainsight.settings import Setting

Authority = Annotated[
    str | None,
    typer.Option(
        "--tsa",
        help="The timestamp authority: its address, or the openssl configuration of a local one.",
        envvar=Setting.TSA,
    ),
]
