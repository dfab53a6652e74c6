"""People and their sign-in on the pages: a second administrator, and passkeys taken away."""

import html
import re
import secrets
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.browsing import ORIGIN, TestClient, browser, form_token
from tests.web.conftest import MovedClock
from tests.web.soft_authenticator import SoftAuthenticator

from plainsight.app.identity.draw_link import Invitation, confirm_link
from plainsight.app.identity.invite_person import ensure_admin, invite_person
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords


class House:
    """Two administrators and an approver, each signed in with a passkey of their own."""

    def __init__(self, app: FastAPI, records: SqlRecords, clock: MovedClock) -> None:
        self.app, self.records, self.clock = app, records, clock
        first = ensure_admin(records, salts=secrets.token_bytes, now=clock())
        assert first is not None
        self.ope, self.ope_key = self.enrol(first.token)
        self.holly_link = self.invite("Holly", Role.ADMIN)
        self.quinn_link = self.invite("Quinn", Role.APPROVER)
        self.quinn, self.quinn_key = self.enrol(self.quinn_link.token)
        self.quinn_id = self.quinn_link.person.person_id

    def invite(self, name: str, role: Role) -> Invitation:
        return invite_person(
            self.records,
            name=name,
            email=f"{name}@platform.example",
            roles=[role],
            by="test",
            salts=secrets.token_bytes,
            now=self.clock(),
        )

    def second(self) -> TestClient:
        """The second administrator, once the host has confirmed the link."""
        person_id = self.holly_link.person.person_id
        confirm_link(self.records, person_id, by="host", now=self.clock())
        return self.enrol(self.holly_link.token)[0]

    def enrol(self, token: str) -> tuple[TestClient, SoftAuthenticator]:
        client, page, key = browser(self.app), f"/enrol/{token}", SoftAuthenticator(ORIGIN)
        options = self.call(client, f"{page}/passkey/options", {}, page=page).json()
        made = self.call(client, f"{page}/passkey", key.create(options), page=page)
        assert made.status_code == 200, made.text
        return client, key

    def sign_in(self, key: SoftAuthenticator) -> int:
        client = browser(self.app)
        options = self.call(client, "/sign-in/passkey/options", {}, page="/sign-in").json()
        done = self.call(client, "/sign-in/passkey", key.get(options), page="/sign-in")
        return int(done.status_code)

    def add_key(self, client: TestClient) -> SoftAuthenticator:
        key = SoftAuthenticator(ORIGIN)
        options = self.call(client, "/account/passkey/options", {}, page="/account").json()
        made = self.call(client, "/account/passkey", key.create(options), page="/account")
        assert made.status_code == 200, made.text
        return key

    def call(self, client: TestClient, path: str, body: dict[str, Any], *, page: str) -> Any:
        return client.post(path, json=body, headers={"x-csrf-token": form_token(client, page)})

    def press(self, client: TestClient, path: str, *, page: str) -> Any:
        return client.post(path, headers={"x-csrf-token": form_token(client, page)})

    def draw(self) -> str:
        """The first administrator draws a link for the approver; its token."""
        drawn = self.press(self.ope, f"/people/{self.quinn_id}/link", page="/people")
        assert drawn.status_code == 200, drawn.text
        return re.findall(r"/enrol/([0-9a-f]+)", drawn.text)[0]

    def key_ids(self, person_id: str) -> list[str]:
        with self.records.read() as view:
            return [each.credential_id for each in view.identity.people.passkeys(person_id)]


@pytest.fixture
def house(app: FastAPI, web_records: SqlRecords, clock: MovedClock) -> House:
    return House(app, web_records, clock)


def test_an_administrator_alone_does_not_sign_in_as_an_approver(house: House) -> None:
    token = house.draw()
    assert browser(house.app).get(f"/enrol/{token}").status_code == 401
    alone = house.press(house.ope, f"/people/{house.quinn_id}/link/confirm", page="/people")
    assert alone.status_code == 422
    assert browser(house.app).get(f"/enrol/{token}").status_code == 401
    assert house.sign_in(house.quinn_key) == 200


