"""Waiting for a condition, never for a time; and for a coroutine, wherever a loop runs already."""

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def until(condition, seconds: float = 20.0):
    """Wait for a condition; its value."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)
    return found


def done(work: Coroutine):
    """The result of a coroutine, in a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
