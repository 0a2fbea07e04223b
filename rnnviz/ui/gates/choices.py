"""The choices above the pictures: what is read, with which weights, by which cells."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.gates.inputs import INPUTS
from rnnviz.chapters.gates.view import KINDS, LARGEST, TIMESTEPS, View, inputs_of
from rnnviz.layers import NAMES
from rnnviz.numbers import parse_numbers, written
from rnnviz.ui.controls import drawer
from rnnviz.ui.gates.view import (
    EQUAL,
    FIRST,
    FORM,
    HELD,
    PREDICT,
    SEED,
    TIMESTEPS_SLIDER,
    UNIT,
    UNITS_SLIDER,
    WEIGHTS_CHOICE,
    at_unit,
)


def header() -> None:
    """The title, and what is read."""
    st.title("What the gates do")
    choose_input()
    if HELD.view.input == "own":
        own_numbers()


def choose_input() -> None:
    """The row of inputs."""
    key, titles = HELD.hold("input", HELD.view.input), {key: each.title for key, each in INPUTS.items()}

    def chosen():
        def opened(view: View) -> View:
            new = View.of(st.session_state[key])
            kept = (
                "weights",
                "cells",
                "units",
                "equal",
                "seed",
                "form",
                "delta",
                "predict",
                "held",
                "value",
                "cut",
                "silenced",
                "unit",
            )
            return replace(new, **{name: getattr(view, name) for name in kept})

        HELD.change(opened)
        HELD.show_first(FIRST) if st.session_state[key] != "own" else None

    st.pills(
        "Input",
        titles,
        format_func=titles.get,
        key=key,
        on_change=chosen,
        required=True,
        label_visibility="collapsed",
    )


def own_numbers() -> None:
    """The text field of the reader's own series."""
    key = HELD.key("numbers")
    shown = ", ".join(written(each[0]).replace("−", "-") for each in inputs_of(HELD.view))
    if key not in st.session_state or st.session_state.get(HELD.key("numbers_of")) != shown:
        st.session_state[key] = st.session_state[HELD.key("numbers_of")] = shown

    def typed():
        try:
            numbers = tuple(parse_numbers(st.session_state[key], TIMESTEPS, LARGEST))
        except ValueError as error:
            return HELD.tell(f"Your numbers were not taken. {error}")
        HELD.change(lambda view: replace(view, numbers=numbers))

    st.text_input(
        f"Your numbers: 1 to {TIMESTEPS}, separated by commas or spaces", key=key, on_change=typed, max_chars=4000
    )


def network() -> None:
    """Which weights, which cells, drawn how."""
    WEIGHTS_CHOICE.draw(HELD, changed, FIRST)
    cells, looks = st.columns([1, 1.1], gap="small", vertical_alignment="center")
    with cells:
        choose_cells()
    with looks, st.container(horizontal=True, vertical_alignment="center"):
        FORM.draw(HELD, None, FIRST)
        PREDICT.draw(HELD)
        drawer(HELD, more_choices, width="content")


def choose_cells() -> None:
    """Which cells stand beside each other."""
    key = HELD.hold("cells", list(HELD.view.cells))

    def chosen():
        kinds = tuple(st.session_state[key])
        if not kinds:
            HELD.tell("At least one cell must be chosen.")
            st.session_state[key] = list(HELD.view.cells)
            return
        HELD.change(lambda view: changed(view, "cells", kinds))

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
    TIMESTEPS_SLIDER.draw(HELD, change_timesteps, FIRST)
    UNITS_SLIDER.draw(HELD, changed, FIRST)
    EQUAL.draw(HELD, changed, FIRST)
    largest = max(HELD.view.sizes[kind] for kind in HELD.view.cells)
    replace(UNIT, high=max(1, largest - 1)).draw(HELD, lambda view, _, unit: at_unit(view, unit), FIRST)
    seed_control()


def seed_control() -> None:
    """The seed of fresh weights: it makes them fresh."""
    key = HELD.hold("seed", HELD.view.seed)

    def seeded():
        value = st.session_state[key]
        if value is None:
            return HELD.tell("A seed is a whole number from 0 to 9999; the last one stays.")
        HELD.change(lambda view: changed(replace(view, weights="fresh"), "seed", SEED.check(value)))
        HELD.show_first(FIRST)

    st.number_input(SEED.label, SEED.low, SEED.high, None, step=1, key=key, on_change=seeded, help=SEED.help)


def changed(view: View, field: str, value) -> View:
    """The view with a field replaced; another size takes fresh weights."""
    if field == "units" and view.weights == "trained" and value != view.units:
        view = replace(view, weights="fresh")
        HELD.tell(f"The trained networks have {view.units} units; with {value} the weights are fresh.")
    return replace(view, **{field: value})


def change_timesteps(view: View, field: str, value: int) -> View:
    """Another length: the input goes on; own numbers are cut or repeated."""
    if view.numbers:
        view = replace(view, numbers=tuple(float(each) for each in np.resize(view.numbers, value)))
    return changed(view, field, value)