def test_where_there_is_one_administrator_the_page_says_who_confirms(house: House) -> None:
    house.draw()
    page = html.unescape(house.ope.get("/people").text)
    assert "There is no other administrator" in page
    assert f"plainsight people confirm {house.quinn_id} --by" in page
    assert f"/people/{house.quinn_id}/link/confirm" not in page


def test_what_a_second_administrator_confirmed_takes_the_old_passkey_s_place(house: House) -> None:
    holly = house.second()
    token = house.draw()
    assert "It waits for another administrator." in html.unescape(house.ope.get("/people").text)
    assert "Ask Quinn in person" in html.unescape(holly.get("/people").text)
    done = house.press(holly, f"/people/{house.quinn_id}/link/confirm", page="/people")
    assert done.status_code == 303
    fresh, fresh_key = house.enrol(token)
    assert house.quinn.get("/account").status_code == 303
    assert house.sign_in(house.quinn_key) == 401
    assert house.sign_in(fresh_key) == 200
    assert "Your sign-in was drawn anew on" in fresh.get("/account").text
    assert "sign-in drawn anew on" in holly.get("/people").text


def test_a_person_sees_on_every_page_that_a_link_was_drawn_and_refuses_it(house: House) -> None:
    house.second()
    assert "new link to sign in as you" not in house.quinn.get("/console").text
    token = house.draw()
    assert "new link to sign in as you" in house.quinn.get("/console").text
    assert "Somebody drew a new link for you" in house.quinn.get("/account").text
    assert house.press(house.quinn, "/account/link/refuse", page="/account").status_code == 303
    assert "new link to sign in as you" not in house.quinn.get("/console").text
    again = house.press(house.ope, f"/people/{house.quinn_id}/link/confirm", page="/people")
    assert again.status_code == 404
    assert browser(house.app).get(f"/enrol/{token}").status_code == 401


def test_an_owner_takes_a_lost_passkey_away_and_stays_signed_in(house: House) -> None:
    (lost,) = house.key_ids(house.quinn_id)
    path = f"/account/passkeys/{lost}/withdraw"
    assert house.press(house.quinn, path, page="/account").status_code == 422
    assert path not in house.quinn.get("/account").text
    new = house.add_key(house.quinn)
    assert path in house.quinn.get("/account").text
    other = browser(house.app)
    options = house.call(other, "/sign-in/passkey/options", {}, page="/sign-in").json()
    house.call(other, "/sign-in/passkey", new.get(options), page="/sign-in")
    assert house.press(other, path, page="/account").status_code == 303
    assert other.get("/account").status_code == 200
    assert house.quinn.get("/account").status_code == 303, "it began with the passkey taken away"
    assert (house.sign_in(house.quinn_key), house.sign_in(new)) == (401, 200)


def test_an_administrator_takes_a_stolen_passkey_away_at_once(house: House) -> None:
    (stolen,) = house.key_ids(house.quinn_id)
    path = f"/people/{house.quinn_id}/passkeys/{stolen}/withdraw"
    assert path in house.ope.get("/people").text
    assert house.press(house.ope, path, page="/people").status_code == 303
    assert house.quinn.get("/account").status_code == 303
    assert house.sign_in(house.quinn_key) == 401
    with house.records.read() as view:
        *_, last = [e for e in view.audit.entries() if e.tag != "sign_in:refused"]
    assert (last.tag, last.subject) == ("credential:withdrawn", house.quinn_id)


def test_nobody_takes_another_s_passkey_away_at_their_own_account(house: House) -> None:
    (key,) = house.key_ids(house.quinn_id)
    house.add_key(house.ope)
    path = f"/account/passkeys/{key}/withdraw"
    assert house.press(house.ope, path, page="/account").status_code == 404
    assert house.key_ids(house.quinn_id) == [key]
