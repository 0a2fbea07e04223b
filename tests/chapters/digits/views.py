"""Views of the chapter, at random."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from rnnviz.chapters.digits.presets import INKS
from rnnviz.chapters.digits.view import NUMBERS, View, fitted
from rnnviz.images import levels
from rnnviz.images.readings import READINGS

LEVELS = levels.written(np.pad(np.full((14, 6), 255, np.uint8), ((7, 7), (11, 11))), 1)
"""A picture of the form of MNIST's: an upright bar."""


@st.composite
def views(draw):
    """Any view that a reader can make, of networks that are brought along."""
    preset = draw(st.sampled_from(["lstm", "gru", "simple_rnn", "small_deep", "tutorial"]))
    orders = (
        list(READINGS) if preset in ("lstm", "gru", "simple_rnn") else [r for r in READINGS if r != "random_pixels"]
    )
    reading = draw(st.sampled_from(orders))
    ink, picture = draw(st.sampled_from([("", ""), ("", LEVELS), *((each, "") for each in INKS.values())]))
    view = replace(
        View(preset),
        reading=reading,
        kept=reading != "random_pixels" and draw(st.booleans()),
        seed=draw(st.integers(1, 5)),
        digit=draw(st.integers(0, 358)),
        ink=ink,
        levels=picture,
        scaled=draw(st.booleans()),
        centred=draw(st.booleans()),
        position=draw(st.integers(-1, 63)),
        number=draw(st.sampled_from(NUMBERS)),
        unit=draw(st.integers(-1, 31)),
        squares=draw(st.sampled_from(NUMBERS[1:])),
        cell=draw(st.sampled_from(["", "35", "00"])),
        task=draw(st.sampled_from(["eight", "tutorial", "deep"])),
        epochs=draw(st.sampled_from([1, 10, 40])),
        count=draw(st.sampled_from([0, 1000])),
    )
    return fitted(view)[0]
