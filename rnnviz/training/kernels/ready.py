"""Getting the compiled kernels ready, once a process and away from the readers.

Compiling from nothing takes some fifteen seconds, most of them with Python's lock held: another process does it and
leaves the code on disk, from where this one has it in less than a second.
"""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np
import threadpoolctl

ROOT = Path(__file__).resolve().parents[3]

MAX_SECONDS = 300
"""Seconds after which the other process is given up, and this one compiles."""

_ready, _once = threading.Event(), threading.Lock()
_thread: threading.Thread | None = None
_problem = ""


def load() -> None:
    """Compile every kernel, or read it from disk where it is kept."""
    from rnnviz.training.kernels.epoch import predict, train_epochs
    from rnnviz.training.kernels.smoothing import fit_smoothing, smooth
    from rnnviz.training.kernels.stateful import train_in_order

    theta, moments, sizes = np.zeros(5), (np.zeros(5), np.zeros(5)), (0, 1, 1, 0, 0, 1)
    data, orders = (np.zeros((2, 1, 1)), np.zeros((2, 1))), np.zeros((1, 1), dtype=np.int64)
    recipe, stop = (sizes, 0, 1, 0, 0.1, 0, 1.0, np.arange(1, 6)), np.zeros(1, dtype=np.uint8)
    train_epochs(theta, moments, 0, data, orders, recipe, stop, np.ones(1, dtype=bool), 0, np.inf, 0, 0)
    predict(theta, np.zeros((1, 1, 1)), sizes)
    done, in_order = np.zeros(1, dtype=np.int64), (sizes, 1, 1, 0.1, True)
    train_in_order(theta, moments, *data, 1, in_order, stop, done)
    beginning = 0.0, 0.0, np.zeros(1)
    rates, _ = fit_smoothing(np.zeros(2), beginning, (False, False, False))
    smooth(np.zeros(2), rates, beginning)
    threadpoolctl.threadpool_limits(1, user_api="blas")  # SciPy's, which came with the kernels
    _ready.set()


def _prepare() -> None:
    global _problem
    try:
        from rnnviz.training.kernels.compiled import FOLDER, is_cached

        if FOLDER and not is_cached():
            command = [sys.executable, "-m", "rnnviz.training.kernels"]
            with suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(command, cwd=ROOT, timeout=MAX_SECONDS, check=False, capture_output=True)
        load()
    except Exception as error:  # whatever it is, readers are to be told rather than kept waiting
        _problem = f"{type(error).__name__}: {error}"
        raise


def begin() -> None:
    """Get them ready in the background, once a process."""
    global _thread
    with _once:
        if _thread is None:
            _thread = threading.Thread(target=_prepare, name="kernels", daemon=True)
            _thread.start()


def wait_if_compiled() -> None:
    """Wait until they are ready, or cannot be made so, if they are on disk: then it is half a second."""
    from rnnviz.training.kernels.compiled import FOLDER, is_cached

    begin()
    if FOLDER and is_cached():
        _thread.join()


def is_ready() -> bool:
    """Tell whether training can begin at once."""
    return _ready.is_set()


def problem() -> str:
    """Return why they cannot be made ready; "" where nothing stands against it."""
    return _problem


def wait(seconds: float | None = None) -> bool:
    """Wait until they are ready, at most so long; whether they are."""
    begin()
    return _ready.wait(seconds)
