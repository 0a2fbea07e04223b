"""The same picture as another sequence: every pixel is read once, and in the order that the name says."""

import numpy as np
import pytest

from rnnviz.images.readings import READINGS, order_of, sequences

IMAGE = np.arange(64).reshape(1, 8, 8)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("size", [8, 28])
def test_every_pixel_is_read_once(reading, size):
    order = order_of(reading, size)
    assert sorted(order.ravel().tolist()) == list(range(size * size))
    assert order.shape == ((size * size, 1) if reading == "random_pixels" else (size, size))


def test_the_orders_are_what_they_are_called():
    assert np.array_equal(sequences(IMAGE, "rows")[0], IMAGE[0])
    assert np.array_equal(sequences(IMAGE, "columns")[0], IMAGE[0].T)
    assert np.array_equal(sequences(IMAGE, "bottom")[0], IMAGE[0, ::-1])
    shuffled = sequences(IMAGE, "random_rows")[0]
    assert sorted(map(tuple, shuffled)) == sorted(map(tuple, IMAGE[0])) and not np.array_equal(shuffled, IMAGE[0])


def test_a_random_order_is_the_same_for_every_picture():
    two = sequences(np.concatenate([IMAGE, IMAGE + 100]), "random_pixels")
    assert np.array_equal(two[1], two[0] + 100)


def test_an_unknown_order_is_refused():
    with pytest.raises(ValueError, match="reading must be one of"):
        order_of("diagonal", 8)
