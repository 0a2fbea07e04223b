"""A raw drawing: 64×64 pixels with ink or without, as text in a link, and what cannot be a digit."""

import base64
import binascii

import numpy as np

from rnnviz.images.preparing import ink_box

SIDE = 64
"""Pixels of a side."""

DOT, FULL = 12, 0.6
"""What is a dot: no side of its box is longer, in pixels. What is no digit any more: so much of the field is ink."""


def written(ink: np.ndarray) -> str:
    """Return a drawing (64, 64) bool as 683 letters, digits, - and _ (base64 of bits, row by row)."""
    return base64.urlsafe_b64encode(np.packbits(ink).tobytes()).decode().rstrip("=")


def parse(text: str) -> np.ndarray:
    """Return the drawing of ``written``.

    Raises:
        ValueError: if it is none, without a full stop.

    >>> parse(written(np.eye(64, dtype=bool))).sum()
    np.int64(64)
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != SIDE * SIDE // 8:
        raise ValueError(f"it is no drawing of {SIDE}×{SIDE} pixels")
    return np.unpackbits(np.frombuffer(data, np.uint8)).reshape(SIDE, SIDE).astype(bool)


def fault_of(ink: np.ndarray) -> str:
    """Return why a drawing (side, side), ink from 0 to 1, is no digit, in a sentence; "" where it may be one."""
    box = ink_box(ink)
    if box is None:
        return "Nothing is drawn: draw a digit."
    top, bottom, left, right = box
    if max(bottom - top, right - left) <= DOT * ink.shape[0] // SIDE:
        return "This is one dot: draw a digit, a stroke at least a fifth of the field long."
    if ink.mean() > FULL:
        return (
            f"{ink.mean():.0%} of the field is ink: at most {FULL:.0%} may be. Clear it, and draw a digit in strokes."
        )
    return ""


def strokes(*lines: str, width: float = 3.0) -> np.ndarray:
    """Return strokes as a drawing, (64, 64) bool: each is text, "x,y x,y …", points that are joined in order."""
    y, x = np.indices((SIDE, SIDE)) + 0.5
    ink = np.zeros((SIDE, SIDE), bool)
    for line in lines:
        points = np.array([each.split(",") for each in line.split()], dtype=float)
        for (x0, y0), (x1, y1) in zip(points[:-1], points[1:], strict=True):
            length = max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-9)
            share = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0, 1)
            ink |= np.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0)) <= width
    return ink
