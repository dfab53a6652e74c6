"""The web's one table of errors, and the two shapes of an answer."""

import inspect

import pytest
from fastapi import FastAPI
from httpx import Response
from tests.web.browsing import browser

from plainsight import errors
from plainsight.web.answers import STATUS, status_of
from plainsight.web.identity import matrix

LEAVES = sorted(
    (
        error
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, errors.PlainsightError) and not error.__subclasses__()
    ),
    key=lambda error: error.__name__,
)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_error_has_a_status(leaf: type[errors.PlainsightError]) -> None:
    assert 400 <= status_of(leaf.__new__(leaf)) <= 503


def test_a_refusal_is_never_the_server_s_fault() -> None:
    assert all(status < 500 for kind, status in STATUS.items() if issubclass(kind, errors.Refusal))


def test_the_api_says_what_is_wrong_as_problem_json(app: FastAPI) -> None:
    answer = browser(app).get("/api/v1/alerts")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:plainsight:error:NotSignedIn",
        "title": "Unauthorized",
        "status": 401,
        "detail": "not signed in: send a token as 'Authorization: Bearer ps_...'",
        "instance": "/api/v1/alerts",
        "errors": [],
    }


@pytest.mark.parametrize("path", ["/", "/healthz", "/verify", "/static/css/base.css", "/nothing"])
def test_a_head_is_answered_as_its_get_without_the_body(app: FastAPI, path: str) -> None:
    client = browser(app)
    seen, bare = client.get(path), client.head(path)
    assert (bare.status_code, bare.content) == (seen.status_code, b"")
    assert bare.headers["content-type"] == seen.headers["content-type"]


@pytest.mark.parametrize("path", ["/console", "/api/v1/alerts"])
def test_a_head_opens_no_door_that_a_get_does_not(app: FastAPI, path: str) -> None:
    client = browser(app)
    assert client.head(path).status_code == client.get(path).status_code != 200


def test_an_unknown_path_is_a_problem_for_machines_and_a_page_for_people(app: FastAPI) -> None:
    machine, person = browser(app).get("/api/v1/nothing"), browser(app).get("/nothing")
    assert machine.status_code == person.status_code == 404
    assert machine.json()["status"] == 404
    assert person.headers["content-type"].startswith("text/html")


def answer_of(app: FastAPI, error: errors.PlainsightError) -> Response:
    """What a page of the sign-in's answers when this is raised in it."""

    @app.get("/sign-in/fault")
    def fault() -> None:
        raise error

    real = matrix._index()
    real[("GET", "/sign-in/fault")] = matrix.Row("GET", "/sign-in/fault", None)
    try:
        return browser(app).get("/sign-in/fault")
    finally:
        del real[("GET", "/sign-in/fault")]


def test_a_fault_of_ours_tells_the_outside_nothing_and_the_log_everything(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    answer = answer_of(app, errors.BadKeyFile("/secret/path", "because"))
    assert answer.status_code == 500
    assert "/secret/path" not in answer.text
    assert "/secret/path" in caplog.text


def test_what_is_not_set_up_says_how_to_set_it_up_and_stands_in_the_log(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    answer = answer_of(app, errors.NotServed("packages", "give it a timestamp authority"))
    assert answer.status_code == 501
    assert "give it a timestamp authority" in answer.text
    assert "GET /sign-in/fault: NotServed" in caplog.text
