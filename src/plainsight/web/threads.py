"""How many threads of a process answer: few, since they share one interpreter, and none too many
for the connections to the database.
"""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI

from plainsight.web.turns import Turns

PAGE_THREADS = 4
BULK_THREADS = 2
JUDGE_THREADS = 2
LONG_THREADS = 1  # of those that judge: one is left to whoever asks about one short post
# How long a thread may keep the interpreter from the others. The event loop waits so long for every
# thread at work, each time an answer passes through it; Python's own 5 ms add up to a page.
SWITCH_SECONDS = 0.001

Made = TypeVar("Made")


@asynccontextmanager
async def few_threads(_app: FastAPI) -> AsyncIterator[None]:
    """The lifespan of the application: bounds the pool in which pages are made.

    A page may hold a connection while it asks for a second one, so more threads than half the
    connections (`stores.pool.CONNECTIONS_MAX`) could wait for one another.
    """
    to_thread.current_default_thread_limiter().total_tokens = PAGE_THREADS
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    yield
    sys.setswitchinterval(before)


async def run_bulk(work: Callable[[], Made]) -> Made:
    """Run what takes long, in threads of its own: bulk ingest leaves the pages theirs."""
    return await to_thread.run_sync(work, limiter=_bulk())


async def run_judging(work: Callable[[], Made]) -> Made:
    """Run what a caller waits for before a post or a payment goes out: behind no page, no bulk."""
    return await to_thread.run_sync(work, limiter=_judging())


async def run_short(work: Callable[[], Made], *, caller: str) -> Made:
    """Judge what is short: of each caller one thing at a time, behind no long call."""
    async with _short_turns().of(caller):
        return await run_judging(work)


async def run_slice(work: Callable[[], Made], *, caller: str) -> Made:
    """Judge one slice of what is long; others come to turn before the next one of this caller."""
    async with _long_turns().of(caller):
        return await run_judging(work)


@cache
def _bulk() -> CapacityLimiter:
    return CapacityLimiter(BULK_THREADS)


@cache
def _judging() -> CapacityLimiter:
    return CapacityLimiter(JUDGE_THREADS)


@cache
def _short_turns() -> Turns:
    return Turns(JUDGE_THREADS)


@cache
def _long_turns() -> Turns:
    return Turns(LONG_THREADS)
