"""What the desk, cases and reports say no with is read in the reader's language, whole."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.web.browsing import as_persona, post

import plainsight
from plainsight.app.respond.separate_duties import APART, same_person
from plainsight.app.respond.stored import Duties
from plainsight.errors import (
    BadValue,
    GuardUnmet,
    IllegalMove,
    NotAllowed,
    SamePerson,
    UnknownId,
    WrongRecipient,
    WrongRole,
)
from plainsight.model.role import Role
from plainsight.respond.lifecycle import _MENDS, TABLE
from plainsight.respond.states import REGION_NAMES
from plainsight.web.i18n.desk_noes import DESK_NOES
from plainsight.web.i18n.speech import speech

TRANSLATED = ("zh", "es")
LATIN_WORDS = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}")  # an English clause in Chinese


def is_chinese(sentence: str) -> bool:
    return not LATIN_WORDS.search(sentence) and re.search("[\u4e00-\u9fff]", sentence) is not None


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_form_of_a_no_is_translated(language: str) -> None:
    assert set(DESK_NOES) - speech(language).texts.keys() == set()


def said_by(module: Path) -> Iterator[str]:
    """What a module can find unfit in a form, with something in each place."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
            continue
        told = [_text(each) for each in node.exc.args]
        match ast.unparse(node.exc.func), told:
            case "BadValue", [field, _, str(mend)]:
                yield str(BadValue(field or "field", "typed", mend))
            case "WrongRecipient", [_, str(why), str(mend)]:
                yield str(WrongRecipient("officer-reyes", why, mend))


def _text(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=value):
            return str(value)
        case ast.JoinedStr(values=parts):
            return "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in parts)
    return None


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("room", ["app/respond", "app/identity", "web/parts"])
def test_whatever_a_use_case_finds_unfit_in_a_form_is_translated(room: str, language: str) -> None:
    modules = Path(plainsight.__file__).parent.joinpath(room).glob("*.py")
    said = [sentence for module in modules for sentence in said_by(module)]
    assert said
    assert [each for each in said if speech(language).kept(each) == each] == []


def test_every_circumstance_of_the_lifecycle_is_said_in_chinese() -> None:
    chinese = speech("zh")
    unmet = {
        str(GuardUnmet(row.command.value, guard, row.number, says=_MENDS.get(guard, "")))
        for row in TABLE
        for guard in row.guards
    }
    assert len(unmet) > 60
    assert [each for each in unmet if not is_chinese(chinese.kept(each))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_step_that_a_standing_forbids_is_told_in_the_language(language: str) -> None:
    kept = speech(language).kept
    for region, name in REGION_NAMES.items():
        for command, state in product({row.command for row in TABLE}, region):
            said = kept(str(IllegalMove(command.value, name, state.value)))
            assert "nothing changed" not in said


def test_two_duties_of_one_person_are_named_in_the_language() -> None:
    chinese = speech("zh")
    for taken, other in APART:
        duties = Duties(**{other: "cara"})
        assert is_chinese(chinese.kept(str(same_person(duties, taken, other))))
    said = chinese.kept(str(SamePerson("approval", "scope", who="cara")))
    assert said == "批准与定范围须由不同的人进行，而后者是 cara 做的；请同事来做。"


def test_whose_step_it_is_is_told_by_the_roles_in_the_language() -> None:
    roles = (Role.ANALYST.told, Role.SENIOR_ANALYST.told)
    assert speech("es").kept(str(NotAllowed("see_cases", roles))) == (
        "Este paso es de: analista, analista sénior; pídalo a una de esas personas."
    )
    wrong = WrongRole("approve", Role.COUNSEL.told, (Role.APPROVER.told,))
    assert speech("zh").kept(str(wrong)) == "“批准”由审批办理，不由法务办理。"


def test_a_value_is_shown_without_the_quotes_of_a_program() -> None:
    kept = speech("es").kept
    assert kept(str(UnknownId("case", "CASE-9"))) == (
        "no hay CASE-9 en estos registros; enumérelos antes"
    )
    assert "chang@x.example" in kept(
        str(BadValue("officer", "chang@x.example", "enrol this officer first"))
    )


def test_a_sentence_that_only_looks_like_one_stays_as_it_was() -> None:
    said = "the bank (T1) closed it"
    assert speech("zh").kept(said) == said


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "标题须为 1 至"), ("es", "el título lleva de 1 a")]
)
def test_a_case_without_a_title_is_refused_in_the_readers_language(
    house: FastAPI, language: str, said: str
) -> None:
    analyst = as_persona(house, "analyst")
    analyst.headers["Accept-Language"] = language
    refused = post(analyst, "/console/cases", title=" ")
    assert refused.status_code == 422
    assert said in refused.text
