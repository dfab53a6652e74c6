"""`--json` prints one of two shapes, and its help says which (cli/json_option.py)."""

import ast

import pytest
from tests.house.source_tree import SOURCE, modules

CLI = SOURCE / "cli"
LISTS_OF_ITS_OWN = {"prove/log.py show"}  # the entries as they are signed, byte for byte


def _asked(option: str) -> list[tuple[str, ast.FunctionDef]]:
    """Every command of which `--json` is this option."""
    return [
        (f"{path.relative_to(CLI)} {node.name}", node)
        for path, module in modules().items()
        if path.is_relative_to(CLI)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef)
        for given in (*node.args.args, *node.args.kwonlyargs)
        if isinstance(given.annotation, ast.Name) and given.annotation.id == option
    ]


def _prints_in_a_loop(command: ast.FunctionDef) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "print_json"
        for loop in ast.walk(command)
        if isinstance(loop, ast.For)
        for call in ast.walk(loop)
    )


def test_no_command_has_a_json_option_of_its_own() -> None:
    own = [
        str(path.relative_to(CLI))
        for path, module in modules().items()
        if path.is_relative_to(CLI) and path.name != "json_option.py"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and node.value == "--json"
    ]
    assert own == []


@pytest.mark.parametrize(("option", "is_list"), [("AsJson", False), ("AsJsonLines", True)])
def test_a_command_prints_the_shape_that_its_help_promises(option: str, is_list: bool) -> None:
    asked = [(name, command) for name, command in _asked(option) if name not in LISTS_OF_ITS_OWN]
    assert asked
    assert [name for name, command in asked if _prints_in_a_loop(command) is not is_list] == []
