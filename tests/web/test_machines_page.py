"""Tokens of machines on the page: which roles a scope is for, and a second administrator."""

import html
import re
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.browsing import TestClient, browser, form_token
from tests.web.conftest import Machine, MovedClock
from tests.web.test_people_pages import House

from plainsight.app.identity.token_scopes import ROLES_OF_SCOPE
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords
from plainsight.web.i18n.speech import speech


@pytest.fixture
def house(app: FastAPI, web_records: SqlRecords, clock: MovedClock) -> House:
    return House(app, web_records, clock)


def issue(client: TestClient, *roles: Role, scopes: list[str]) -> Any:
    form = {"name": "reader", "roles": list(roles), "scopes": scopes, "valid_days": "30"}
    return client.post(
        "/machines/tokens", data={**form, "csrf_token": form_token(client, "/machines")}
    )


def opened(app: FastAPI, secret: str, path: str = "/api/v1/cases") -> Any:
    return browser(app, authorization=f"Bearer {secret}").get(path)


def secret_of(page: str) -> str:
    return re.findall(r"<code>(ps_[0-9a-f]+)</code>", page)[0]


def test_an_administrator_alone_issues_no_token_that_reads_cases(house: House) -> None:
    issued = issue(house.ope, Role.ANALYST, scopes=["cases:read"])
    assert "It opens nothing until a second administrator confirms it" in issued.text
    secret = secret_of(issued.text)
    answer = opened(house.app, secret)
    assert answer.status_code == 401
    assert "it waits until a second administrator confirms it at /machines" in answer.text
    page = html.unescape(house.ope.get("/machines").text)
    (token_id,) = set(re.findall(r"/machines/tokens/(tk_\w+)/revoke", page))
    assert f"plainsight machines confirm {token_id} --by" in page
    path = f"/machines/tokens/{token_id}/confirm"
    assert path not in page
    alone = house.press(house.ope, path, page="/machines")
    assert alone.status_code == 422
    assert opened(house.app, secret).status_code == 401


def test_a_second_administrator_sees_what_waits_and_confirms_it(house: House) -> None:
    holly = house.second()
    secret = secret_of(issue(house.ope, Role.ANALYST, scopes=["cases:read"]).text)
    assert "It waits for another administrator." in html.unescape(house.ope.get("/machines").text)
    page = html.unescape(holly.get("/machines").text)
    (path,) = re.findall(r"/machines/tokens/tk_\w+/confirm", page)
    assert house.press(holly, path, page="/machines").status_code == 303
    assert opened(house.app, secret).status_code == 200
    assert "Tokens that wait" not in holly.get("/machines").text


def test_a_feed_s_token_works_at_once(house: House) -> None:
    page = issue(house.ope, Role.SYSTEM, scopes=["metrics:read"]).text
    assert "second administrator confirms it on this page" not in page
    assert opened(house.app, secret_of(page), "/metrics").status_code == 200


def test_a_token_that_could_do_nothing_is_refused_in_words(house: House) -> None:
    refused = issue(house.ope, Role.SYSTEM, scopes=["alerts:read"])
    assert refused.status_code == 422
    assert "the software (SYS) may not use it: add the role analyst (ANL)" in html.unescape(
        refused.text
    )


def test_the_page_names_beside_each_scope_the_roles_it_is_for(house: House) -> None:
    page = html.unescape(house.ope.get("/machines").text)
    english = speech("en")
    for scope, roles in ROLES_OF_SCOPE.items():
        names = [english.word("role", role) for role in Role if role in roles - {Role.ADMIN}]
        assert f"<div>{scope}<span>{', '.join(names)}</span></div>" in page
    offered = set(re.findall(r'name="roles" value="(\w+)"', page))
    assert offered == {*set().union(*ROLES_OF_SCOPE.values())} - {Role.ADMIN}


def test_a_refusal_names_roles_in_the_words_of_the_pages(app: FastAPI, machine: Machine) -> None:
    answer = machine(app, Role.SYSTEM).get("/api/v1/log/entries").json()
    assert answer["detail"] == "/api/v1/log/entries is for auditor (AUD); ask one of them"


@pytest.mark.parametrize("role", Role)
def test_a_role_is_named_in_the_words_of_the_pages(role: Role) -> None:
    assert role.told == f"{speech('en').word('role', role)} ({role.value})"
