"""The choices above the pictures: what is read, with which weights, by which cells."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.gates import view as parameters
from rnnviz.chapters.gates.page.state import PAGE
from rnnviz.chapters.gates.presets.inputs import HEADINGS, INPUTS
from rnnviz.chapters.gates.scene import inputs_of
from rnnviz.chapters.gates.view import MAX_ABSOLUTE, MAX_TIMESTEPS, View
from rnnviz.ui.controls import SLIDER, choose_preset, control, drawer, row, type_numbers
from rnnviz.ui.link import Parameter
from rnnviz.ui.opening import opening


@PAGE.section(lambda: (PAGE.view.input, PAGE.view.numbers, PAGE.view.sequence), late=True, height=120)
def header() -> None:
    """Draw the title, and choose what is read."""
    opening(PAGE)
    titles = {key: each.title for key, each in INPUTS.items()}
    choose_preset(PAGE, titles, parameters.change_input, "input", HEADINGS)
    if PAGE.view.input == "task":
        control(PAGE, parameters.SEQUENCE, in_row=SLIDER + 180)
    if PAGE.view.input == "own":
        numbers = inputs_of(PAGE.view)[:, 0]
        type_numbers(PAGE, numbers, MAX_TIMESTEPS, MAX_ABSOLUTE, lambda view, typed: replace(view, numbers=typed))


def chosen() -> tuple:
    """Return what the row of choices shows; what is in its drawer only while that is open."""
    view = PAGE.view
    in_drawer = (view.timesteps, view.units, view.equal, view.unit, view.seed, view.features)
    is_open = st.session_state.get(PAGE.key("more"), False)
    return view.weights, view.cells, view.form, view.predict, in_drawer if is_open else None


@PAGE.section(chosen, late=True, height=100)
def choices() -> None:
    """Choose which weights, which cells, drawn how."""
    with row(PAGE.key("choices_row"), gap="small"):
        control(PAGE, parameters.WEIGHTS_CHOICE, place=st.container(width=212))
        control(PAGE, parameters.CELLS)
        control(PAGE, parameters.FORM)
        control(PAGE, parameters.PREDICT)
        drawer(PAGE, more_choices, width="content")


def more_choices() -> None:
    """Choose sizes and the seed."""
    control(PAGE, parameters.TIMESTEPS)
    control(PAGE, parameters.UNITS, change_units)
    control(PAGE, parameters.EQUAL)
    largest = max(PAGE.view.sizes[kind] for kind in PAGE.view.cells)
    control(PAGE, replace(parameters.UNIT, high=max(1, largest - 1)))
    control(PAGE, parameters.SEED, parameters.change_seed)


def change_units(view: View, parameter: Parameter, value: int) -> View:
    """Return the view with another size, which takes fresh weights; the reader is told."""
    if view.weights == "trained" and value != view.units:
        PAGE.notify(f"The trained networks have {view.units} units; with {value} the weights are fresh.")
        view = replace(view, weights="fresh")
    return parameter.apply(view, value)
