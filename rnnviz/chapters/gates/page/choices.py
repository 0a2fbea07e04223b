"""The choices above the pictures: what is read, with which weights, by which cells."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.gates.inputs import INPUTS
from rnnviz.chapters.gates.page.controls import (
    EQUAL,
    FIRST,
    FORM,
    PAGE,
    PREDICT,
    SEED,
    TIMESTEPS_SLIDER,
    UNIT,
    UNITS_SLIDER,
    WEIGHTS_CHOICE,
    at_unit,
)
from rnnviz.chapters.gates.view import KINDS, LARGEST, TIMESTEPS, View, inputs_of
from rnnviz.core.layers import NAMES
from rnnviz.ui.controls import choose_preset, drawer, type_numbers


def header() -> None:
    """The title, and what is read."""
    st.title("What the gates do")
    choose_preset(PAGE, {key: each.title for key, each in INPUTS.items()}, with_input, "input", FIRST)
    if PAGE.view.input == "own":
        numbers = inputs_of(PAGE.view)[:, 0]
        type_numbers(PAGE, numbers, TIMESTEPS, LARGEST, lambda view, typed: replace(view, numbers=typed))


KEPT = (
    *("weights", "cells", "units", "equal", "seed", "form", "unit", "delta", "predict"),
    *("held", "value", "silenced", "cut"),
)
"""What another input leaves as it is."""


def with_input(view: View, key: str) -> View:
    """The view with another input, everything else as it was."""
    return replace(View.of(key), **{name: getattr(view, name) for name in KEPT})


def network() -> None:
    """Which weights, which cells, drawn how."""
    WEIGHTS_CHOICE.draw(PAGE, changed, FIRST)
    cells, looks = st.columns([1, 1.1], gap="small", vertical_alignment="center")
    with cells:
        choose_cells()
    with looks, st.container(horizontal=True, vertical_alignment="center"):
        FORM.draw(PAGE, None, FIRST)
        PREDICT.draw(PAGE)
        drawer(PAGE, more_choices, width="content")


def choose_cells() -> None:
    """Which cells stand beside each other."""
    key = PAGE.sync_widget("cells", list(PAGE.view.cells))

    def chosen():
        kinds = tuple(st.session_state[key])
        if not kinds:
            PAGE.notify("At least one cell must be chosen.")
            st.session_state[key] = list(PAGE.view.cells)
            return
        PAGE.change(lambda view: changed(view, "cells", kinds))

    st.pills(
        "Cells",
        KINDS,
        selection_mode="multi",
        width="stretch",
        format_func=NAMES.get,
        key=key,
        on_change=chosen,
        label_visibility="collapsed",
    )


def more_choices() -> None:
    """Sizes and the seed."""
    TIMESTEPS_SLIDER.draw(PAGE, change_timesteps, FIRST)
    UNITS_SLIDER.draw(PAGE, changed, FIRST)
    EQUAL.draw(PAGE, changed, FIRST)
    largest = max(PAGE.view.sizes[kind] for kind in PAGE.view.cells)
    replace(UNIT, high=max(1, largest - 1)).draw(PAGE, lambda view, _, unit: at_unit(view, unit), FIRST)
    SEED.draw(PAGE, lambda view, field, seed: replace(view, seed=seed, weights="fresh"), FIRST)


def changed(view: View, field: str, value) -> View:
    """The view with a field replaced; another size takes fresh weights."""
    if field == "units" and view.weights == "trained" and value != view.units:
        view = replace(view, weights="fresh")
        PAGE.notify(f"The trained networks have {view.units} units; with {value} the weights are fresh.")
    return replace(view, **{field: value})


def change_timesteps(view: View, field: str, value: int) -> View:
    """Another length: the input goes on; own numbers are cut or repeated."""
    if view.numbers:
        view = replace(view, numbers=tuple(float(each) for each in np.resize(view.numbers, value)))
    return changed(view, field, value)
