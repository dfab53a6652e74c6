"""Every command is documented, has an example, and the public surface is what it says."""

import pydoc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import plainsight
from plainsight import api
from plainsight.cli import full_app

ROOT = Path(__file__).parents[2]


def leaves(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for sub in inner:
        yield from leaves(inner[sub], f"{name} {sub}")


COMMANDS = dict(leaves(typer.main.get_command(full_app()), "plainsight"))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_with_an_example(name: str) -> None:
    said = COMMANDS[name].help or ""
    assert "Example" in said, f"{name} shows no example"
    assert name in said, f"{name} does not appear in its own example"


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_stand_apart(name: str) -> None:
    """Lines of one paragraph are run together: two commands become one that fails."""
    for paragraph in (COMMANDS[name].help or "").split("\n\n"):
        starts = [line for line in paragraph.splitlines() if line.strip().startswith("plainsight ")]
        assert len(starts) < 2, f"{name} runs its examples into one line"


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_says_what_it_means(name: str) -> None:
    silent = [
        parameter.name
        for parameter in COMMANDS[name].params
        if not getattr(parameter, "help", None) and parameter.name != "help"
    ]
    assert not silent


def test_the_reference_pages_are_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "write_reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_python_surface_is_pinned() -> None:
    assert api.__all__ == [
        "Campaign",
        "Campaigns",
        "Chain",
        "Desk",
        "Evidence",
        "Finding",
        "Findings",
        "FlowFinding",
        "FlowLeg",
        "FlowReason",
        "Ingested",
        "Ledger",
        "LegPair",
        "Policy",
        "Post",
        "Posts",
        "Reason",
        "Scanner",
        "Visibility",
        "read_post",
    ]
    assert sorted(api.__all__) == api.__all__
    assert all(getattr(api, name).__name__ == name for name in api.__all__)


def test_completion_and_help_see_what_is_looked_up_on_first_use() -> None:
    fresh = "import plainsight, plainsight.api as api; print(*dir(plainsight), *dir(api))"
    done = subprocess.run([sys.executable, "-c", fresh], capture_output=True, text=True, check=True)
    named = done.stdout.split()
    assert {"Scanner", "Ledger", "Chain", "Desk", "Post", "Findings"} <= {*named}
    assert not {"import_module", "TYPE_CHECKING"} & {*named}
    assert "class Scanner" in pydoc.plain(pydoc.render_doc(plainsight))


def test_three_lines_of_python_give_a_finding() -> None:
    from plainsight import Scanner

    findings = Scanner().scan("车队接料，卡接回U，点位美丽，飞机 @chedui_88")
    assert findings[0].typology_id == "T04"
    assert findings[0].spans
    with pytest.raises(AttributeError):
        _ = plainsight.Nothing  # type: ignore[attr-defined]
