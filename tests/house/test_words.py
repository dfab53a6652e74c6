"""One word per thing, the field's word (docs/concepts/glossary.md)."""

import ast

import pytest
from source_tree import ROOT, modules

# Names that the glossary replaces; they may not appear as whole words of an identifier.
BANNED_IN_NAMES = {
    "util", "utils", "helper", "helpers", "manager", "misc", "blacklist", "whitelist", "src",
    "dst", "todo", "fixme", "xxx",
}  # fmt: skip


def test_no_identifier_uses_a_banned_word() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        for name in _names(node)
        if BANNED_IN_NAMES & set(name.lower().split("_"))
    ]
    assert not found


@pytest.mark.parametrize("mark", ["TODO", "FIXME", "XXX", "HACK"])
def test_nothing_is_left_for_later(mark: str) -> None:
    left = [
        str(path.relative_to(ROOT))
        for path in modules()
        if f"{mark}" in path.read_text(encoding="utf-8").split()
        or f"{mark}:" in path.read_text(encoding="utf-8")
    ]
    assert not left


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    return []
