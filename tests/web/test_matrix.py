"""Every endpoint refuses every role that the table does not list; without a row, everybody."""

import hashlib
import re
import secrets
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount
from tests.web.browsing import DEMO_ORIGIN, TestClient, browser, form_token
from tests.web.conftest import MakeApp, MovedClock
from tests.web.tokens import stored_token

from plainsight.app.identity.stored import Person, StoredSession
from plainsight.app.identity.token_scopes import SCOPES
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords
from plainsight.web.identity.matrix import MATRIX, Row, row_of

REFUSED = {401, 403}


def _routes(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner.routes)
        elif isinstance(route, APIRoute):
            yield route
        else:
            assert isinstance(route, Mount), route
            assert route.path == "/static"


def _calls() -> list[tuple[str, Row]]:
    return [(method, row) for row in MATRIX for method in row.methods.split()]


def test_every_route_stands_in_the_table(app: FastAPI) -> None:
    walked = {(method, r.path) for r in _routes(list(app.routes)) for method in r.methods}
    missing = sorted(call for call in walked if row_of(*call) is None)
    assert missing == []


def test_every_row_of_the_table_is_a_route(app: FastAPI) -> None:
    walked = {(method, r.path) for r in _routes(list(app.routes)) for method in r.methods}
    stale = sorted(
        (method, row.path) for method, row in _calls() if (method, row.path) not in walked
    )
    assert stale == []


def test_no_call_stands_twice_in_the_table() -> None:
    calls = [(method, row.path) for method, row in _calls()]
    assert len(calls) == len(set(calls))


def test_a_route_without_a_row_answers_nobody(make_app: MakeApp) -> None:
    app = make_app()
    extra = APIRouter()

    @extra.get("/forgotten")
    def forgotten() -> str:
        return "secret"

    app.include_router(extra)
    assert browser(app).get("/forgotten").status_code == 403


class Cast:
    """For each role a browser signed in as one who holds it alone, and a machine's token."""

    def __init__(self, app: FastAPI, records: SqlRecords, clock: MovedClock) -> None:
        self.browsers = {role: self._browser(app, records, clock, role) for role in Role}
        self.secrets = {role: stored_token(records, role, now=clock()) for role in Role}

    def _browser(
        self, app: FastAPI, records: SqlRecords, clock: MovedClock, role: Role
    ) -> tuple[TestClient, str]:
        client, token = browser(app), secrets.token_hex(32)
        with records.begin() as unit:
            unit.identity.people.add(_person(role, clock))
            unit.identity.sign_ins.begin(
                StoredSession(
                    digest=hashlib.sha256(token.encode()).hexdigest(),
                    person_id=f"person-{role}",
                    binding=hashlib.sha256(b"testclient").hexdigest(),
                    method="test",
                    started_at=clock(),
                    seen_at=clock(),
                )
            )
        client.cookies.set("plainsight-local", token, domain="127.0.0.1", path="/")
        return client, form_token(client, "/sign-in")

    def call(self, role: Role, method: str, row: Row) -> int:
        path = re.sub(r"\{[^}]*\}", "1", row.path)
        client, token = self.browsers[role]
        headers = {"x-csrf-token": token}
        if row.scope:
            headers = {"authorization": f"Bearer {self.secrets[role]}"}
        return client.request(method, path, headers=headers).status_code


def _person(role: Role, clock: MovedClock) -> Person:
    return Person(
        person_id=f"person-{role}",
        name=role.name,
        email=f"{role}@demo.example".lower(),
        roles=(role,),
        created_at=clock(),
    )


@pytest.fixture
def cast(make_app: MakeApp, web_records: SqlRecords, clock: MovedClock) -> Cast:
    app = make_app(
        origin=DEMO_ORIGIN,
        is_demo=True,
        page_rate="100000/minute",
        sign_in_rate="100000/minute",
        api_rate="100000/minute",
    )
    return Cast(app, web_records, clock)


def test_every_endpoint_refuses_every_role_not_listed(cast: Cast) -> None:
    let_in = [
        (method, row.path, role.name, status)
        for method, row in _calls()
        if row.who is not None
        for role in Role
        if role not in row.who
        if (status := cast.call(role, method, row)) != 403
    ]
    assert let_in == []


def test_every_endpoint_lets_in_every_role_listed(cast: Cast) -> None:
    """With unknown ids and empty forms: 404, 422 and the like, but no refusal of roles."""
    kept_out = [
        (method, row.path, role.name, status)
        for method, row in _calls()
        if row.who is not None and row.path != "/sign-out"
        for role in row.who
        if (status := cast.call(role, method, row)) in REFUSED or status == 500
    ]
    assert [each for each in kept_out if not _is_narrowed(each[1])] == []


def _is_narrowed(path: str) -> bool:
    """Pages that ask more than a role: a part in the matter itself."""
    return path.startswith(("/console", "/portal"))


def test_nobody_gets_in_without_signing_in(cast: Cast, demo_app: FastAPI) -> None:
    for method, row in _calls():
        if row.who is not None:
            path = re.sub(r"\{[^}]*\}", "1", row.path)
            status = browser(demo_app).request(method, path).status_code
            assert status == (401 if row.scope else 303), row.path


def test_a_cookie_is_worth_nothing_where_a_token_is_asked_for(cast: Cast) -> None:
    for role, (client, _) in cast.browsers.items():
        for method, row in _calls():
            if row.scope and row.who is not None and role in row.who:
                path = re.sub(r"\{[^}]*\}", "1", row.path)
                assert client.request(method, path).status_code == 401


def test_a_token_without_the_scope_is_refused_whatever_its_role(
    cast: Cast, web_records: SqlRecords, clock: MovedClock
) -> None:
    for method, row in _calls():
        if row.scope and row.who is not None:
            role = min(row.who)
            scopes = [scope for scope in SCOPES if scope != row.scope]
            cast.secrets[role] = stored_token(web_records, role, scopes=scopes, now=clock())
            assert cast.call(role, method, row) == 403
