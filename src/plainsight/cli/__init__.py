"""The command line: assembles the commands and turns errors into exit codes."""

import sys

import typer
from rich.markup import escape

import plainsight
from plainsight.cli import (
    alerts,
    attributions,
    backtest,
    chain,
    demo,
    doctor,
    evaluate,
    ingest,
    lexicon,
    log,
    scan,
    train,
    typologies,
    verify,
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
for command in (
    demo.demo,
    scan.scan,
    ingest.ingest,
    alerts.alerts,
    alerts.explain,
    evaluate.evaluate,
    backtest.backtest,
    train.train,
    verify.verify,
    doctor.doctor,
):
    app.command()(command)
for name, group in {
    "typologies": typologies.app,
    "lexicon": lexicon.app,
    "log": log.app,
    "chain": chain.app,
    "attributions": attributions.app,
}.items():
    app.add_typer(group, name=name)


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
