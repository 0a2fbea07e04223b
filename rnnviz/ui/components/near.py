"""A sensor at the top of a section of a page: whether the section is near the screen."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from rnnviz.ui.components import register

_near = register("near", "<div class='near'></div>")

TALLEST = 100_000
"""The largest height in px that is believed."""


class Nearness(NamedTuple):
    """Whether a section is near the screen, and how high it was in px when it last came or went; 0 before."""

    near: bool = False
    height: int = 0


def near(section: str, *, key: str, on_change: Callable[[], None]) -> None:
    """Watch the section that this sensor is drawn in.

    Args:
        section: the key of the container that is the section.
        key: of the sensor; ``nearness(key)`` is what is known of it.
        on_change: called when the section has come near the screen or gone away. Nothing is called at first for a
            section that is away.
    """
    _near(key=key, data={"section": section, "near": nearness(key).near}, on_near_change=on_change)


def nearness(key: str) -> Nearness:
    """Return what the sensor of that key has told last; what a browser may have made up counts as away."""
    match getattr(st.session_state.get(key), "near", None):
        case {"near": bool(near), "height": int(height)} if 0 <= height <= TALLEST:
            return Nearness(near, height)
    return Nearness()
