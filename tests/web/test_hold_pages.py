"""A hold's end and its keeping in the workspace: whose form it is, what it says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.strategies.respond import instruments, make_desk, make_seal
from tests.web.browsing import as_persona, browser, form_token, page, post

from plainsight.app.respond.extend_hold import ask_reviews, confirm_hold
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.platform import prepare_platform
from plainsight.demo.staff import CUSTODIAN
from plainsight.stores.records import SqlRecords

DAY = timedelta(days=1)
OBJECTION = b"The release of March was sent by mistake. We object to it: keep what is named there."


@pytest.fixture
def preserved(web_records: SqlRecords, tmp_path: Path, clock: Callable[[], datetime]) -> str:
    """A preservation that was confirmed 62 days ago."""
    placed = clock() - 62 * DAY
    desk = replace(
        make_desk(web_records, make_seal(tmp_path), is_prepared=False), started_at=placed
    )
    prepare_platform(desk)
    asked = demo_request("us-preservation-2703f")
    stored = receive_and_verify(desk, asked, checks=good_checks(placed), now=placed).stored
    hour = timedelta(hours=1)
    confirm_hold(
        web_records, stored.request_id, instruments=instruments(), actor=CUSTODIAN,
        now=placed + hour,
    )  # fmt: skip
    return stored.reference


def holding(records: SqlRecords, reference: str) -> str:
    with records.read() as view:
        return view.desk.requests.get(reference).state.holding.value


def test_one_proposes_the_end_of_a_hold_and_another_agrees(
    house: FastAPI, web_records: SqlRecords, preserved: str
) -> None:
    where = f"/console/requests/{preserved}"
    told = {"text": "their letter of 20 March", "is_written_release": "yes"}
    assert "propose_hold_end" in page(house, "desk", where)
    assert "agree_to_hold_end" not in page(house, "counsel", where)
    desk, counsel = as_persona(house, "desk"), as_persona(house, "counsel")
    post(desk, f"{where}/propose_hold_end", **told)
    assert holding(web_records, preserved) == "active"
    shown = page(house, "counsel", where)
    assert f'action="{where}/agree_to_hold_end"' in shown
    assert "their letter of 20 March (demo-desk)" in shown
    assert preserved in page(house, "counsel", "/console/approvals")
    assert "agree_to_hold_end" not in page(house, "desk", where)
    post(counsel, f"{where}/agree_to_hold_end")
    assert holding(web_records, preserved) == "release_pending"
    early = post(desk, f"{where}/propose_hold_end", text="nobody objected")
    assert early.status_code == 409
    assert "not before" in early.text


def test_data_protection_says_no_and_the_hold_goes_on(
    house: FastAPI, web_records: SqlRecords, preserved: str
) -> None:
    where = f"/console/requests/{preserved}"
    desk, privacy = as_persona(house, "desk"), as_persona(house, "second-lead")
    post(desk, f"{where}/propose_hold_end", text="a letter", is_written_release="yes")
    assert post(privacy, f"{where}/refuse_hold_end", text="").status_code == 422
    post(privacy, f"{where}/refuse_hold_end", text="another matter relies on it")
    assert holding(web_records, preserved) == "active"
    shown = page(house, "desk", where)
    assert "another matter relies on it" in shown
    assert f'action="{where}/propose_hold_end"' in shown


def test_counsel_confirms_that_a_hold_is_kept_and_the_custodian_reads_why(
    house: FastAPI, web_records: SqlRecords, preserved: str, clock: Callable[[], datetime]
) -> None:
    where = f"/console/requests/{preserved}"
    assert "confirm_keeping" not in page(house, "counsel", where), "nobody reviews it yet"
    ask_reviews(web_records, instruments=instruments(), now=clock())
    desk, counsel = as_persona(house, "desk"), as_persona(house, "counsel")
    assert "counsel confirms that first" in post(desk, f"{where}/keep_hold").text
    assert f'action="{where}/confirm_keeping"' in page(house, "counsel", where)
    assert f'action="{where}/confirm_keeping"' not in page(house, "desk", where)
    post(counsel, f"{where}/confirm_keeping", text="the commitment of 13 March")
    assert "the commitment of 13 March (demo-counsel)" in page(house, "desk", where)
    assert f'action="{where}/confirm_keeping"' not in page(house, "counsel", where)
    post(desk, f"{where}/keep_hold")
    assert holding(web_records, preserved) == "extended"


def test_the_custodian_notes_each_attempt_to_ask_the_agency(
    house: FastAPI, web_records: SqlRecords, preserved: str, clock: Any
) -> None:
    where = f"/console/requests/{preserved}"
    assert "ask_again" not in page(house, "desk", where), "nobody reviews it yet"
    ask_reviews(web_records, instruments=instruments(), now=clock())
    assert "Asked so far: 1" in page(house, "desk", where)
    clock.wait(timedelta(days=8))
    desk = as_persona(house, "desk")
    assert post(desk, f"{where}/ask_again").headers["location"].endswith("?done=ask_again")
    assert "One more attempt is noted." in page(house, "desk", f"{where}?done=ask_again")
    assert "Asked so far: 2" in page(house, "desk", where)
    assert holding(web_records, preserved) == "review_due"
    assert f'action="{where}/ask_again"' not in page(house, "counsel", where)
    assert post(as_persona(house, "counsel"), f"{where}/ask_again").status_code == 403


def test_an_objection_in_the_grace_period_is_noted_with_its_letter(
    house: FastAPI, web_records: SqlRecords, preserved: str
) -> None:
    where = f"/console/requests/{preserved}"
    desk, counsel = as_persona(house, "desk"), as_persona(house, "counsel")
    post(desk, f"{where}/propose_hold_end", text="a letter", is_written_release="yes")
    assert "object_to_release" not in page(house, "desk", where), "nothing ends yet"
    post(counsel, f"{where}/agree_to_hold_end")
    shown = page(house, "desk", where)
    assert f'action="{where}/object_to_release" class="stack" enctype="multipart' in shown
    assert "as it was received" in post(desk, f"{where}/object_to_release").text
    noted = desk.post(
        f"{where}/object_to_release",
        data={"csrf_token": form_token(desk, "/account")},
        files={"letter": ("objection.txt", OBJECTION, "text/plain")},
    )
    assert noted.headers["location"].endswith("?done=object_to_release")
    assert holding(web_records, preserved) == "extended"
    assert "Objection to the release" in page(house, "desk", where)


@pytest.mark.parametrize(
    ("persona", "step"),
    [("desk", "confirm_keeping"), ("counsel", "propose_hold_end"), ("desk", "agree_to_hold_end"),
     ("desk-lead", "agree_to_hold_end"), ("second-desk", "refuse_hold_end")],
)  # fmt: skip
def test_each_word_about_a_hold_is_for_its_role_alone(
    house: FastAPI, web_records: SqlRecords, preserved: str, persona: str, step: str
) -> None:
    where = f"/console/requests/{preserved}"
    answer = post(as_persona(house, persona), f"{where}/{step}", text="words")
    assert answer.status_code == 403
    assert holding(web_records, preserved) == "active"


def test_a_step_from_another_site_is_refused(
    house: FastAPI, web_records: SqlRecords, preserved: str
) -> None:
    where = f"/console/requests/{preserved}"
    post(as_persona(house, "desk"), f"{where}/propose_hold_end", text="a letter",
         is_written_release="yes")  # fmt: skip
    counsel = as_persona(house, "counsel")
    assert counsel.post(f"{where}/agree_to_hold_end").status_code == 403
    assert browser(house).post(f"{where}/agree_to_hold_end").status_code in (302, 303, 401, 403)
    assert holding(web_records, preserved) == "active"
