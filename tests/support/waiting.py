"""Waiting for a condition, never for a time."""

import time


def until(condition, seconds: float = 20.0):
    """Wait for a condition; its value."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)
    return found
