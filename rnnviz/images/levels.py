"""A digit of MNIST as text in a link: what it is, and its 28×28 levels, compressed."""

import base64
import binascii
import zlib

import numpy as np

from rnnviz.images.ink import fault_of

SIDE = 28


def written(levels: np.ndarray, label: int) -> str:
    """Return a digit (28, 28) uint8 as text."""
    packed = base64.urlsafe_b64encode(zlib.compress(levels.astype(np.uint8).tobytes(), 9)).decode().rstrip("=")
    return f"{int(label)}{packed}"


def read(text: str) -> tuple[np.ndarray, int]:
    """Return the levels and the label of ``written``.

    Raises:
        ValueError: if it is none, without a full stop; no more is unpacked than 28×28 bytes.

    >>> read(written(np.full((28, 28), 7), 3))[0].mean()
    np.float64(7.0)
    """
    try:
        data = base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True)
        levels = zlib.decompressobj().decompress(data, SIDE * SIDE + 1)
    except (binascii.Error, zlib.error, ValueError):
        levels = b""
    if len(levels) != SIDE * SIDE or text[:1] not in "0123456789":
        raise ValueError(f"it is no digit of {SIDE}×{SIDE} levels")
    return np.frombuffer(levels, np.uint8).reshape(SIDE, SIDE), int(text[0])


def parse_levels(text: str) -> str:
    """Take what a link has: ``written``, or nothing."""
    if text:
        levels, _ = read(text)
        fault = fault_of(levels / 255)
        if fault:
            raise ValueError(fault[0].lower() + fault[1:].rstrip("."))
    return text
