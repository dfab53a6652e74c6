"""Callers come to turn one after the other, however much one of them asks for."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import anyio
import pytest
from anyio.lowlevel import checkpoint

from plainsight.web.turns import Turns

_Made = TypeVar("_Made")


def _run(main: Callable[[], Awaitable[_Made]]) -> _Made:
    """In a thread of its own: a browser of other tests keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(anyio.run, main).result()


async def _steps(turns: Turns, caller: str, count: int, order: list[str]) -> None:
    for _ in range(count):
        async with turns.of(caller):
            order.append(caller)
            await checkpoint()


def _order(calls: list[tuple[str, int]]) -> list[str]:
    """Who came to turn, where calls of so many steps each begin together."""
    order: list[str] = []

    async def all_at_once() -> None:
        turns = Turns(1)
        async with anyio.create_task_group() as group:
            for caller, count in calls:
                group.start_soon(partial(_steps, turns, caller, count, order))
        assert len(turns) == 0, "callers who are gone are forgotten"

    _run(all_at_once)
    return order


def test_one_with_many_long_calls_gets_as_many_steps_as_one_with_a_single_call() -> None:
    order = _order([("many", 5)] * 4 + [("single", 5)])
    last = max(place for place, caller in enumerate(order) if caller == "single")
    before = order[: last + 1]
    assert before.count("single") == 5
    assert before.count("many") <= 6
    assert order.count("many") == 20


def test_calls_of_one_caller_come_to_turn_as_well() -> None:
    order: list[str] = []

    async def both() -> None:
        turns = Turns(2)

        async def call(name: str) -> None:
            for _ in range(3):
                async with turns.of("one"):
                    order.append(name)
                    await checkpoint()

        async with anyio.create_task_group() as group:
            group.start_soon(call, "first")
            group.start_soon(call, "second")

    _run(both)
    assert order == ["first", "second"] * 3


def test_no_more_are_at_work_than_there_is_room_for_and_none_twice() -> None:
    inside: list[str] = []
    most = 0

    async def all_at_once() -> None:
        turns = Turns(2)

        async def work(caller: str) -> None:
            nonlocal most
            async with turns.of(caller):
                assert caller not in inside
                inside.append(caller)
                most = max(most, len(inside))
                await checkpoint()
                inside.remove(caller)

        async with anyio.create_task_group() as group:
            for number in range(12):
                group.start_soon(work, f"caller {number % 4}")

    _run(all_at_once)
    assert most == 2


def test_a_step_that_fails_gives_its_turn_back() -> None:
    async def one_fails() -> list[str]:
        turns, order = Turns(1), []
        with pytest.raises(ValueError, match="broken"):
            async with turns.of("one"):
                raise ValueError("broken")
        async with turns.of("one"):
            order.append("one")
        return order

    assert _run(one_fails) == ["one"]
