"""What controls and events of the gradients chapter make of a view."""

from dataclasses import replace
from typing import Any

from rnnviz.chapters.gradients.view.choices import (
    BY_UNIT,
    DRAWN,
    MAX_UPDATES,
    NUMBERS,
    PHASES,
    Pair,
    Selected,
    View,
    as_trained,
    recurrent_shape,
)
from rnnviz.chapters.gradients.view.link import TIMESTEPS
from rnnviz.core.weights import STATES
from rnnviz.store.recall import recall
from rnnviz.ui.link import Parameter


def open_preset(view: View, key: str) -> View:
    """Return the view that a preset opens with, in the same part of the page; who predicts goes on predicting."""
    return replace(View.of(key), predict=view.predict, part=view.part)


def begin_anew(view: View, parameter: Parameter, value: Any) -> View:
    """Return the view with a value changed, begun anew from the initial weights."""
    view = replace(parameter.apply(view, value), updates=0)
    if not view.are_drawn and parameter.field in ("units", "weights", "variants", *DRAWN):
        view = replace(view, given=None, weights=view.weights if parameter.field == "weights" else "drawn")
    if parameter.field in ("loss", "chosen"):
        view = replace(view, step=max(view.loss_steps, default=view.timesteps - 1) + 1)
    return view


def change_weights(view: View, parameter: Parameter, value: str) -> View:
    """Return the view with trained weights and what they were trained to read, or with weights as drawn."""
    view = begin_anew(view, parameter, value)
    if value == "trained":
        view = as_trained(change_timesteps(replace(view, inputs="pulse"), TIMESTEPS, recall()["timesteps"]))
    return view


def change_timesteps(view: View, parameter: Parameter, value: int) -> View:
    """Return a view of another length: own numbers are cut or repeated; pair and selection at the end stay there."""
    own = tuple(view.own[t % len(view.own)] for t in range(value)) if view.own else ()
    last, moved = view.timesteps - 1, value - view.timesteps
    if view.pair.t == last:
        view = replace(view, pair=Pair(value - 1, max(0, view.pair.k + (moved if view.pair.k > 0 else 0))))
    timestep = view.selected.timestep
    if timestep is not None and timestep >= last - 1:
        view = replace(view, selected=view.selected._replace(timestep=max(0, timestep + moved)))
    return begin_anew(replace(view, own=own), parameter, value)


def select(view: View, event: Any) -> View:
    """Return the view with the number that an event from the browser names; one that names none changes nothing."""
    if not isinstance(event, dict) or event.get("name") not in NUMBERS:
        return view
    timestep, unit = event.get("timestep"), event.get("unit")
    if not all(type(each) is int and each >= 0 for each in (timestep, unit)):
        return view
    return replace(view, selected=Selected(event["name"], timestep, unit), step=timestep + 1)


def select_in_flow(view: View, event: Any) -> View:
    """Return the view with a clicked point of a cell's gradients over time selected."""
    lines = [(kind, state) for kind in view.kinds for state in STATES[kind]]
    match event:
        case {"row": int(row), "column": int(column)} if 0 <= row < len(lines):
            kind, state = lines[row]
            number = {"name": f"d_{state}", "timestep": column, "unit": view.unit}
            return select(replace(view, cell=kind, phase="backward", part="training"), number)
    return view


def select_pair(view: View, event: Any, kind: str) -> View:
    """Return the view with a clicked number of the T×T matrix of a kind of cell opened."""
    match event:
        case {"row": int(t), "column": int(k)} if 0 <= k <= t < view.timesteps:
            return replace(view, cell=kind, pair=Pair(t, k))
    return view


def select_contribution(view: View, event: Any) -> View:
    """Return the view with the contribution of a clicked timestep opened."""
    match event:
        case {"column": int(step)} if 0 <= step < view.timesteps:
            return replace(view, step=step + 1)
    return view


def select_weight(view: View, event: Any) -> View:
    """Return the view with a clicked weight's gradient selected: one timestep's contribution, or their sum."""
    rows, columns = recurrent_shape(view)
    match event:
        case {"row": int(row), "column": int(column), "curve": int(curve)}:
            if 0 <= row < rows and 0 <= column < columns:
                timestep = view.step - 1 if curve == 0 else None
                return replace(view, selected=Selected("d_recurrent_kernel", timestep, (row, column)), phase="backward")
    return view


def take_step(view: View, event: Any) -> View:
    """Return the view after an event of the training step; one that makes no sense changes nothing.

    Raises:
        ValueError: a sentence, where there are to be more updates than ``MAX_UPDATES``.
    """
    match event:
        case {"reset": True}:
            return replace(view, updates=0, phase="forward")
        case {"phase": "forward", "next": True}:
            if view.updates == MAX_UPDATES:
                raise ValueError(
                    f"{MAX_UPDATES} updates are as many as this page makes: go back to the initial weights."
                )
            return replace(view, updates=view.updates + 1, phase="forward")
        case {"phase": str(phase)} if phase in PHASES:
            return replace(view, phase=phase)
        case {"unit": unit} if type(unit) is int and 0 <= unit < view.units:
            name, timestep, _ = view.selected
            return replace(view, selected=Selected(name if name in BY_UNIT else "d_h", timestep or 0, unit))
        case {"select": [str(name), timestep]} if name in NUMBERS and name != "x":
            return select(view, {"name": name, "timestep": timestep, "unit": view.unit})
    return view
