"""What a job may be made of, how large it may be, and how long its work may take."""

import numpy as np

MAX_SECONDS = 900.0
"""How long a job may run, and how long it may be expected to: the tutorial's LSTM reads *Alice* 25 times in less."""

MAX_BYTES = 32_000_000
"""The most that a job's arguments, or its result, may hold."""


def size(value) -> int:
    """Return the bytes of a plain value, roughly: arrays and text count in full.

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
    """Raise ValueError if a plain value holds more than ``MAX_BYTES``."""
    found = size(value)
    if found > MAX_BYTES:
        raise ValueError(f"{what} may hold {MAX_BYTES / 1e6:.0f} MB; received {found / 1e6:.0f} MB.")
