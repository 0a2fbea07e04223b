"""The choices of the gradients chapter: the setting, the cells, the loss, the reader's own numbers."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.gradients.page.controls import (
    ACTIVATION,
    FIRST,
    FORGET,
    INITIAL,
    INPUT,
    LOSS,
    PAGE,
    PREDICT,
    RADIUS,
    SEED,
    TIMESTEPS_SLIDER,
    UNITS_SLIDER,
    VARIANTS,
    parse_steps,
    write_steps,
)
from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.scene import LARGEST, TIMESTEPS, View, inputs_of
from rnnviz.ui.controls import choose_preset, drawer, type_numbers


def header() -> None:
    """The title and the settings."""
    st.title("Gradients through time")
    titles = {key: preset.title for key, preset in PRESETS.items()}
    choose_preset(PAGE, titles, lambda view, key: replace(View.of(key), predict=view.predict))
    st.markdown(PRESETS[PAGE.view.preset].story)


def network() -> None:
    """The choices that matter most, in a row, and the others in a drawer."""
    units, timesteps, radius, more = st.columns([1, 1, 1.3, 1], gap="medium", vertical_alignment="bottom")
    with units:
        UNITS_SLIDER.draw(PAGE, changed, FIRST)
    with timesteps:
        TIMESTEPS_SLIDER.draw(PAGE, change_timesteps, FIRST)
    with radius:
        RADIUS.draw(PAGE, changed, FIRST)
    with more, st.container(horizontal=True, gap="xsmall"):
        PREDICT.draw(PAGE)
        drawer(PAGE, more_choices)


def more_choices() -> None:
    """What is read, how the weights begin, and where the loss is taken."""
    INITIAL.draw(PAGE, changed)
    ACTIVATION.draw(PAGE, changed)
    FORGET.draw(PAGE, changed)
    INPUT.draw(PAGE, changed)
    if PAGE.view.inputs == "own":
        type_numbers(PAGE, PAGE.view.own, TIMESTEPS, LARGEST, take_numbers)
    LOSS.draw(PAGE, changed)
    if PAGE.view.loss == "chosen":
        chosen_steps()
    VARIANTS.draw(PAGE, changed)
    SEED.draw(PAGE, changed)


def take_numbers(view: View, numbers: tuple[float, ...]) -> View:
    """The view that reads what was typed."""
    return changed(replace(view, timesteps=len(numbers)), "own", numbers)


def chosen_steps() -> None:
    """The text field of the timesteps at which the loss is taken."""
    key = PAGE.sync_widget("steps", write_steps(PAGE.view.chosen))

    def typed():
        try:
            steps = parse_steps(st.session_state[key])
        except ValueError as error:
            return PAGE.notify(f"Those steps were not taken: {error}.")
        PAGE.change(lambda view: changed(view, "chosen", steps))

    st.text_input("Steps of the loss, such as 10, 20, 40", key=key, on_change=typed, max_chars=1000)


def changed(view: View, field: str, value) -> View:
    """The view with a field replaced, begun anew from the initial weights."""
    if field == "inputs" and value == "own" and not view.own:
        view = replace(view, own=tuple(np.round(inputs_of(view)[:, 0], 3).tolist()))
    if view.updates:
        PAGE.notify("The updates were made under other settings: the weights are the initial ones again.")
    view = replace(view, **{field: value}, updates=0)
    return (
        replace(view, step=max(view.loss_steps, default=view.timesteps - 1) + 1)
        if field in ("loss", "chosen")
        else view
    )


def change_timesteps(view: View, field: str, value: int) -> View:
    """Another length: own numbers are cut or repeated; a pair and a selection at the end stay there."""
    own = tuple(view.own[t % len(view.own)] for t in range(value)) if view.own else ()
    last = view.timesteps - 1
    moved = value - 1 - last
    if view.pair[0] == last:
        view = replace(view, pair=(value - 1, max(0, view.pair[1] + (moved if view.pair[1] > 0 else 0))))
    name, timestep, unit = view.selected
    if timestep is not None and timestep >= last - 1:
        view = replace(view, selected=(name, max(0, timestep + moved), unit))
    return changed(replace(view, own=own), field, value)
