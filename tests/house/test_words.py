"""One word per thing, the field's word (docs/concepts/glossary.md)."""

import ast
import re
from functools import cache

import pytest
from source_tree import ROOT, modules

GLOSSARY = ROOT / "docs" / "concepts" / "glossary.md"
# Words that say nothing; those that the glossary replaces are read from it.
SAYING_NOTHING = {
    "util", "utils", "helper", "helpers", "manager", "misc", "whitelist", "src", "dst", "todo",
    "fixme", "xxx",
}  # fmt: skip
# Of 22 November 2026; both lists may only shrink. Words of the glossary's column "Not" that stand
# for something else as well:
OTHER_MEANING = {
    "content": "the statutory class of data",
    "document": "a paper that came with a request, or a report that goes out",
    "event": "a line of a chain's event log",
    "feature": "a measure of an account that a model is given",
    "hit": "a place where a compiled search stopped",
    "item": "what a case holds, what a feed gives",
    "label": "what a person said of a row that is learnt from",
    "match": "what a pattern matched",
    "message": "a payment message of ISO 20022",
    "record": "a row that is kept, and the records as a whole",
    "ring": "a shape of flow",
    "rule": "what a statute or a heuristic of clustering says",
    "snapshot": "a book of attributions, or a ledger, as it stood",
    "status": "the number of an HTTP answer, of a filing system's acknowledgement",
    "tag": "the kind of an entry",
    "token": "what a machine signs in with; a word to a compiled search",
    "transaction": "the bank's or chain's message, as the glossary has it",
}
# and names that should have another word.
TO_BE_RENAMED = {
    "FREEZE_LIFTED", "freeze_others", "lift_freeze", "SERVICE_PAYMENT",
}  # fmt: skip


def test_no_identifier_uses_a_word_that_the_glossary_replaces() -> None:
    banned = replaced() - set(OTHER_MEANING) | SAYING_NOTHING
    found = {name: places for name, places in identifiers().items() if banned & words_of(name)}
    assert {name: at for name, at in found.items() if name not in TO_BE_RENAMED} == {}


def test_no_exception_stands_longer_than_what_it_excepts() -> None:
    used = {word for name in identifiers() for word in words_of(name)}
    assert set(OTHER_MEANING) - (replaced() & used) == set()
    assert TO_BE_RENAMED - set(identifiers()) == set()


def test_the_words_are_those_of_the_glossary_however_a_name_is_written() -> None:
    assert {"signal", "ticket", "freeze", "dump", "pseudonym", "blacklist"} <= replaced()
    assert "signal" in words_of("FraudSignal") & words_of("_SIGNALS") & words_of("signals_of")
    assert words_of("HTTPStatus2") == {"http", "status"}


@pytest.mark.parametrize("mark", ["TODO", "FIXME", "XXX", "HACK"])
def test_nothing_is_left_for_later(mark: str) -> None:
    left = [path for path, text in sources().items() if f"{mark}:" in text or mark in text.split()]
    assert not left


@cache
def replaced() -> set[str]:
    """The single words of the glossary's column "Not"."""
    rows = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]
    columns = [row[3] for row in rows if len(row) == 5]
    assert columns[0].strip() == "Not"
    said = [re.sub(r"\(.*?\)", "", column) for column in columns[2:]]
    phrases = {phrase.strip() for each in said for phrase in re.split("[,;]", each)}
    return {phrase for phrase in phrases if phrase.isalpha()}


@cache
def words_of(name: str) -> set[str]:
    """The words of an identifier, CamelCase or not, and each without the s of a plural."""
    split = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+", name)
    lower = {word.lower() for word in split}
    return lower | {word[:-1] for word in lower if re.search("[^us]s$", word)}


@cache
def identifiers() -> dict[str, list[str]]:
    """Every name that we give, with the places where we do."""
    found: dict[str, list[str]] = {}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            for name in _names(node):
                found.setdefault(name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


@cache
def sources() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in modules()}


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    return []
