"""Every environment variable has one name, one line in the docs, and somebody who reads it."""

import ast
import re

from source_tree import ROOT, SOURCE, modules

from plainsight.settings import Setting

NAME = re.compile(r"(?<!_)PLAINSIGHT_[A-Z_]*[A-Z]")
HOME = SOURCE / "settings.py"
OF_COMPOSE = {"PLAINSIGHT_SUBNET", "PLAINSIGHT_GATEWAY"}
OF_DEVELOPERS = {"PLAINSIGHT_DATA", "PLAINSIGHT_BENCH_KEPT"}


def test_the_name_of_a_variable_is_written_in_one_file() -> None:
    elsewhere = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if path != HOME
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and NAME.fullmatch(node.value)
    ]
    assert elsewhere == []


def test_every_variable_is_read_by_something() -> None:
    read = {
        node.attr
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Setting"
    }
    assert read == set(Setting.__members__)


def test_pages_and_deployments_name_no_variable_that_nothing_reads() -> None:
    files = [ROOT / "compose.yaml", ROOT / "README.md", *(ROOT / "deploy").rglob("*")]
    files += [*(ROOT / "docs").rglob("*.md"), *SOURCE.rglob("*.py")]
    named = {
        name
        for path in files
        if path.is_file()
        for name in NAME.findall(path.read_text(encoding="utf-8"))
    }
    assert named - {*Setting} == OF_COMPOSE | (named & OF_DEVELOPERS)
