"""Every list that a command prints goes through `cli/listing.py`, which cuts no id at any width."""

import ast
from pathlib import Path

CLI = Path(__file__).parents[2] / "src" / "plainsight" / "cli"


def test_no_command_draws_a_table_by_hand() -> None:
    drawn = {path.name for path in CLI.rglob("*.py") if "rich.table" in _imports(path)}
    assert drawn == {"listing.py"}, "make a Listing of it: at 80 columns its ids stay whole"


def test_no_command_makes_a_console_of_its_own() -> None:
    made = {
        path.name
        for path in CLI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Console"
    }
    assert made == set(), "screen.console() wraps where a line began, and cuts none in a pipe"


def _imports(path: Path) -> set[str]:
    return {
        node.module or ""
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
