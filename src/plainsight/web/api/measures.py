"""Numbers for Prometheus, and spans for OpenTelemetry where the operator has set up a tracer."""

from time import perf_counter

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plainsight.app.stored import AlertState
from plainsight.web.given import WebServices

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
_SERVER_ERROR = 500


class Measures:
    """The numbers of one application; no label ever holds an id."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "plainsight_http_seconds",
            "Time to answer, by route.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.answers = Counter(
            "plainsight_http_answers",
            "Answers, by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._log = Gauge("plainsight_log_entries", "Audit log entries.", registry=self.registry)
        self._open = Gauge("plainsight_alerts_open", "Open alerts.", registry=self.registry)
        self._overdue = Gauge(
            "plainsight_clocks_overdue", "Response clocks past due.", registry=self.registry
        )

    def look(self, services: WebServices) -> None:
        """Take the numbers that lie in the records."""
        with services.records.read() as view:
            self._log.set(view.audit.size())
            self._open.set(view.alerts.count(state=AlertState.OPEN))
            self._overdue.set(view.desk.clocks.counts(now=services.clock()).overdue)


class Measured:
    """ASGI middleware: times every answer under its route's path, never under the path asked."""

    def __init__(self, app: ASGIApp, *, measures: Measures) -> None:
        self._app = app
        self._measures = measures
        self._tracer = trace.get_tracer("plainsight.web")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, timed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _SERVER_ERROR
        began = perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self._tracer.start_as_current_span(scope["method"], kind=SpanKind.SERVER) as span:
            try:
                await self._app(scope, receive, watched)
            finally:
                route = getattr(scope.get("route"), "path", "none")
                method = scope["method"] if route != "none" else "any"
                span.update_name(f"{method} {route}")
                span.set_attribute("http.route", route)
                span.set_attribute("http.response.status_code", status)
                if status >= _SERVER_ERROR:
                    span.set_status(Status(StatusCode.ERROR))
                self._measures.seconds.labels(method, route).observe(perf_counter() - began)
                self._measures.answers.labels(method, route, status).inc()
