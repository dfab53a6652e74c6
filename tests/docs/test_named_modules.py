"""The tables of verbs name modules that are there, and what is in them."""

import re
from importlib import import_module

import pytest
from tests.docs.page_examples import ROOT

ROW = re.compile(r"^\| (?P<modules>`[^|]+) \| (?P<verbs>[^|]+) \|$", re.MULTILINE)
NAME = re.compile(r"`(\w+)`")


@pytest.mark.parametrize("room", ["respond", "casework"])
def test_every_verb_of_the_page_is_in_the_module_beside_it(room: str) -> None:
    page = (ROOT / "docs" / "concepts" / f"{room}.md").read_text(encoding="utf-8")
    table = page.split("| module | verbs |")[1].split("\n\n")[0]
    rows = ROW.findall(table)
    assert len(rows) > 10
    for modules, verbs in rows:
        known: set[str] = set()
        for name in NAME.findall(modules):
            known |= set(dir(import_module(f"plainsight.app.{room}.{name}")))
        assert set(NAME.findall(verbs)) <= known, modules
