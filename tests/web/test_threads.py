"""Pages have few threads and always enough connections; bulk ingest never takes theirs."""

import inspect
import re
import sys
from collections.abc import Iterator
from threading import Barrier, Event

from anyio import to_thread
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from tests.web.browsing import ORIGIN, TestClient

from plainsight.stores.pool import CONNECTIONS_MAX
from plainsight.web.threads import (
    BULK_THREADS,
    JUDGE_THREADS,
    PAGE_THREADS,
    SWITCH_SECONDS,
    run_bulk,
    run_judging,
)


def test_pages_that_wait_for_a_second_connection_always_get_one() -> None:
    # Housekeeping has four threads that hold one at a time each, not counted among these.
    assert 2 * (PAGE_THREADS + BULK_THREADS + JUDGE_THREADS) + 4 <= CONNECTIONS_MAX


def test_the_running_application_bounds_its_threads_and_gives_everything_back(
    app: FastAPI,
) -> None:
    before = sys.getswitchinterval()
    with TestClient(app, base_url=ORIGIN) as client:
        assert client.portal is not None
        assert client.portal.call(_page_threads) == PAGE_THREADS
        assert sys.getswitchinterval() == SWITCH_SECONDS
    assert sys.getswitchinterval() == before


def test_pages_are_made_and_verdicts_given_while_every_bulk_thread_is_busy() -> None:
    over, begun = Event(), Barrier(BULK_THREADS + 1)

    def ingest() -> str:
        begun.wait()
        over.wait()
        return "stored"

    with start_blocking_portal() as portal:
        calls = [portal.start_task_soon(run_bulk, ingest) for _ in range(BULK_THREADS)]
        begun.wait()
        waiting = portal.start_task_soon(run_bulk, lambda: "stored")
        assert portal.call(to_thread.run_sync, lambda: "a page") == "a page"
        assert portal.call(run_judging, lambda: "a verdict") == "a verdict"
        assert not waiting.done()
        over.set()
        assert [call.result() for call in (*calls, waiting)] == ["stored"] * 3


def test_no_endpoint_works_on_the_event_loop(app: FastAPI) -> None:
    """One that waits for a form hands the work itself to a thread; the others are threads' own."""
    found = [
        route.endpoint
        for route in every_route(list(app.routes))
        if inspect.iscoroutinefunction(route.endpoint)
    ]
    assert len(found) >= 8
    blocking = [
        endpoint.__qualname__
        for endpoint in found
        if not re.search(r"await run_(in_threadpool|bulk|judging)\(", inspect.getsource(endpoint))
    ]
    assert blocking == []


def every_route(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from every_route(inner.routes)
        elif isinstance(route, APIRoute):
            yield route


async def _page_threads() -> float:
    return to_thread.current_default_thread_limiter().total_tokens
