"""The command line. `main` is the program; `full_app` is every command, for help and for tests."""

import os
import sys
from importlib import import_module

import typer

import plainsight
from plainsight.cli.command_group import CommandGroup, Program
from plainsight.cli.exits import (
    EXIT_DATA,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXITS_SAID,
    exit_code,
)
from plainsight.cli.streams import ReaderGone, open_streams
from plainsight.engines.columnar.uncollected import uncollected
from plainsight.errors import PlainsightError

# Where each command lives. A command loads its own module and no other: what traces chains loads
# compilers that what verifies a log must not wait for.
COMMANDS = {
    "demo": "demo.walk",
    "scan": "detect.scan",
    "ingest": "detect.ingest",
    "alerts": "detect.alerts",
    "quarantine": "detect.quarantine",
    "explain": "detect.explain",
    "evaluate": "detect.evaluate",
    "backtest": "detect.backtest",
    "train": "detect.train",
    "verify": "prove.verify",
    "verify-package": "prove.verify_package",
    "verify-statement": "prove.verify_statement",
    "doctor": "run.doctor",
    "serve": "run.serve",
    "migrate": "run.migrate",
    "backup": "run.backup",
    "restore": "run.restore",
}
GROUPS = {
    "typologies": "detect.typologies",
    "lexicon": "detect.lexicon",
    "chain": "trace.chain",
    "transfers": "trace.transfers",
    "flows": "trace.flows",
    "mirror": "trace.mirror",
    "trace": "trace.trace",
    "attributions": "trace.attributions",
    "queue": "casework.queue",
    "rollouts": "casework.rollouts",
    "cases": "casework.cases",
    "reports": "casework.reports",
    "requests": "respond.requests",
    "holds": "respond.holds",
    "clocks": "respond.clocks",
    "roster": "respond.roster",
    "agencies": "respond.agencies",
    "officers": "respond.officers",
    "packages": "respond.packages",
    "platform": "respond.platform",
    "log": "prove.log",
    "statements": "prove.statements",
    "witness": "prove.witness",
    "people": "run.people",
    "machines": "run.machines",
}


def main() -> None:
    """Run a command; errors of ours become one line and an exit code, never a traceback."""
    try:
        open_streams()
        _run()
    except PlainsightError as error:
        from plainsight.cli.screen import say_error

        say_error(str(error))
        sys.exit(exit_code(error))
    except OSError as failed:
        if failed.filename is None:
            raise
        # A file that the line names: whoever reads it as bytes may leave its absence to this.
        from plainsight.cli.screen import say_error

        say_error(f"cannot open {failed.filename}: {failed.strerror}")
        sys.exit(EXIT_DATA)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(EXIT_INTERRUPTED)
    except ReaderGone:
        sys.exit(EXIT_OK)


def full_app() -> typer.Typer:
    """The program with every command loaded."""
    return _build([*COMMANDS, *GROUPS])


def _run() -> None:
    """Run the command asked for, and say all that it said."""
    with uncollected():  # modules are made to stay
        app = _asked_for(_words())
    try:
        app()
    except SystemExit as ended:
        if ended.code == EXIT_INTERRUPTED:  # a command's Ctrl-C as Typer passes it on
            raise KeyboardInterrupt from None
        sys.stdout.flush()
        raise


def _words() -> list[str]:
    """What follows the program's name; for a shell that completes, on the line so far."""
    if "_PLAINSIGHT_COMPLETE" not in os.environ:
        return sys.argv[1:]
    from plainsight.cli.offered import mend_bash_line

    mend_bash_line(os.environ)
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return line.split()[1:]


def _asked_for(words: list[str]) -> typer.Typer:
    """The one command named first; where none is named at all, the list says what is to say."""
    names = [*COMMANDS, *GROUPS]
    if words and words[0] in names:
        return _build(words[:1])
    return _listed() if set(names).isdisjoint(words) else _build(names)


def _listed() -> typer.Typer:
    """The program as its list of commands shows it, without loading any."""
    from plainsight.cli.summaries import command_summary, group_summary

    app = _bare()
    for name, module in COMMANDS.items():
        app.command(name, help=command_summary(module, name.replace("-", "_")))(lambda: None)
    for name, module in GROUPS.items():
        group = typer.Typer(help=group_summary(module))
        group.callback()(lambda: None)
        app.add_typer(group, name=name)
    return app


def _bare() -> typer.Typer:
    app = typer.Typer(
        name="plainsight",
        cls=Program,
        help="Find laundering in plain sight, follow the money, answer the law, prove it.",
        epilog=EXITS_SAID,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    return app


def _build(names: list[str]) -> typer.Typer:
    app = _bare()
    places = COMMANDS | GROUPS
    for name in names:
        module = import_module(f"plainsight.cli.{places[name]}")
        if name in COMMANDS:
            app.command(name)(getattr(module, name.replace("-", "_")))
        else:
            app.add_typer(module.app, name=name, cls=CommandGroup)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"plainsight {plainsight.__version__}")
        raise typer.Exit(EXIT_OK)


def _root(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_print_version, is_eager=True
    ),
) -> None:
    """Find laundering in plain sight, follow the money, answer the law, prove it."""
