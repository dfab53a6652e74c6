"""The web's one table of errors, and the two shapes of an answer."""

import inspect

import pytest
from fastapi import FastAPI
from tests.web.browsing import browser

from plainsight import errors
from plainsight.web.answers import STATUS, status_of

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


def test_an_unknown_path_is_a_problem_for_machines_and_a_page_for_people(app: FastAPI) -> None:
    machine, person = browser(app).get("/api/v1/nothing"), browser(app).get("/nothing")
    assert machine.status_code == person.status_code == 404
    assert machine.json()["status"] == 404
    assert person.headers["content-type"].startswith("text/html")


def test_a_fault_of_ours_tells_the_outside_nothing(app: FastAPI) -> None:
    @app.get("/sign-in/fault")
    def fault() -> None:
        raise errors.BadKeyFile("/secret/path", "because")

    from plainsight.web.identity import matrix

    real = matrix._index()
    real[("GET", "/sign-in/fault")] = matrix.Row("GET", "/sign-in/fault", None)
    try:
        answer = browser(app).get("/sign-in/fault")
    finally:
        del real[("GET", "/sign-in/fault")]
    assert answer.status_code == 500
    assert "/secret/path" not in answer.text
