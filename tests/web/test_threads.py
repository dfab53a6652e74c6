"""Pages have few threads and always enough connections; bulk ingest never takes theirs."""

import inspect
import re
import sys
from collections.abc import Iterator
from functools import partial
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
    run_short,
    run_slice,
)


def test_pages_that_wait_for_a_second_connection_always_get_one() -> None:
    # Housekeeping has four threads that hold one at a time each, not counted among these.
    assert 2 * (PAGE_THREADS + BULK_THREADS + JUDGE_THREADS) + 4 <= CONNECTIONS_MAX


def test_the_running_application_bounds_its_threads_and_gives_everything_back(app: FastAPI) -> None:
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


def test_a_short_verdict_is_given_while_long_calls_are_judged_and_wait() -> None:
    over, begun = Event(), Barrier(2)

    def judge_long() -> str:
        begun.wait()
        over.wait()
        return "judged"

    with start_blocking_portal() as portal:
        long = portal.start_task_soon(partial(run_slice, judge_long, caller="hasty"))
        begun.wait()
        behind = [
            portal.start_task_soon(partial(run_slice, lambda: "judged", caller=caller))
            for caller in ("hasty", "another")
        ]
        for caller in ("hasty", "another", "third"):
            short = partial(run_short, lambda: "a verdict", caller=caller)
            assert portal.call(short) == "a verdict"
        assert portal.call(run_judging, lambda: "screened") == "screened"
        assert not any(call.done() for call in (long, *behind))
        over.set()
        assert [call.result() for call in (long, *behind)] == ["judged"] * 3


def test_one_caller_with_many_short_posts_leaves_a_thread_to_another() -> None:
    over, begun = Event(), Barrier(2)

    def judge() -> str:
        begun.wait()
        over.wait()
        return "judged"

    with start_blocking_portal() as portal:
        first = portal.start_task_soon(partial(run_short, judge, caller="hasty"))
        begun.wait()
        flood = [
            portal.start_task_soon(partial(run_short, lambda: "judged", caller="hasty"))
            for _ in range(20)
        ]
        assert portal.call(partial(run_short, lambda: "a verdict", caller="other")) == "a verdict"
        assert not any(call.done() for call in (first, *flood))
        over.set()
        assert {call.result() for call in (first, *flood)} == {"judged"}


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
        if not re.search(
            r"await run_(in_threadpool|bulk|judging|short|slice)\(", inspect.getsource(endpoint)
        )
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
