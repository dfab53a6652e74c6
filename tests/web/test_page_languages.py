"""Every page speaks English, Chinese and Spanish, whole: no text and no word is left behind."""

import ast
import json
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes
from tests.strategies.respond import instruments

import plainsight.web
from plainsight import wiring
from plainsight.app.list_awaiting import AwaitedKind
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.casework.candidate import CandidateStand
from plainsight.casework.case import CaseStand, ItemKind
from plainsight.casework.decision import Outcome
from plainsight.casework.filing import FilingStand
from plainsight.casework.graph import Tie
from plainsight.casework.report.draft import OccasionKind, ReportForm
from plainsight.casework.report.ground import GroundKind
from plainsight.casework.report.sentence import Part
from plainsight.casework.review import Command as ReviewAct
from plainsight.casework.review import Stand
from plainsight.casework.rollout import RolloutStand, Stage
from plainsight.casework.timeline import Happening
from plainsight.cli.run.serve_app import titles_of
from plainsight.detect.collisions import CollisionKind
from plainsight.detect.lexicon import Facet
from plainsight.errors import AlertTaken, IllegalMove
from plainsight.model.post import Visibility
from plainsight.model.role import Role
from plainsight.oversight.commitment import PROMISES, Commitment
from plainsight.oversight.measures import MEASURES
from plainsight.oversight.transparency_columns import COLUMNS, MEDIANS
from plainsight.respond import entitlement, gates
from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import ClockKind, Purpose
from plainsight.respond.legal_request import AuthorityKind, IdentifierKind, Intake
from plainsight.respond.reason import Reason
from plainsight.respond.states import (
    Authenticity,
    Command,
    CrossBorder,
    Holding,
    Notice,
    Production,
)
from plainsight.web.console import paper
from plainsight.web.console.reports import _VERBS as REPORT_ACTS
from plainsight.web.console.request_hold_steps import HoldStep
from plainsight.web.console.request_steps import STEPS
from plainsight.web.i18n.desk_noes import DESK_NOES
from plainsight.web.i18n.kept_sentences import FORMS, NOES, REFUSALS
from plainsight.web.i18n.speech import LANGUAGES, TALLY_MAX, speech
from plainsight.web.parts import request_form
from plainsight.web.parts.nav import _GROUPS

WEB = Path(plainsight.web.__file__).parent
TRANSLATED = [language for language in LANGUAGES if language != "en"]
GROUPS: dict[str, type[StrEnum]] = {
    "role": Role,
    "authenticity": Authenticity,
    "holding": Holding,
    "production": Production,
    "officer_production": Production,
    "notice": Notice,
    "cross_border": CrossBorder,
    "step": Command,
    "did": Command,
    "clock": ClockKind,
    "data_class": DataClass,
    "identifier": IdentifierKind,
    "authority": AuthorityKind,
    "intake": Intake,
    "purpose": Purpose,
    "reason": Reason,
    "alarm": AlarmKind,
    "stand": Stand,
    "review_act": ReviewAct,
    "visibility": Visibility,
    "facet": Facet,
    "outcome": Outcome,
    "outcome_says": Outcome,
    "case": CaseStand,
    "item": ItemKind,
    "item_one": ItemKind,
    "node": ItemKind,
    "moment": ItemKind,
    "happened": Happening,
    "tie": Tie,
    "form": ReportForm,
    "form_says": ReportForm,
    "occasion": OccasionKind,
    "report": FilingStand,
    "part": Part,
    "ground": GroundKind,
    "commitment_id": Commitment,
    "stage": Stage,
    "stage_says": Stage,
    "rollout": RolloutStand,
    "term": CandidateStand,
    "collision": CollisionKind,
    "awaited": AwaitedKind,
    "awaited_of": AwaitedKind,
}


