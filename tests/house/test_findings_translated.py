"""Whatever a finding says in English has a translation, and no translation is left over."""

import ast
import json
import re
from collections.abc import Iterator

import pytest
import yaml
from source_tree import ROOT, SOURCE, modules

from plainsight import wiring
from plainsight.detect.extract import ExtractKind
from plainsight.detect.extract.family import FAMILIES
from plainsight.detect.views.reveal_chinese import NAMES as OF_CHINESE
from plainsight.detect.views.reveal_letters import NAMES as OF_LETTERS
from plainsight.detect.views.reveal_letters import REMOVED
from plainsight.engines.text_reasons import SAYS
from plainsight.web.i18n.found_sentences import found_sentence
from plainsight.web.i18n.speech import LANGUAGES

TRANSLATED = [language for language in LANGUAGES if language != "en"]
GROUPS: dict[str, dict[str, dict[str, str]]] = json.loads(
    (SOURCE / "web" / "i18n" / "findings.json").read_text(encoding="utf-8")
)
FLOWS = SOURCE / "trace" / "flows"
SENTENCES = ("books_sentence", "_between", "watch_sentence")
SPREAD = "-1.2 to +0.4 per cent"  # a mirror's reason writes it apart, and then into its sentence
VIEWS = SOURCE / "detect" / "views"


def said_by_typologies() -> set[str]:
    """Every `says` of the shipped typologies: indicators, doubts, reasons of flows."""
    files = sorted((ROOT / "typologies").glob("*/typology.yaml"))
    return {says for file in files for says in _says(yaml.safe_load(file.read_text("utf-8")))}


def _says(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from [value] if key == "says" else _says(value)
    elif isinstance(node, list):
        for value in node:
            yield from _says(value)


def said_in(*names: str, filled: str) -> set[str]:
    """What is given as `says=` or returned as a sentence in source files, its places filled."""
    said = set()
    for path, tree in modules().items():
        if path.relative_to(SOURCE).as_posix() not in names:
            continue
        given = [k.value for k in ast.walk(tree) if isinstance(k, ast.keyword) and k.arg == "says"]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in SENTENCES:
                given += [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
            if isinstance(node, ast.keyword) and node.arg == "notes":
                given += ast.walk(node.value)
        said |= {_filled(node, filled) for node in given}
    return {says for says in said if re.search("[a-z]{3}", says)}


def _filled(node: ast.AST, filled: str) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_filled(part, filled) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return SPREAD if ast.unparse(node.value) == "shown" else filled
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def said_of_flows() -> set[str]:
    files = ("mirror_finding", "score", "watch_notes")
    return said_in(*(f"trace/flows/{name}.py" for name in files), filled="3")


def said_undone() -> set[str]:
    names = (*OF_CHINESE.values(), *OF_LETTERS.values(), "leet")
    files = (f"detect/views/{path.name}" for path in VIEWS.glob("reveal_*.py"))
    told = said_in(*files, filled="x")
    return {*(f"{name} a→b, c→d, ..." for name in names), *REMOVED.values(), *told}


def test_every_reason_of_a_typology_is_translated_and_none_is_left_over() -> None:
    said, kept = said_by_typologies(), GROUPS["typologies"].keys()
    assert not said - kept, (
        "say these in Chinese and Spanish in src/plainsight/web/i18n/findings.json"
    )
    assert not kept - said, "no typology says these any more: take them out of findings.json"


def test_every_sense_that_a_reason_tells_is_translated_as_the_lexicon_has_it() -> None:
    policy = wiring.load_policy()
    told = {
        gloss["en"]: {language: gloss[language] for language in TRANSLATED}
        for typology in policy.typologies
        for indicator in typology.indicators
        if indicator.tells_sense
        for gloss in (policy.lexicon.senses[sense].gloss for sense in indicator.sense_ids)
    }
    assert GROUPS["senses"] == told
    both = told.keys() & GROUPS["typologies"].keys()
    assert [says for says in both if GROUPS["typologies"][says] != told[says]] == []


def test_what_a_model_tells_beside_senses_is_translated_too() -> None:
    assert GROUPS["model"].keys() == {SAYS, *(family.says for family in FAMILIES.values())}
    assert {str(kind).partition(".")[0] for kind in ExtractKind} == FAMILIES.keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_there_and_fills_the_same_places(language: str) -> None:
    all_of = {form: said for group in GROUPS.values() for form, said in group.items()}
    assert [form for form, said in all_of.items() if not said.get(language, "").strip()] == []
    untold = {"finding", "score"}  # the row says both beside the sentence
    for form, said in all_of.items():
        places = set(re.findall(r"\{(\w+)\}", form)) - untold
        assert places == set(re.findall(r"\{(\w+)\}", said[language])), form


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_search_for_flows_says_of_itself_is_translated(language: str) -> None:
    said = said_of_flows()
    assert len(said) == len(GROUPS["flows"]) - 1  # the whole sentence is tested with the pages
    assert [says for says in said if found_sentence(says, language) == says] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_whatever_was_undone_is_translated(language: str) -> None:
    said = said_undone()
    assert len(said) == len(GROUPS["undone"])
    same = {"pinyin a→b, c→d, ..."} if language == "es" else set()
    assert {says for says in said if found_sentence(says, language) == says} == same
