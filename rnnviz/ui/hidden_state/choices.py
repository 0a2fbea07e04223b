"""The choices above the pictures: the example, the network, the reader's own numbers."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.hidden_state import LARGEST, TIMESTEPS, View
from rnnviz.chapters.presets import presets
from rnnviz.ui.controls import choose_preset, drawer, type_numbers
from rnnviz.ui.hidden_state import results
from rnnviz.ui.hidden_state.view import (
    ACTIVATION,
    CELL,
    EVERY_STEP,
    FIRST,
    GATE_ACTIVATION,
    HELD,
    OUTPUT,
    PREDICT,
    RESET_AFTER,
    SEED,
    TIMESTEPS_SLIDER,
    UNITS_SLIDER,
)


def header() -> None:
    """The title, the question and the examples."""
    st.title("The hidden state")
    titles = {key: preset.title for key, preset in presets().items()}
    choose_preset(HELD, titles, lambda view, key: replace(View.of(key), predict=view.predict))
    preset = presets()[HELD.view.preset]
    untrained = (
        "" if preset.weights is None or results.scene(HELD.view).given else " **Here the weights are untrained.**"
    )
    st.markdown(preset.story + untrained)
    if HELD.view.preset == "own":
        own_numbers()


def own_numbers() -> None:
    """The text field of the reader's own series."""
    rows = dict(HELD.view.edits).get("x", presets()["own"].inputs(HELD.view.timesteps))

    def take(view: View, numbers: tuple[float, ...]) -> View:
        rows = tuple((each,) for each in numbers)
        return replace(view.edited("x", rows), timesteps=len(rows), step=len(rows))

    type_numbers(HELD, [each for (each,) in rows], TIMESTEPS, LARGEST, take)


def network() -> None:
    """The choices that matter most, in a row."""
    cell, sizes, predict = st.columns([1.4, 2.4, 1], gap="medium")
    with cell:
        CELL.draw(HELD, first=FIRST)
    units, timesteps = sizes.columns(2, gap="medium", wrap=False)
    with units:
        UNITS_SLIDER.draw(HELD, first=FIRST)
    with timesteps:
        TIMESTEPS_SLIDER.draw(HELD, change_timesteps, FIRST)
    with predict, st.container(horizontal=True, gap="xsmall"):
        PREDICT.draw(HELD)
        drawer(HELD, more_choices)


def more_choices() -> None:
    """Activations, the output and the seed."""
    view = HELD.view
    ACTIVATION.draw(HELD)
    if view.cell != "simple_rnn":
        GATE_ACTIVATION.draw(HELD)
    if view.cell == "gru":
        RESET_AFTER.draw(HELD)
    OUTPUT.draw(HELD)
    EVERY_STEP.draw(HELD)
    SEED.draw(HELD, lambda view, field, seed: without_weights(replace(view, seed=seed)))


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
