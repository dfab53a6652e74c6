"""The first line of each command's help, read from its source: a list of commands runs none."""

import ast
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "plainsight.cli"


def command_summary(module: str, name: str) -> str:
    """Of a command that is a function of its module."""
    for node in _tree(module).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return (ast.get_docstring(node) or "").partition("\n\n")[0]
    return ""


def group_summary(module: str) -> str:
    """Of a group: the `help` of its `app = typer.Typer(...)`."""
    for node in _tree(module).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            for keyword in node.value.keywords:
                if keyword.arg == "help" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return ""


def _tree(module: str) -> ast.Module:
    spec = find_spec(f"{PACKAGE}.{module}")
    source = "" if spec is None or spec.origin is None else Path(spec.origin).read_text("utf-8")
    return ast.parse(source)
