"""The controls of the gradients chapter: the setting, the cells, what they read, where the loss is taken."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.page.state import PAGE
from rnnviz.chapters.gradients.presets import HEADINGS, PRESETS
from rnnviz.chapters.gradients.scene import inputs_of
from rnnviz.chapters.gradients.view import link as parameters
from rnnviz.chapters.gradients.view.choices import MAX_ABSOLUTE, MAX_TIMESTEPS, View, network_of, without
from rnnviz.chapters.gradients.view.events import begin_anew, change_timesteps, open_preset
from rnnviz.chapters.gradients.view.link import CHOSEN
from rnnviz.ui.controls import SLIDER, Apply, choose_preset, control, drawer, propose, row, type_numbers
from rnnviz.ui.link import Parameter
from rnnviz.ui.opening import opening


@PAGE.section(lambda: PAGE.view.example, late=True, height=75)
def header() -> None:
    """Draw the title and the settings."""
    opening(PAGE)
    titles = {key: preset.title for key, preset in PRESETS.items()}
    choose_preset(PAGE, titles, open_preset, "example", HEADINGS)


def chosen() -> tuple:
    """Return what the choices show: everything that numbers depend on but updates, whose choices are elsewhere."""
    view = PAGE.view
    begun = without(network_of(view), "weights", "updates", "learning_rate", "run_rate", "clipping", "threshold")
    return begun, view.variants, view.share, view.predict


@PAGE.section(chosen, late=True, height=50)
def choices() -> None:
    """Draw the choices that matter most, in a row, and the others in a drawer."""
    with row(PAGE.key("choices_row")):
        setting(parameters.UNITS, in_row=SLIDER - 40)
        setting(parameters.TIMESTEPS, change_timesteps, in_row=SLIDER - 10)
        setting(parameters.RADIUS, in_row=SLIDER + 40)
        control(PAGE, parameters.PREDICT)
        drawer(PAGE, more_choices, width="content")


@PAGE.section(lambda: (PAGE.view.cell, PAGE.view.preset, PAGE.view.radius), late=True, height=40)
def closer() -> None:
    """Draw which cell is looked at closely, in every part below, and one thing to try next."""
    with row(PAGE.key("closer_row")):
        st.markdown(parameters.CELL.label, width="content")
        control(PAGE, parameters.CELL)
        propose(PAGE, words.proposal(PAGE.view))


def more_choices() -> None:
    """Draw what is read, how the weights begin, and where the loss is taken."""
    setting(parameters.INITIAL)
    setting(parameters.ACTIVATION)
    setting(parameters.FORGET)
    setting(parameters.INPUT, change_inputs)
    if PAGE.view.inputs == "own":
        type_numbers(PAGE, PAGE.view.own, MAX_TIMESTEPS, MAX_ABSOLUTE, take_numbers)
    setting(parameters.LOSS)
    if PAGE.view.loss == "chosen":
        chosen_steps()
    setting(parameters.VARIANTS)
    control(PAGE, parameters.SHARE)
    setting(parameters.SEED)


def setting(parameter: Parameter, apply: Apply = begin_anew, **looks: Any) -> None:
    """Draw a control that begins anew from the initial weights; ``looks`` are those of ``control``."""

    def changed(view: View, parameter: Parameter, value: Any) -> View:
        tell_of_beginning(view)
        made = apply(view, parameter, value)
        if made.are_drawn and not view.are_drawn and parameter is not parameters.WEIGHTS:
            PAGE.notify("Weights that were not drawn have this of their own: now they are drawn.")
        return made

    control(PAGE, parameter, changed, **looks)


def tell_of_beginning(view: View) -> None:
    """Tell the reader that updates are given up, where there were any."""
    if view.updates:
        PAGE.notify("The updates were made under other settings: the weights are the initial ones again.")


def change_inputs(view: View, parameter: Parameter, value: str) -> View:
    """Return the view with other inputs; the reader's own begin with what was read."""
    if value == "own" and not view.own:
        view = replace(view, own=tuple(np.round(inputs_of(view)[:, 0], 3).tolist()))
    return begin_anew(view, parameter, value)


def take_numbers(view: View, numbers: tuple[float, ...]) -> View:
    """Return the view that reads what was typed."""
    tell_of_beginning(view)
    return replace(view, timesteps=len(numbers), own=numbers, updates=0)


def chosen_steps() -> None:
    """Draw the text field of the timesteps at which the loss is taken."""
    shown, section = PAGE.widget("steps", CHOSEN.write(PAGE.view.chosen)), PAGE.drawing

    def taken(view: View, text: str) -> View:
        try:
            steps = CHOSEN.parse(text)
        except ValueError as error:
            raise ValueError(f"Those steps were not taken: {error}.") from None
        tell_of_beginning(view)
        return begin_anew(view, CHOSEN, steps)

    st.text_input(
        "Steps of the loss, such as 10, 20, 40",
        key=shown.key,
        on_change=shown.then(lambda text: PAGE.change(lambda view: taken(view, text), section)),
        max_chars=1000,
    )
