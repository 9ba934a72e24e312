"""One asyncio loop on a daemon thread, so that synchronous rounds can use libraries that are asynchronous.

The SMTP client and the model client both bind their connections to the loop on which they were opened, so a
kept connection needs a loop that lives as long as the process: `asyncio.run` for each call would close the
connection with the call (and a second `asyncio.run` fails on the model client's pool). Any number of threads
may call `run` at once; each waits for its own coroutine only.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Loop:
    """A running event loop. Make one at the start of the process, `close` it at the end."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._live, name="asyncio", daemon=True)
        self._thread.start()

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def run(self, coro: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """Wait for the coroutine and give its result, or raise what it raised.

        After `timeout` seconds (None: no limit) the coroutine is cancelled and `TimeoutError` raised; its
        `finally` blocks have run by then. Raises `RuntimeError` after `close`, and when called from a coroutine
        of this loop, which would wait for itself for ever.
        """
        if self._loop.is_closed() or threading.current_thread() is self._thread:
            coro.close()
            raise RuntimeError("the loop is closed, or run() was called on its own thread")
        limited = asyncio.wait_for(coro, timeout)
        future = asyncio.run_coroutine_threadsafe(limited, self._loop)
        try:
            return future.result()
        except BaseException:
            # Ctrl-C reaches the waiting thread, not the loop: what it waited for must not go on alone.
            future.cancel()
            raise

    def close(self) -> None:
        """Cancel what still runs, stop the thread and close the loop. A second call does nothing."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._drain(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _drain(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
