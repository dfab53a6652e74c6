"""Every command that a page names is there, with its options: also where nothing runs it."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.docs.page_examples import PAGES, blocks_of, commands_of, name_of

from plainsight.cli import full_app

CODE = re.compile(r"`(plainsight [^`]+)`")
PROGRAM = re.compile(r"(?:^|[|&(] *)(?:[A-Z_]+=\S+ )?(?:\S*/bin/)?plainsight (?P<words>[^|<>]*)")
# The name of a command alone, as in "`plainsight log stamps` lists": its arguments are not said.
ENDS = {"...", "&&", ";", "|", "<", ">"}


@cache
def _program() -> Any:
    return typer.main.get_command(full_app())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_commands_of_a_page_and_their_options_are_there(page: Path) -> None:
    unknown = [said for said in _said(page) if not _is_known(said)]
    assert unknown == []


def _said(page: Path) -> Iterator[str]:
    yield from CODE.findall(page.read_text(encoding="utf-8").replace("\n", " "))
    for block in blocks_of(page):
        for command in commands_of(block):
            for found in PROGRAM.finditer(command.command.replace("\\\n", " ")):
                yield f"plainsight {found['words']}"


def _is_known(said: str) -> bool:
    """Whether each word that must be a command is one, and each option one of it."""
    words = shlex.split(said, comments=True)[1:]
    command = _program()
    while hasattr(command, "commands") and words and words[0] not in ENDS:
        if words[0] not in command.commands:
            return words[0].startswith("-") and _has(command, words[0])
        command = command.commands[words.pop(0)]
    return all(_has(command, word) for word in words if word.startswith("--"))


def _has(command: Any, option: str) -> bool:
    name = option.partition("=")[0]
    return name == "--help" or any(
        name in [*parameter.opts, *parameter.secondary_opts] for parameter in command.params
    )
