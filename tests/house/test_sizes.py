"""One idea per file, and the file is small (style, 5)."""

import ast
from pathlib import Path

import pytest
from source_tree import ROOT, SOURCE, modules, paths

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
KERNEL_LINES_MAX = 100  # a compiled loop keeps its state in local variables: calls would copy it
SAYING_NOTHING = {
    "utils",
    "common",
    "helpers",
    "core",
    "lib",
    "services",
    "base",
    "misc",
    "manager",
}


@pytest.mark.parametrize("path", paths(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_file_stays_below_the_ceiling(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES_MAX


def test_a_function_fits_on_a_screen() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {length}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := _body_lines(node)) > _ceiling(node)
    ]
    assert not too_long


def test_no_folder_has_a_name_that_says_nothing() -> None:
    folders = {path.name for path in SOURCE.rglob("*") if path.is_dir()}
    assert not folders & SAYING_NOTHING
    assert not {path.stem for path in paths()} & SAYING_NOTHING


def _ceiling(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    is_kernel = any(
        "njit" in name or name.strip("_") in {"kernel", "inlined", "allocating"}
        for name in map(ast.unparse, node.decorator_list)
    )
    return KERNEL_LINES_MAX if is_kernel else FUNCTION_LINES_MAX


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = node.body
    if ast.get_docstring(node) is not None:
        body = body[1:]
    return (node.end_lineno or node.lineno) - body[0].lineno + 1 if body else 0
