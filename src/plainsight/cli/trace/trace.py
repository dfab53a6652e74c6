"""plainsight trace: pictures of flows."""

import typer

from plainsight.cli.trace import trace_show

app = typer.Typer(help="Pictures of flows of money.", no_args_is_help=True, rich_markup_mode=None)
app.command()(trace_show.show)


@app.callback()
def _group() -> None:
    # A group stays a group with one command: `plainsight trace show`, not `plainsight trace`.
    """Pictures of flows of money."""
