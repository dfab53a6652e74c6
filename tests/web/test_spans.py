"""Spans for OpenTelemetry: one for each answer, named by its route, and never by an id."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.trace import (
    INVALID_SPAN_CONTEXT,
    NonRecordingSpan,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
)
from tests.web.browsing import DEMO_ORIGIN, as_persona, browser

from plainsight.demo.personas import ensure_personas
from plainsight.stores.records import SqlRecords


@dataclass
class KeptSpan(NonRecordingSpan):
    """What an exporter would be given."""

    name: str
    kind: SpanKind
    attributes: dict[str, Any] = field(default_factory=dict)
    status: Status | None = None

    def __post_init__(self) -> None:
        super().__init__(INVALID_SPAN_CONTEXT)

    def update_name(self, name: str) -> None:
        self.name = name

    def set_attribute(self, key: str, value: Any) -> None:
        self.attributes[key] = value

    def set_status(self, status: Any, description: str | None = None) -> None:
        self.status = status


class KeepingTracer(Tracer):
    """A tracer as an operator's set-up installs one."""

    def __init__(self) -> None:
        self.spans: list[KeptSpan] = []
        self.asked: list[str] = []

    def start_span(self, name: str, *_args: Any, kind: SpanKind, **_kwargs: Any) -> KeptSpan:
        self.spans.append(KeptSpan(name=name, kind=kind))
        return self.spans[-1]

    @contextmanager
    def start_as_current_span(
        self, name: str, *_args: Any, kind: SpanKind, **_kwargs: Any
    ) -> Iterator[KeptSpan]:
        yield self.start_span(name, kind=kind)


@pytest.fixture
def tracer(monkeypatch: pytest.MonkeyPatch) -> KeepingTracer:
    kept = KeepingTracer()

    def get(name: str, *_args: Any, **_kwargs: Any) -> KeepingTracer:
        kept.asked.append(name)
        return kept

    monkeypatch.setattr(trace, "get_tracer", get)
    return kept


@pytest.fixture
def traced(
    tracer: KeepingTracer,
    make_app: Callable[..., FastAPI],
    web_records: SqlRecords,
    clock: Callable[[], Any],
) -> FastAPI:
    ensure_personas(web_records, now=clock())
    return make_app(origin=DEMO_ORIGIN, is_demo=True)


def test_every_answer_is_a_span_named_by_its_route(traced: FastAPI, tracer: KeepingTracer) -> None:
    analyst = as_persona(traced, "analyst")
    tracer.spans.clear()
    assert analyst.get("/console/alerts/al_secret4711").status_code in (404, 501)
    assert analyst.get("/account").status_code == 200
    assert [span.name for span in tracer.spans] == [
        "GET /console/alerts/{alert_id}",
        "GET /account",
    ]
    assert {span.kind for span in tracer.spans} == {SpanKind.SERVER}
    assert "plainsight.web" in tracer.asked


def test_a_span_says_route_and_status_and_nothing_of_whom_or_what(
    traced: FastAPI, tracer: KeepingTracer
) -> None:
    analyst = as_persona(traced, "analyst")
    tracer.spans.clear()
    analyst.get("/console/cases/CASE-2026-0007?q=secret")
    (span,) = tracer.spans
    assert set(span.attributes) == {"http.route", "http.response.status_code"}
    assert span.attributes["http.route"] == "/console/cases/{reference}"
    assert "0007" not in f"{span.name}{span.attributes}"
    assert "secret" not in f"{span.name}{span.attributes}"


def test_paths_that_are_no_route_share_one_name(traced: FastAPI, tracer: KeepingTracer) -> None:
    client = browser(traced)
    for path in ("/wp-admin", "/.git/config"):
        assert client.get(path).status_code == 404
    assert [span.name for span in tracer.spans] == ["any none", "any none"]


def test_a_server_error_marks_its_span_and_a_refusal_does_not(
    traced: FastAPI, tracer: KeepingTracer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(traced)
    assert client.get("/console/alerts").status_code == 303
    assert tracer.spans[-1].status is None

    def fail(*_args: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(type(traced.state.rates), "require_room", fail)
    with pytest.raises(OSError, match="disk"):
        client.get("/healthz")
    assert tracer.spans[-1].status is not None
    assert tracer.spans[-1].status.status_code is StatusCode.ERROR


def test_without_a_tracer_nothing_is_recorded_and_pages_answer(app: FastAPI) -> None:
    assert browser(app).get("/healthz").status_code == 200
    assert not trace.get_current_span().is_recording()
