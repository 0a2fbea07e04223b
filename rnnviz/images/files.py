"""An image file that a reader gives → a raw drawing; nothing is unpacked that is larger than it may be."""

import io
import warnings

import numpy as np

from rnnviz.images.ink import SIDE, fault_of
from rnnviz.images.preparing import resized

MAX_BYTES, MAX_SIDE, MIN_SIDE = 2_000_000, 2_000, 8
KINDS = ("PNG", "JPEG", "GIF", "BMP")

ENOUGH = 512
"""Pixels of a side that are looked at; a larger image is made smaller."""


def read_image(data: bytes) -> np.ndarray:
    """Return what is drawn in an image, (64, 64) bool, dark on light or light on dark.

    The background is what most of the border is; ink is what is nearer to the other end than to it. A picture that is
    no square gets a margin.

    Raises:
        ValueError: with a sentence, if it is no image of a kind, or too large or small, or nothing is drawn in it.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(data) > MAX_BYTES:
        raise ValueError(f"The file has {len(data) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are allowed.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=KINDS)
            check_size(*image.size)
            image = ImageOps.exif_transpose(image).convert("RGBA")
            image.thumbnail((ENOUGH, ENOUGH))
            flat = Image.new("RGBA", image.size, "white")
            grey = np.asarray(Image.alpha_composite(flat, image).convert("L"), np.float64) / 255
    except UnidentifiedImageError:
        raise ValueError(f"This file is no image of a kind that is read here: {', '.join(KINDS)} are.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError(f"The image is too large: at most {MAX_SIDE} pixels a side are allowed.") from None
    except (OSError, SyntaxError, EOFError, IndexError, TypeError, OverflowError):
        raise ValueError("The image file is damaged or cut off.") from None
    return drawing_of(grey)


def check_size(wide: int, tall: int) -> None:
    """Raise ValueError unless an image has a size that is read."""
    if max(wide, tall) > MAX_SIDE or min(wide, tall) < MIN_SIDE:
        raise ValueError(f"The image has {wide}×{tall} pixels; from {MIN_SIDE} to {MAX_SIDE} a side are allowed.")


def drawing_of(grey: np.ndarray) -> np.ndarray:
    """Return the ink of a grey picture (tall, wide), from 0 black to 1 white, as a drawing."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = 1.0 - grey if np.median(border) > 0.5 else grey
    ink = ink - np.median(border if np.median(border) <= 0.5 else 1.0 - border)
    if ink.max() < 0.1:
        raise ValueError("Nothing is drawn in this image: it has one brightness throughout.")
    ink = (ink > ink.max() / 2).astype(np.float64)
    tall, wide = ink.shape
    side = max(tall, wide)
    square = np.zeros((side, side))
    top, left = (side - tall) // 2, (side - wide) // 2
    square[top : top + tall, left : left + wide] = ink
    found = resized(square, (SIDE, SIDE)) >= 0.35
    fault = fault_of(found)
    if fault:
        raise ValueError(fault)
    return found
