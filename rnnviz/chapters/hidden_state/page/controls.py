"""The controls above the pictures: the example, the network, the reader's own numbers."""

from dataclasses import replace

from rnnviz.chapters.hidden_state import view as parameters
from rnnviz.chapters.hidden_state.page.state import PAGE, network
from rnnviz.chapters.hidden_state.presets import presets
from rnnviz.chapters.hidden_state.resizing import resized
from rnnviz.chapters.hidden_state.view import MAX_ABSOLUTE, MAX_TIMESTEPS, View
from rnnviz.ui.controls import SLIDER, choose_preset, control, drawer, row, type_numbers
from rnnviz.ui.first_path import step_of
from rnnviz.ui.link import Parameter
from rnnviz.ui.opening import opening


@PAGE.section(lambda: (network(), step_of(PAGE)), late=True, height=90)
def header() -> None:
    """Draw the title and the examples."""
    opening(PAGE)
    titles = {key: preset.title for key, preset in presets().items()}
    choose_preset(PAGE, titles, lambda view, key: replace(View.of(key), predict=view.predict))
    view, preset = PAGE.view, PAGE.view.example
    if view.preset == "own" and len(view.names) < 2:
        numbers = [each for (each,) in parameters.array_of(view, "x") or preset.inputs(view.timesteps)]
        type_numbers(PAGE, numbers, MAX_TIMESTEPS, MAX_ABSOLUTE, parameters.take_numbers)


@PAGE.section(lambda: (network(), PAGE.view.predict), late=True, height=50)
def choices() -> None:
    """Draw the choices that matter most, in a row."""
    with row(PAGE.key("choices_row")):
        control(PAGE, parameters.CELL, parameters.change_cell)
        control(PAGE, parameters.UNITS, change_units, in_row=SLIDER)
        control(PAGE, parameters.TIMESTEPS, parameters.change_timesteps, in_row=SLIDER)
        control(PAGE, parameters.PREDICT)
        drawer(PAGE, more_choices, width="content")


def change_units(view: View, parameter: Parameter, value: int) -> View:
    """Return a view with other units, and tell what of the reader's has no place in it."""
    view, notes = resized(view, value)
    for sentence in notes:
        PAGE.notify(sentence)
    return view


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
