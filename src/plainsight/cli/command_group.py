"""A list of commands that says the whole of each one's first sentence."""

from typing import Any

from typer.core import TyperGroup

WHOLE = 1_000  # characters: Typer cuts a sentence that is longer than a line, this breaks it


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
