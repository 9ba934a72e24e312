"""The background loop: results, errors, limits and its end, from any thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from inbox_agent.doors.loop import Loop


@pytest.fixture
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.close()


async def _double(n: int) -> int:
    await asyncio.sleep(0.01)
    return 2 * n


async def _fail() -> None:
    raise KeyError("x")


def test_it_gives_what_the_coroutine_gives(loop: Loop) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda n: loop.run(_double(n)), range(20))) == list(range(0, 40, 2))


def test_it_raises_what_the_coroutine_raises(loop: Loop) -> None:
    with pytest.raises(KeyError):
        loop.run(_fail())


def test_a_limit_ends_the_coroutine_with_its_cleaning(loop: Loop) -> None:
    """When the error arrives, the `finally` has run."""
    cleaned: list[int] = []

    async def long() -> None:
        try:
            await asyncio.sleep(30)
        finally:
            cleaned.append(1)

    with pytest.raises(TimeoutError):
        loop.run(long(), timeout=0.05)
    assert cleaned == [1]


def test_what_one_call_leaves_open_the_next_can_use(loop: Loop) -> None:
    """A connection belongs to the loop on which it was opened."""
    event = loop.run(_event())
    loop.run(_set(event), timeout=60)


async def _event() -> asyncio.Event:
    return asyncio.Event()


async def _set(event: asyncio.Event) -> None:
    waiting = asyncio.ensure_future(event.wait())
    await asyncio.sleep(0)
    event.set()
    await waiting


def test_its_own_thread_may_not_wait_for_itself(loop: Loop) -> None:
    async def inside() -> None:
        loop.run(_double(1))

    with pytest.raises(RuntimeError, match="own thread"):
        loop.run(inside(), timeout=60)


def test_after_its_end_it_refuses(loop: Loop) -> None:
    """Closing ends what still runs, and closing twice is nothing."""
    begun = threading.Event()

    async def long() -> None:
        begun.set()
        await asyncio.sleep(30)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(loop.run, long())
        assert begun.wait(60)
        loop.close()
        with pytest.raises(BaseException):  # noqa: B017, PT011 — a cancelled future, which is no Exception
            waiting.result(timeout=60)
    loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.run(_double(1))
