"""The controls above the pictures: the example, the network, the reader's own numbers."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.hidden_state import view as parameters
from rnnviz.chapters.hidden_state.page.state import PAGE, network
from rnnviz.chapters.hidden_state.presets import presets
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import MAX_ABSOLUTE, MAX_TIMESTEPS, View
from rnnviz.ui.controls import choose_preset, control, drawer, type_numbers


@PAGE.section(network, late=True, height=120)
def header() -> None:
    """Draw the title, the examples and what is told of the chosen one."""
    st.title("The hidden state")
    titles = {key: preset.title for key, preset in presets().items()}
    choose_preset(PAGE, titles, lambda view, key: replace(View.of(key), predict=view.predict))
    view, preset = PAGE.view, presets()[PAGE.view.preset]
    is_given = preset.weights is None or scene(view).given
    st.markdown(preset.story + ("" if is_given else " **Here the weights are untrained.**"))
    if view.preset == "own":
        numbers = [each for (each,) in parameters.array_of(view, "x") or preset.inputs(view.timesteps)]
        type_numbers(PAGE, numbers, MAX_TIMESTEPS, MAX_ABSOLUTE, parameters.take_numbers)


@PAGE.section(lambda: (network(), PAGE.view.predict), late=True, height=90)
def choices() -> None:
    """Draw the choices that matter most, in a row."""
    cell, sizes, predict = st.columns([1.4, 2.4, 1], gap="medium")
    control(PAGE, parameters.CELL, place=cell)
    units, timesteps = sizes.columns(2, gap="medium", wrap=False)
    control(PAGE, parameters.UNITS, place=units)
    control(PAGE, parameters.TIMESTEPS, parameters.change_timesteps, place=timesteps)
    with predict, st.container(horizontal=True, gap="xsmall"):
        control(PAGE, parameters.PREDICT)
        drawer(PAGE, more_choices)


def more_choices() -> None:
    """Choose activations, the output and the seed."""
    view = PAGE.view
    control(PAGE, parameters.ACTIVATION)
    if view.cell != "simple_rnn":
        control(PAGE, parameters.GATE_ACTIVATION)
    if view.cell == "gru":
        control(PAGE, parameters.RESET_AFTER)
    control(PAGE, parameters.OUTPUT)
    control(PAGE, parameters.EVERY_STEP)
    control(PAGE, parameters.SEED, parameters.change_seed)
