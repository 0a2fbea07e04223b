"""What a job may be made of, how large it may be, and how long its work may take, checked before it is taken in."""

import math
from collections.abc import Callable

import numpy as np

SECONDS = 600.0
"""How long a job may run, and how long it may be expected to."""

BYTES = 32_000_000
"""The most that a job's arguments, or its result, may hold."""

EPOCHS = 2000


def size(value) -> int:
    """Bytes of a plain value, roughly: arrays and text count in full.

    Raises:
        ValueError: if there is anything in it that is not plain: numbers, text, bytes, None, arrays of numbers, and
            lists and dicts (by text) of these.

    >>> size({"inputs": np.zeros((2, 3))})
    54
    """
    match value:
        case None | bool() | int() | float():
            return 8
        case str() | bytes():
            return 8 + len(value)
        case np.ndarray() if value.dtype.kind in "fiub":
            return value.nbytes
        case list() | tuple():
            return sum(map(size, value))
        case dict() if all(isinstance(key, str) for key in value):
            return sum(len(key) + size(each) for key, each in value.items())
    raise ValueError(f"A job takes and gives numbers, text and arrays of numbers; received {type(value).__name__}.")


def check_bytes(what: str, value) -> None:
    """Raise ValueError if a plain value holds more than ``BYTES``."""
    found = size(value)
    if found > BYTES:
        raise ValueError(f"{what} may hold {BYTES / 1e6:.0f} MB; received {found / 1e6:.0f} MB.")


def check_request_of(task: str, arguments: dict) -> None:
    """Raise ValueError if there is no such task, or if its arguments are not plain, too large or too much work."""
    if task not in ESTIMATES:
        raise ValueError(f"task must be one of {', '.join(ESTIMATES)}; received {task!r}.")
    check_bytes("The arguments of a job", arguments)
    seconds = ESTIMATES[task](arguments)
    if seconds > SECONDS:
        raise ValueError(
            f"This would take Keras about {seconds / 60:.0f} minutes; a job may take {SECONDS / 60:.0f}. Take fewer "
            "epochs, fewer or shorter windows, or a larger batch."
        )


def numbers_in(network: dict) -> int:
    """How many weights a plain network has."""
    arrays = [array for layer in network["weights"] for part in layer for array in part.values()]
    return sum(array.size for array in arrays)


def fit_seconds(arguments: dict) -> float:
    """Of ``fit``: a few seconds to trace it; for each batch a millisecond and a little for each timestep; the sums."""
    epochs, train = arguments["order"].shape
    if not 1 <= epochs <= EPOCHS:
        raise ValueError(f"epochs must be from 1 to {EPOCHS}; received {epochs}.")
    _, timesteps, _ = arguments["inputs"].shape
    recurrent = sum("cell" in layer for layer in arguments["network"]["layers"])
    batches = math.ceil(train / arguments["batch"])
    sums = 6.0 * train * timesteps * numbers_in(arguments["network"])
    return 5.0 + epochs * (batches * (1.2e-3 + 8e-5 * timesteps * recurrent) + sums / 6e9)


def check_seconds(arguments: dict) -> float:
    """Of ``check``: some milliseconds for each timestep of each recurrent layer, run without being traced."""
    steps = sum(each["inputs"].shape[1] * len(each["network"]["layers"]) for each in arguments["runs"])
    return 2.0 + 0.01 * steps


ESTIMATES: dict[str, Callable[[dict], float]] = {
    "check": check_seconds,
    "fit": fit_seconds,
    "keras_file": lambda arguments: 1.0,
}
"""Every task, with the seconds that its arguments are expected to take."""