def texts_of_templates() -> set[str]:
    """Every text that a template says through `_` or `t.count`."""
    found: set[str] = set()
    for path in (WEB / "templates").rglob("*.html"):
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            said = call.node
            is_text = isinstance(said, nodes.Name) and said.name == "_"
            is_count = isinstance(said, nodes.Getattr) and said.attr == "count"
            if is_text or is_count:
                parts = call.args[: 2 if is_count else 1]
                found |= {part.value for part in parts if isinstance(part, nodes.Const)}
    return {text for text in found if isinstance(text, str)}


def complaints_of_the_form() -> set[str]:
    files = (request_form.__file__, paper.__file__)
    source = "".join(Path(file).read_text(encoding="utf-8") for file in files)
    return set(re.findall(r'wrong\["\w+"\] = "([^"]+)"', source)) | set(
        re.findall(r'_(?:needed|refusable)\("?\w+"?, "([^"]+)"\)', source)
    )


def catalogue(language: str) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(
        (WEB / "i18n" / f"{language}.json").read_text(encoding="utf-8")
    )
    return loaded


# What whoever reads a refusal has just typed or pressed need not be told to them again.
WHAT_WAS_TYPED = {"{value}", "{act}", "{again}", "{thing}", "{why}", "{kind}", "{mend}", "{field}"}


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


def needed(said: str, text: str) -> list[str]:
    """The places of a translation, without those that one of a refusal may leave out."""
    return [each for each in places(said) if text not in DESK_NOES or each not in WHAT_WAS_TYPED]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_a_template_is_translated(language: str) -> None:
    assert texts_of_templates() - catalogue(language)["texts"].keys() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_promise_and_measure_is_translated(language: str) -> None:
    said = {*PROMISES.values(), *(measure.title for measure in MEASURES)}
    assert said - catalogue(language)["texts"].keys() == set()


def sentences_of_gates() -> list[str]:
    """Every sentence that a gate can say, with something in each place."""
    tree = ast.parse(Path(gates.__file__).read_text(encoding="utf-8"))
    said: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (
            getattr(node.func, "id", "") == "verdict" or getattr(node.func, "attr", "") == "append"
        ):
            words = node.args[-1]
            parts = words.values if isinstance(words, ast.JoinedStr) else [words]
            said.append(
                "".join(str(p.value) if isinstance(p, ast.Constant) else "x.example" for p in parts)
            )
    return said


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_a_gate_is_translated(language: str) -> None:
    said = sentences_of_gates()
    assert len(said) >= len(FORMS) > 20
    assert [s for s in said if speech(language).kept(s) == s] == []
    assert set(FORMS) - catalogue(language)["texts"].keys() == set()


