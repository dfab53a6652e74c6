"""Restrictions in the console: one proposes, another answers, a third decides the appeal."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from tests.strategies.casework import decided
from tests.web.browsing import DEMO_ORIGIN, as_persona, post

from plainsight.app.casework.appeal_restriction import receive_appeal, withdraw_appeal
from plainsight.casework.appeal import AppealStand
from plainsight.casework.restriction import Force
from plainsight.demo.personas import PERSONAS, ensure_personas
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.role import Role, Staff, make_staff
from plainsight.stores.records import SqlRecords

PROPOSAL = {
    "account_id": "u_1",
    "measure": "post_removed",
    "reason": "recruits_mules",
    "subject": "forum/p1",
}


@pytest.fixture
def house(
    make_app: Callable[..., FastAPI], web_records: SqlRecords, clock: Callable[[], datetime]
) -> FastAPI:
    ensure_personas(web_records, now=clock())
    return make_app(origin=DEMO_ORIGIN, is_demo=True, services={"reviews": load_review_policy()})


@pytest.fixture
def confirmed_id(alert_id: str, web_records: SqlRecords, clock: Callable[[], datetime]) -> str:
    """One alert that somebody confirmed."""
    decided(web_records, alert_id, by=make_staff("rae", Role.ANALYST), at=clock())
    return alert_id


def newest(records: SqlRecords) -> Any:
    with records.read() as view:
        return view.casework.restrictions.newest()[0]


def propose(app: FastAPI, alert: str, who: str = "analyst", **changed: str) -> Any:
    fields = {**PROPOSAL, "alert_id": alert, **changed}
    return post(as_persona(app, who), "/console/restrictions", **fields)


def step(app: FastAPI, who: str, restriction_id: str, act: str) -> Any:
    return post(as_persona(app, who), f"/console/restrictions/{restriction_id}/{act}")


def test_a_measure_is_in_force_when_another_person_approved_it(
    house: FastAPI, web_records: SqlRecords, confirmed_id: str
) -> None:
    assert propose(house, confirmed_id).status_code == 303
    found = newest(web_records)
    assert found.force is Force.PROPOSED
    page = as_persona(house, "second-analyst").get("/console/restrictions").text
    assert f"/console/restrictions/{found.restriction_id}/approve" in page
    assert step(house, "second-analyst", found.restriction_id, "approve").status_code == 303
    assert newest(web_records).force is Force.IN_FORCE
    assert step(house, "second-analyst", found.restriction_id, "lift").status_code == 303
    assert newest(web_records).force is Force.LIFTED


def test_who_proposed_is_offered_no_answer_and_given_none(
    house: FastAPI, web_records: SqlRecords, confirmed_id: str
) -> None:
    senior = as_persona(house, "second-analyst")
    assert propose(house, confirmed_id, "second-analyst").status_code == 303
    found = newest(web_records)
    assert f"{found.restriction_id}/approve" not in senior.get("/console/restrictions").text
    refused = step(house, "second-analyst", found.restriction_id, "approve")
    assert refused.status_code in (403, 409, 422)
    assert "another" in re.sub("<[^>]+>", " ", refused.text) or "different" in refused.text
    assert newest(web_records).force is Force.PROPOSED


@pytest.mark.parametrize(
    "changed",
    [
        {"measure": "exile"},
        {"reason": "because"},
        {"alert_id": ""},
        {"alert_id": "al_no"},
        {"account_id": "u_2"},
    ],
)
def test_only_measures_and_reasons_of_the_list_are_taken(
    house: FastAPI, web_records: SqlRecords, confirmed_id: str, changed: dict[str, str]
) -> None:
    assert propose(house, confirmed_id, **changed).status_code in (404, 422)
    with web_records.read() as view:
        assert view.casework.restrictions.newest() == ()


def test_whoever_is_to_approve_sees_the_alert_and_how_it_was_decided(
    house: FastAPI, confirmed_id: str
) -> None:
    propose(house, confirmed_id)
    page = as_persona(house, "second-analyst").get("/console/restrictions").text
    assert f'href="/console/alerts/{confirmed_id}"' in page
    assert "Confirmed" in page


def test_an_alert_that_nobody_decided_leads_to_no_measure(
    house: FastAPI, web_records: SqlRecords, alert_id: str
) -> None:
    assert propose(house, alert_id).status_code == 422
    with web_records.read() as view:
        assert view.casework.restrictions.newest() == ()


def test_an_appeal_is_not_decided_by_whoever_had_a_part(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], confirmed_id: str
) -> None:
    propose(house, confirmed_id)
    found = newest(web_records)
    step(house, "second-analyst", found.restriction_id, "approve")
    appeal = receive_appeal(
        web_records,
        found.restriction_id,
        account_id="u_1",
        text="I sell telephones <script>",
        actor=Staff(staff_id="sue", roles=frozenset({Role.SUPPORT}), department="support"),
        now=clock(),
    )
    page = as_persona(house, "second-analyst").get("/console/restrictions").text
    assert "I sell telephones &lt;script&gt;" in page
    assert f"/console/appeals/{appeal.appeal_id}/take" not in page, "it is not even offered"
    assert "You had your part in it" in page
    taken = post(as_persona(house, "second-analyst"), f"/console/appeals/{appeal.appeal_id}/take")
    assert taken.status_code in (403, 409, 422)
    with web_records.read() as view:
        (stored,) = view.casework.appeals.in_turn()
    assert stored.holder_id is None


def test_an_appeal_that_waits_stands_before_all_that_were_answered(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], confirmed_id: str
) -> None:
    propose(house, confirmed_id)
    found = newest(web_records)
    step(house, "second-analyst", found.restriction_id, "approve")
    sue = Staff(staff_id="sue", roles=frozenset({Role.SUPPORT}), department="support")
    ids = []
    for number in range(5):
        appeal = receive_appeal(
            web_records, found.restriction_id, account_id="u_1", text=f"Not me {number}",
            actor=sue, now=clock(),
        )  # fmt: skip
        ids.append(appeal.appeal_id)
        if number < 4:
            withdraw_appeal(web_records, appeal.appeal_id, actor=sue, now=clock())
    with web_records.read() as view:
        listed = [each.appeal_id for each in view.casework.appeals.in_turn(count_max=3)]
    assert listed == [ids[4], ids[3], ids[2]]


def test_every_appeal_stands_on_some_page_and_every_restriction_is_found_by_its_account(
    monkeypatch: pytest.MonkeyPatch,
    house: FastAPI,
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    confirmed_id: str,
) -> None:
    monkeypatch.setattr("plainsight.web.console.restrictions.SHOWN_MAX", 2)
    sue = Staff(staff_id="sue", roles=frozenset({Role.SUPPORT}), department="support")
    ids, restricted = [], []
    for number in range(3):
        propose(house, confirmed_id, subject=f"forum/p{number}")
        restricted.append(newest(web_records).restriction_id)
        step(house, "second-analyst", restricted[-1], "approve")
        appeal = receive_appeal(
            web_records, restricted[-1], account_id="u_1", text=f"Not me {number}",
            actor=sue, now=clock(),
        )  # fmt: skip
        ids.append(appeal.appeal_id)
    client = as_persona(house, "second-analyst")
    first = client.get("/console/restrictions").text
    (following,) = re.findall(r'href="(/console/restrictions\?[^"]+)"', first)
    second = client.get(following.replace("&amp;", "&")).text
    assert [one for one in ids if f'id="{one}"' in first] == ids[:2]
    assert [one for one in ids if f'id="{one}"' in second] == ids[2:]
    assert 'href="/console/restrictions?' not in second
    assert f'id="{restricted[-1]}"' in client.get("/console/restrictions?account=u_1").text
    other = client.get("/console/restrictions?account=u_2").text
    assert not any(f'id="{one}"' in other for one in (*ids, *restricted))
    assert client.get("/console/restrictions?skipped=-1").status_code == 422


def test_support_enters_that_an_appeal_was_taken_back(
    monkeypatch: pytest.MonkeyPatch,
    make_app: Callable[..., FastAPI],
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    confirmed_id: str,
) -> None:
    support = PERSONAS["analyst"]._replace(name="Sue", roles=(Role.SUPPORT,), department="support")
    monkeypatch.setitem(PERSONAS, "support", support)
    ensure_personas(web_records, now=clock())
    house = make_app(origin=DEMO_ORIGIN, is_demo=True, services={"reviews": load_review_policy()})
    propose(house, confirmed_id)
    found = newest(web_records)
    step(house, "second-analyst", found.restriction_id, "approve")
    entered = {"restriction_id": found.restriction_id, "account_id": "u_1", "text": "Not me"}
    client = as_persona(house, "support")
    assert post(client, "/console/appeals", **entered).status_code == 303
    with web_records.read() as view:
        (appeal,) = view.casework.appeals.in_turn()
    withdraw = f"/console/appeals/{appeal.appeal_id}/withdraw"
    assert withdraw not in as_persona(house, "second-analyst").get("/console/restrictions").text
    assert post(as_persona(house, "second-analyst"), withdraw).status_code == 403
    assert withdraw in client.get("/console/restrictions").text
    assert post(client, withdraw).status_code == 303
    with web_records.read() as view:
        (appeal,) = view.casework.appeals.in_turn()
    assert appeal.stand is AppealStand.WITHDRAWN
    assert withdraw not in client.get("/console/restrictions").text
    assert newest(web_records).force is Force.IN_FORCE


def test_the_desk_has_no_business_here(house: FastAPI, confirmed_id: str) -> None:
    assert as_persona(house, "second-desk").get("/console/restrictions").status_code == 403
    assert propose(house, confirmed_id).status_code == 303


def test_a_mistyped_alert_or_restriction_is_said_on_the_page_beside_what_was_filled_in(
    house: FastAPI, confirmed_id: str
) -> None:
    refused = propose(house, confirmed_id[:-1] + "x")
    assert refused.status_code == 404
    assert "This was not done" in refused.text
    for kept in ('value="u_1"', 'value="forum/p1"', f'value="{confirmed_id[:-1]}x"'):
        assert kept in refused.text
    assert '<option value="recruits_mules" selected>' in refused.text


def test_a_decided_alert_leads_to_the_proposal_that_rests_on_it(
    house: FastAPI, web_records: SqlRecords, confirmed_id: str
) -> None:
    analyst = as_persona(house, "analyst")
    link = f"/console/restrictions?alert={confirmed_id}"
    assert f'href="{link}"' in analyst.get(f"/console/alerts/{confirmed_id}").text
    assert f'name="alert_id" type="text" value="{confirmed_id}"' in analyst.get(link).text


@pytest.mark.parametrize(
    ("language", "changed", "said"),
    [
        ("zh", {"measure": "exile"}, "请从列表中选一项"),
        ("zh", {"subject": ""}, "请写明措施所针对的帖子或群组"),
        ("zh", {"account_id": "u_2"}, "不在该警报之列"),
        ("zh", {"alert_id": ""}, "请给出理由"),
        ("es", {"measure": "exile"}, "elija una de la lista"),
        ("es", {"subject": ""}, "Indique la publicación o el grupo"),
        ("es", {"account_id": "u_2"}, "no es de la alerta"),
        ("es", {"alert_id": ""}, "Indique un motivo"),
    ],
)
def test_a_measure_is_refused_in_the_readers_language(
    house: FastAPI, confirmed_id: str, language: str, changed: dict[str, str], said: str
) -> None:
    client = as_persona(house, "analyst")
    client.headers["accept-language"] = language
    fields = {**PROPOSAL, "alert_id": confirmed_id, **changed}
    answer = post(client, "/console/restrictions", **fields)
    assert answer.status_code == 422
    assert said in answer.text
