"""A list of commands can be read to the end of each sentence, the daily ones first."""

import pytest
from typer.testing import CliRunner

from plainsight.cli import GROUPS, full_app

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