def sentences_of_refusals() -> list[str]:
    """What `respond/entitlement.py` says of a part that is not produced, and which way is left."""
    said = []
    for node in ast.walk(ast.parse(Path(entitlement.__file__).read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in ("says", "route"):
            parts = node.value.values if isinstance(node.value, ast.JoinedStr) else [node.value]
            said.append(
                "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in parts)
            )
    return [sentence for sentence in said if sentence != "7"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_reason_for_what_is_not_produced_is_translated(language: str) -> None:
    said = sentences_of_refusals()
    assert len(said) == len(REFUSALS)
    assert [s for s in said if speech(language).kept(s) == s] == []
    assert set(REFUSALS) - catalogue(language)["texts"].keys() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_no_of_reviewing_is_translated(language: str) -> None:
    assert set(NOES) - catalogue(language)["texts"].keys() == set()


def test_a_no_names_the_act_and_the_instant_in_the_readers_language() -> None:
    lapsed = IllegalMove("decide", "review", "waiting")
    assert speech("zh").kept(str(lapsed)) == "无法决定：审核处于“等待中”。什么都没有改变。"
    taken = AlertTaken("al_1", "2026-11-23T06:43:51.671463Z")
    assert "23 nov 2026, 06:43 UTC" in speech("es").kept(str(taken))
    assert "asign" in speech("es").kept(str(AlertTaken("al_1", "it is assigned anew")))


def test_a_reason_names_the_instrument_and_the_data_in_the_readers_language() -> None:
    spanish = speech("es")
    assert spanish.kept("US preservation letter does not reach transfers") == (
        "Carta de conservación de EE. UU. no alcanza: Transferencias"
    )
    assert spanish.kept("ours does not reach the moon") == "ours no alcanza: the moon"


def test_a_kept_sentence_is_said_with_what_stands_in_it_and_any_other_as_it_was_written() -> None:
    spanish = speech("es")
    assert "40" in spanish.kept("enrolled 40 days ago, passkey used")
    assert "Sgt {Hall}" in spanish.kept("Sgt {Hall} confirmed it on the agency's published number")
    assert spanish.kept("an officer wrote this") == "an officer wrote this"
    assert speech("en").kept("the document is forged") == "the document is forged"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_typology_of_posts_and_flows_has_a_title(language: str) -> None:
    titles = titles_of(wiring.load_policy())
    assert {"T01", "T18", "F01", "F17"} <= titles.keys()
    assert [key for key, says in titles.items() if not says.get(language)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_instrument_that_ships_is_translated(language: str) -> None:
    titles = {file.instrument.title for file in instruments().values()}
    assert len(titles) > 10
    assert titles - catalogue(language)["texts"].keys() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_complaint_of_the_officers_form_is_translated(language: str) -> None:
    assert len(complaints_of_the_form()) > 6
    assert complaints_of_the_form() - catalogue(language)["texts"].keys() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_room_at_the_side_is_translated(language: str) -> None:
    labels = {g.label for g in _GROUPS} | {link.label for g in _GROUPS for link in g.links}
    assert labels - {""} - catalogue(language)["texts"].keys() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_the_same_places(language: str) -> None:
    texts = catalogue(language)["texts"]
    unlike = {
        text: said for text, said in texts.items() if needed(text, text) != needed(said, text)
    }
    assert unlike == {}
    assert [text for text, said in texts.items() if not said.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", GROUPS)
def test_every_member_has_a_word(language: str, group: str) -> None:
    words = catalogue(language)["words"]
    assert [m.value for m in GROUPS[group] if f"{group}.{m.value}" not in words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_of_a_step_is_said(language: str) -> None:
    words = catalogue(language)["words"]
    done = {*STEPS, *(f"report_{act}" for act in REPORT_ACTS)}
    assert {each for each in done if f"done.{each}" not in words} == set()
    assert {each for each in HoldStep if f"step.{each}" not in words} == set()
    columns = {*COLUMNS, *(f"median_{name}" for name in MEDIANS)}
    assert {each for each in columns if f"column.{each}" not in words} == set()


def test_the_three_catalogues_know_the_same_words() -> None:
    keys = [catalogue(language)["words"].keys() for language in LANGUAGES]
    assert keys[0] == keys[1] == keys[2]


def test_a_count_that_stopped_says_that_there_are_more() -> None:
    said = [speech("en").tally(count) for count in (0, 9_999, 10_000, 10_001)]
    assert said == ["0", "9,999", "10,000", "10,000+"]
    assert speech("es").tally(TALLY_MAX + 1) == "10.000+"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_and_numbers_are_written_the_languages_way(language: str) -> None:
    spoken = speech(language)
    instant = datetime(2026, 3, 13, 12, 5, tzinfo=UTC)
    written = {
        "en": ("13 Mar 2026, 12:05 UTC", "12,345"),
        "zh": ("2026年3月13日 12:05 UTC", "12,345"),
        "es": ("13 mar 2026, 12:05 UTC", "12.345"),
    }
    assert (spoken.instant(instant), spoken.number(12_345)) == written[language]
    assert spoken.instant(None) == "–"


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_a_length_of_time_is_said_in_two_units_at_most(length: timedelta) -> None:
    said = speech("en").span(length)
    assert re.fullmatch(r"\d+ d \d+ h|\d+ h \d+ min|\d+ min", said)


def test_an_unknown_language_is_answered_in_english() -> None:
    assert speech("xx").say("Home") == "Home"
