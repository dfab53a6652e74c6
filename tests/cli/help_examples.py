"""The examples that the help of each command prints, taken apart as a shell would."""

import inspect
import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import typer

from plainsight.cli import full_app

_ENDS = re.compile(r" *(?:&&|[|]|[0-9]*[<>]) *")


class Example(NamedTuple):
    """One call of the program in the help of a command."""

    of: str  # the command whose help it stands in
    words: tuple[str, ...]  # after `plainsight`


@cache
def program() -> Any:
    """The program with every command."""
    return typer.main.get_command(full_app())


def helps() -> Iterator[tuple[str, str]]:
    """Each command's name and its help."""
    yield from _helps(program(), ())


def examples() -> list[Example]:
    """Every call, in the order of the commands."""
    return [
        Example(of, words)
        for of, said in helps()
        for line in _lines(said)
        for words in _calls(line)
    ]


def command_of(words: tuple[str, ...]) -> tuple[Any, list[str]]:
    """The command that a call names, and what it is given."""
    found, rest = program(), list(words)
    while hasattr(found, "commands"):
        found = found.commands[rest.pop(0)]
    return found, rest


def _helps(command: Any, name: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(name), inspect.cleandoc(command.help or "")
        return
    for each in inner:
        yield from _helps(inner[each], (*name, each))


def _lines(said: str) -> Iterator[str]:
    _, _, printed = re.split(r"(^Examples?:)", said, maxsplit=1, flags=re.MULTILINE)
    for paragraph in printed.split("\n\n"):
        yield " ".join(paragraph.split())


def _calls(line: str) -> Iterator[tuple[str, ...]]:
    for part in _ENDS.split(line):
        words = shlex.split(part)
        if "plainsight" in words[:2]:
            yield tuple(words[words.index("plainsight") + 1 :])
