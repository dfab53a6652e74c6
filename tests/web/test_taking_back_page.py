"""A released package that nobody fetched is taken back on its page, by two people."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.strategies.desk_alarms import asked
from tests.strategies.respond import make_desk, make_seal
from tests.web.browsing import as_persona, page, post

from plainsight.demo.desk_steps import produce
from plainsight.stores.records import SqlRecords

WHY = "records of another account are in it"


@pytest.fixture
def released(web_records: SqlRecords, tmp_path: Path, clock: Callable[[], datetime]) -> str:
    """The page of a legal request whose package lies there."""
    desk = make_desk(web_records, make_seal(tmp_path))
    request_id = asked(desk)
    stored, _ = produce(desk, request_id, now=clock() - timedelta(hours=1))
    return f"/console/requests/{stored.reference}"


def test_an_approver_proposes_to_take_it_back_and_counsel_agrees(
    house: FastAPI, released: str
) -> None:
    assert f'action="{released}/propose_taking_back"' not in page(house, "counsel", released)
    shown = page(house, "desk-lead", released)
    assert f'action="{released}/propose_taking_back"' in shown
    assert shown.index("Steps back") < shown.index("propose_taking_back")
    lead, counsel = as_persona(house, "desk-lead"), as_persona(house, "counsel")
    assert post(lead, f"{released}/propose_taking_back", text=" ").status_code == 422
    done = post(lead, f"{released}/propose_taking_back", text=WHY)
    assert done.headers["location"].endswith("?done=propose_taking_back")
    assert "agree_to_taking_back" not in page(house, "desk-lead", released)
    shown = page(house, "counsel", released)
    assert f'action="{released}/agree_to_taking_back"' in shown
    assert f"{WHY} (demo-desk-lead)" in shown
    assert "Taking a package back" in page(house, "counsel", "/console/approvals")
    done = post(counsel, f"{released}/agree_to_taking_back")
    assert done.headers["location"].endswith("?done=agree_to_taking_back")
    shown = page(house, "desk-lead", released)
    assert "The package is taken back" in shown
    assert "propose_taking_back" not in shown


def test_data_protection_refuses_and_the_package_stays(house: FastAPI, released: str) -> None:
    lead, privacy = as_persona(house, "desk-lead"), as_persona(house, "second-lead")
    post(lead, f"{released}/propose_taking_back", text=WHY)
    assert post(privacy, f"{released}/refuse_taking_back", text="").status_code == 422
    post(privacy, f"{released}/refuse_taking_back", text="they are that account's own")
    shown = page(house, "desk-lead", released)
    assert "they are that account" in shown
    assert f'action="{released}/propose_taking_back"' in shown


@pytest.mark.parametrize(
    ("persona", "step"),
    [("counsel", "propose_taking_back"), ("desk", "agree_to_taking_back"),
     ("desk-lead", "agree_to_taking_back"), ("second-desk", "refuse_taking_back")],
)  # fmt: skip
def test_each_word_about_a_package_is_for_its_role_alone(
    house: FastAPI, released: str, persona: str, step: str
) -> None:
    assert post(as_persona(house, persona), f"{released}/{step}", text="words").status_code == 403


@pytest.mark.parametrize(
    ("language", "button"), [("zh", "提议收回数据包"), ("es", "Proponer retirar el paquete")]
)
def test_the_form_speaks_the_readers_language(
    house: FastAPI, released: str, language: str, button: str
) -> None:
    lead = as_persona(house, "desk-lead")
    lead.headers["accept-language"] = language
    assert button in lead.get(released).text
