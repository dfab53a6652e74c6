"""The command line: assembles the commands and turns errors into exit codes."""

import sys

import typer
from rich.markup import escape

import plainsight
from plainsight.cli import (
    alerts,
    backtest,
    doctor,
    evaluate,
    ingest,
    lexicon,
    scan,
    train,
    typologies,
)
from plainsight.cli.exits import EXIT_INTERRUPTED, EXIT_OK, exit_code
from plainsight.cli.screen import console
from plainsight.errors import PlainsightError

app = typer.Typer(
    name="plainsight",
    help="Find laundering in plain sight, follow the money, answer the law, prove it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(scan.scan)
app.command()(ingest.ingest)
app.command()(alerts.alerts)
app.command()(alerts.explain)
app.command()(evaluate.evaluate)
app.command()(backtest.backtest)
app.command()(train.train)
app.command()(doctor.doctor)
app.add_typer(typologies.app, name="typologies")
app.add_typer(lexicon.app, name="lexicon")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"plainsight {plainsight.__version__}")
        raise typer.Exit(EXIT_OK)


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_print_version, is_eager=True
    ),
) -> None:
    """Find laundering in plain sight, follow the money, answer the law, prove it."""


def main() -> None:
    """Run a command; errors of ours become one line and an exit code, never a traceback."""
    try:
        app()
    except PlainsightError as error:
        console(to_stderr=True).print(f"error: {escape(str(error))}")
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        console(to_stderr=True).print("interrupted")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has gone; that is its good right. /dev/null keeps the
        # interpreter's own flush at exit from complaining.
        sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: SIM115, PTH123
        sys.exit(EXIT_OK)
