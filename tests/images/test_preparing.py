"""What a network reads of a drawing: as its data set was made, wherever and however large it was drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.chapters.digits.presets import DRAWINGS
from rnnviz.images import logistic
from rnnviz.images.digits import eight
from rnnviz.images.ink import DOT, FULL, fault_of, parse, strokes, written
from rnnviz.images.preparing import centre_of_mass, ink_box, prepare, resized

THREE = DRAWINGS["three"].astype(float)


def moved(raw: np.ndarray, down: int, across: int) -> np.ndarray:
    """The same drawing elsewhere."""
    return np.roll(raw, (down, across), axis=(0, 1))


@pytest.mark.parametrize("size", [8, 28])
@pytest.mark.parametrize("down, across", [(-6, 0), (0, -15), (4, 12)])
def test_where_it_is_drawn_makes_no_difference_once_it_is_centred(size, down, across):
    assert np.array_equal(prepare(moved(THREE, down, across), size), prepare(THREE, size))
    if size == 28 or across:  # a small digit fills all rows, wherever it was
        assert not np.array_equal(prepare(moved(THREE, down, across), size, centred=False), prepare(THREE, size))


def test_mnists_preparation():
    found = prepare(THREE, 28)
    top, bottom, left, right = ink_box(found)
    assert max(bottom - top, right - left) == 20 and found.max() == 255
    assert np.abs(centre_of_mass(found.astype(float)) - 14).max() <= 0.5


def test_the_preparation_of_the_small_digits():
    found = prepare(THREE, 8)
    assert found.max() == 16 and found[0].any() and found[-1].any() and not found[:, [0, 7]].any()
    ours = np.mean([prepare(each.astype(float), 8).mean(axis=0) for each in DRAWINGS.values()], axis=0)
    theirs = eight().images.mean(axis=(0, 1))
    assert np.corrcoef(ours, theirs)[0, 1] > 0.8, "the columns are inked as those of the data set are"


def test_without_the_switches_it_stays_as_it_was_drawn():
    small = DRAWINGS["high"].astype(float)
    plain = prepare(small, 28, scaled=False, centred=False)
    top, bottom, left, right = ink_box(plain)
    assert bottom <= 14 and right <= 14, "it is in the corner still"
    assert ink_box(prepare(small, 28, centred=False))[1] > bottom, "scaled alone it is larger"
    middle = centre_of_mass(prepare(small, 28, scaled=False).astype(float))
    assert np.abs(middle - 14).max() <= 0.6 and plain.sum() > 0


def test_a_drawing_of_ours_is_what_it_is_drawn_as():
    for name, digit in (("three", 3), ("seven", 7), ("high", 2)):
        said = logistic.shipped(28).answers(prepare(DRAWINGS[name].astype(float), 28)[None])[0]
        assert said.argmax() == digit, name


drawings = st.lists(st.tuples(st.integers(0, 63), st.integers(0, 63)), max_size=30)


@given(drawings, st.sampled_from([8, 28]), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_drawing_is_prepared(points, size, scaled, centred):
    raw = np.zeros((64, 64))
    for y, x in points:
        raw[y, x] = 1.0
    found = prepare(raw, size, scaled, centred)
    assert found.shape == (size, size) and found.dtype == np.uint8
    assert found.max() <= (16 if size == 8 else 255)
    if scaled and points:
        assert found.any() or size == 8


def test_a_mean_of_areas_keeps_the_mean():
    image = np.random.default_rng(0).random((13, 7))
    assert np.isclose(resized(image, (5, 3)).mean(), image.mean())
    assert np.allclose(resized(image, (13, 7)), image)


def test_a_drawing_comes_back_from_its_text():
    ink = np.random.default_rng(0).random((64, 64)) < 0.5
    assert np.array_equal(parse(written(ink)), ink) and len(written(ink)) == 683
    for text in ("", "A", "@@", "A" * 683 + "?", "A" * 684, "é"):
        with pytest.raises(ValueError, match="no drawing of 64×64"):
            parse(text)


def test_what_is_no_digit_is_said():
    assert "Nothing is drawn" in fault_of(np.zeros((64, 64)))
    assert "one dot" in fault_of(strokes("30,30 30,30"))
    assert f"at most {FULL:.0%}" in fault_of(np.ones((64, 64)))
    line = strokes(f"30,20 30,{20 + DOT}")
    assert fault_of(line) == "" and fault_of(DRAWINGS["high"]) == ""
