"""The choices above the pictures: the example, the network, the reader's own numbers."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.hidden_state import results
from rnnviz.chapters.hidden_state.page.controls import (
    ACTIVATION,
    CELL,
    EVERY_STEP,
    FIRST,
    GATE_ACTIVATION,
    OUTPUT,
    PAGE,
    PREDICT,
    RESET_AFTER,
    SEED,
    TIMESTEPS_SLIDER,
    UNITS_SLIDER,
)
from rnnviz.chapters.hidden_state.presets import presets
from rnnviz.chapters.hidden_state.scene import LARGEST, TIMESTEPS, View
from rnnviz.ui.controls import choose_preset, drawer, type_numbers


def header() -> None:
    """The title, the question and the examples."""
    st.title("The hidden state")
    titles = {key: preset.title for key, preset in presets().items()}
    choose_preset(PAGE, titles, lambda view, key: replace(View.of(key), predict=view.predict))
    preset = presets()[PAGE.view.preset]
    untrained = (
        "" if preset.weights is None or results.scene(PAGE.view).given else " **Here the weights are untrained.**"
    )
    st.markdown(preset.story + untrained)
    if PAGE.view.preset == "own":
        own_numbers()


def own_numbers() -> None:
    """The text field of the reader's own series."""
    rows = dict(PAGE.view.edits).get("x", presets()["own"].inputs(PAGE.view.timesteps))

    def take(view: View, numbers: tuple[float, ...]) -> View:
        rows = tuple((each,) for each in numbers)
        return replace(view.edited("x", rows), timesteps=len(rows), step=len(rows))

    type_numbers(PAGE, [each for (each,) in rows], TIMESTEPS, LARGEST, take)


def network() -> None:
    """The choices that matter most, in a row."""
    cell, sizes, predict = st.columns([1.4, 2.4, 1], gap="medium")
    with cell:
        CELL.draw(PAGE, first=FIRST)
    units, timesteps = sizes.columns(2, gap="medium", wrap=False)
    with units:
        UNITS_SLIDER.draw(PAGE, first=FIRST)
    with timesteps:
        TIMESTEPS_SLIDER.draw(PAGE, change_timesteps, FIRST)
    with predict, st.container(horizontal=True, gap="xsmall"):
        PREDICT.draw(PAGE)
        drawer(PAGE, more_choices)


def more_choices() -> None:
    """Activations, the output and the seed."""
    view = PAGE.view
    ACTIVATION.draw(PAGE)
    if view.cell != "simple_rnn":
        GATE_ACTIVATION.draw(PAGE)
    if view.cell == "gru":
        RESET_AFTER.draw(PAGE)
    OUTPUT.draw(PAGE)
    EVERY_STEP.draw(PAGE)
    SEED.draw(PAGE, lambda view, field, seed: without_weights(replace(view, seed=seed)))


def change_timesteps(view: View, field: str, value: int) -> View:
    """Another length: the example goes on, own numbers are cut or repeated, a step at the end stays at the end."""
    edits = dict(view.edits)
    if "x" in edits:
        rows = edits["x"]
        view = view.edited("x", tuple(rows[t % len(rows)] for t in range(value)))
    if view.step == view.timesteps:
        name, _, unit = view.selected
        view = replace(view, step=value, selected=(name, value - 1, unit))
    return replace(view, **{field: value})


def without_weights(view: View) -> View:
    """The view without edited weights, which a new seed replaces."""
    for name in ("wx", "wh", "bh", "wy", "by"):
        view = view.edited(name, None)
    return view
