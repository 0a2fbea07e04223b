"""The web server: Streamlit's own, with compressed files that browsers keep, preloading, and a log without traces."""

import ctypes
from contextlib import suppress

from starlette.middleware import Middleware

from rnnviz.ui.server import faults, preload
from rnnviz.ui.server.static_files import StaticFiles


def options() -> dict:
    """Return what ``st.App`` takes beside the path of a script."""
    faults.log_in_one_line()
    give_memory_back()
    return {
        "middleware": [Middleware(StaticFiles)],
        "routes": preload.routes(),
        "on_script_error": faults.show_sentence,
    }


M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8


def give_memory_back() -> None:
    """Have the C library, where it is glibc, keep two heaps for all threads, and give back what is free above 1 MB.

    By default each of thirty readers' threads has a heap of its own, and what it let go of stays there: 413 MB for what
    fits into 207.
    """
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(M_ARENA_MAX, 2)
        libc.mallopt(M_TRIM_THRESHOLD, 1_000_000)
