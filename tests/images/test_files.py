"""Image files: what is drawn in them is found, and whatever else comes is a sentence."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from rnnviz.chapters.digits.presets import DRAWINGS
from rnnviz.images.files import MAX_BYTES, read_image
from rnnviz.images.preparing import prepare


def saved(grey: np.ndarray, kind: str = "PNG", mode: str = "L") -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    Image.fromarray(np.round(255 * grey).astype(np.uint8)).convert(mode).save(file, kind)
    return file.getvalue()


SEVEN = DRAWINGS["seven"].astype(float)
LARGE = np.kron(SEVEN, np.ones((5, 5)))


@pytest.mark.parametrize(
    "kind, mode", [("PNG", "L"), ("PNG", "RGB"), ("PNG", "1"), ("JPEG", "L"), ("GIF", "L"), ("BMP", "L")]
)
@pytest.mark.parametrize("picture", [1.0 - LARGE, LARGE, 0.9 - 0.6 * LARGE], ids=["dark", "light", "grey"])
def test_what_is_drawn_is_found(kind, mode, picture):
    found = read_image(saved(picture, kind, mode))
    said = prepare(found.astype(float), 28).astype(int)
    assert np.abs(said - prepare(SEVEN, 28)).mean() < 12


def test_what_is_transparent_is_white():
    alpha = np.zeros((*LARGE.shape, 4), np.uint8)
    alpha[..., 3] = 255 * LARGE.astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(alpha).save(file, "PNG")
    assert read_image(file.getvalue()).any()


def test_a_picture_that_is_no_square_gets_a_margin():
    found = read_image(saved(1.0 - LARGE[:, 60:260]))
    assert np.abs(prepare(found.astype(float), 28).astype(int) - prepare(SEVEN, 28)).mean() < 16


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 10⁹ pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


PNG = saved(1.0 - LARGE)


@pytest.mark.parametrize(
    "data, said",
    [
        (b"", "no image of a kind"),
        (b"%PDF-1.7 and so on", "no image of a kind"),
        (b"\x80\x04\x95 a pickle", "no image of a kind"),
        (PNG[: len(PNG) // 2], "damaged or cut off"),
        (PNG[:30], "damaged or cut off|no image of a kind"),
        (bomb(), "too large|40000×40000"),
        (saved(np.ones((4, 4))), "has 4×4 pixels; from 8 to 2000"),
        (saved(np.zeros((8, 2500))), "has 2500×8 pixels"),
        (saved(np.ones((64, 64))), "one brightness throughout"),
        (saved(np.zeros((64, 64))), "one brightness throughout"),
        (bytes(MAX_BYTES + 1), "at most 2 MB"),
        (saved(1.0 - np.pad(np.ones((3, 3)), 40)), "one dot"),
        (saved(np.pad(np.ones((60, 60)), 2)), "of the field is ink"),
    ],
)
def test_what_is_none_is_a_sentence(data, said):
    with pytest.raises(ValueError, match=said) as error:
        read_image(data)
    assert str(error.value).endswith(".")


def test_a_file_of_another_kind_that_the_library_could_read_is_refused():
    file = io.BytesIO()
    Image.fromarray(np.zeros((64, 64), np.uint8)).save(file, "TIFF")
    with pytest.raises(ValueError, match="PNG, JPEG, GIF, BMP are"):
        read_image(file.getvalue())
