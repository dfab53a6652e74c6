"""A list of commands that says the whole of each one's first sentence."""

from typing import Any

from typer.core import TyperGroup

WHOLE = 1_000  # characters: Typer cuts a sentence that is longer than a line, this breaks it


# Whoever asks what there is asks for their own work: the commands of a room stand together.
ROOMS = {
    "Find adverts in posts": (
        "demo", "scan", "ingest", "alerts", "explain", "quarantine", "typologies", "lexicon",
    ),
    "Follow the money": ("transfers", "flows", "mirror", "trace", "chain", "attributions"),
    "Review, decide and report": ("queue", "cases", "reports", "rollouts"),
    "Answer legal requests": (
        "requests", "holds", "clocks", "roster", "agencies", "officers", "packages", "platform",
    ),
    "Prove and oversee": (
        "log", "statements", "witness", "verify", "verify-package", "verify-statement",
    ),
    "Measure and train": ("evaluate", "backtest", "train"),
    "Run": ("serve", "people", "machines", "doctor", "migrate", "backup", "restore"),
}  # fmt: skip


class CommandGroup(TyperGroup):
    """The commands of a group, in the order in which they were added."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - private to Typer
        """Write the section of a help that lists them."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [
            (name, command.get_short_help_str(WHOLE))
            for name, command in commands.items()
            if command is not None and not command.hidden
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


class Program(CommandGroup):
    """Every command, by the room that it belongs to."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - private to Typer
        """Write the list of commands, room by room."""
        there = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section("Commands"):
            for room, names in ROOMS.items():
                rows = [
                    (name, command.get_short_help_str(WHOLE))
                    for name in names
                    if (command := there.get(name)) is not None
                ]
                if rows:
                    with formatter.section(room):
                        formatter.write_dl(rows)
