"""A list of commands can be read to the end of each sentence, the daily ones first."""

import re

import pytest
from typer.testing import CliRunner

from plainsight.cli import COMMANDS, GROUPS, full_app
from plainsight.cli.command_group import ROOMS

APP = full_app()


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_no_list_of_commands_breaks_a_sentence_off(group: str) -> None:
    said = CliRunner().invoke(APP, [*group.split(), "--help"], env={"COLUMNS": "80"}).output
    assert "Commands:" in said
    assert "..." not in said.partition("Commands:")[2]


@pytest.mark.parametrize(
    ("group", "first"), [("requests", "receive"), ("queue", "list"), ("holds", "list")]
)
def test_what_is_done_first_is_listed_first(group: str, first: str) -> None:
    said = CliRunner().invoke(APP, [group, "--help"]).output
    assert said.partition("Commands:")[2].split()[0] == first


def test_every_command_stands_in_one_room_of_the_programs_help() -> None:
    shown = [name for names in ROOMS.values() for name in names]
    assert sorted(shown) == sorted([*COMMANDS, *GROUPS])
    said = CliRunner().invoke(APP, ["--help"], env={"COLUMNS": "80"}).output
    places = [said.index(f"\n  {room}:\n") for room in ROOMS]
    assert places == sorted(places)
    assert all(f"\n    {name} " in said for name in shown)


@pytest.mark.parametrize("group", GROUPS)
def test_no_value_of_an_option_is_named_by_its_form(group: str) -> None:
    """`<list[REQ|REQ_SUP|INT|...]>` and `<%Y-%m-%d>` tell nobody what to write."""
    listed = CliRunner().invoke(APP, [group, "--help"]).output.partition("Commands:")[2]
    for command in re.findall(r"^  ([a-z][a-z-]*)  ", listed, re.MULTILINE):
        said = CliRunner().invoke(APP, [group, command, "--help"]).output
        told = re.findall(r"<[^<>]*>", said)
        assert [value for value in told if "%Y" in value or len(value) > 70] == [], command
