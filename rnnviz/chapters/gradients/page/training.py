"""One step of training in four buttons, and the arithmetic of every number in it."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.gradients import drawings, results
from rnnviz.chapters.gradients.page.choices import changed
from rnnviz.chapters.gradients.page.controls import CELL, PAGE, RATE, selected
from rnnviz.chapters.gradients.page.pictures import drawn
from rnnviz.chapters.gradients.scene import NAMES_OF_NUMBERS, PHASES, UPDATES, Scene, View, fitted
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.arithmetic import Sums
from rnnviz.ui.components.passes import passes
from rnnviz.ui.prediction import is_revealed

TITLES = {
    "x": "the input x",
    "h": "the state h",
    "c": "the cell state c",
    "y": "the output y",
    "error": "the error, y minus target",
    "d_y": "the gradient of the loss by y",
    "d_h": "the gradient of the loss by h",
    "d_c": "the gradient of the loss by c",
}


def reference(view: View) -> Reference:
    """The selected number as the arithmetic takes it."""
    name, timestep, unit = view.selected
    return Reference(name, timestep, unit, layer=1 if name in ("y", "d_y", "error") else 0)


def subject() -> tuple:
    """The selected number of this very network."""
    return results.network_of(PAGE.view), PAGE.view.cell, reference(PAGE.view)


def asked() -> bool:
    """Whether the selected number is hidden, because the reader is to predict it."""
    return PAGE.view.predict and not is_revealed(PAGE, subject())


SUMS = Sums(PAGE, lambda: results.scene(PAGE.view).gradients, lambda: reference(PAGE.view), subject, asked)


def training() -> None:
    """The four buttons, the numbers they fill in, and the arithmetic of the selected one."""
    view = PAGE.view
    st.header("One step of training, number by number")
    if view.predict:
        CELL.draw(PAGE)
    else:
        cell, rate = st.columns([1, 1.4], gap="medium")
        cell.markdown(
            f"The **{NAMES[view.cell]}**, one unit at a time. Any number opens its arithmetic: pre is the sum "
            "before an activation, x⁽²⁾ what the Dense layer reads, so ∂L/∂x⁽²⁾ is what the loss asks of h directly."
        )
        with rate:
            RATE.draw(PAGE, changed)
    steps, arithmetic = st.columns([1.6, 1], gap="medium")
    with steps:
        one_step()
    with arithmetic:
        SUMS.show()
    if view.phase == "update" and not view.predict:
        drawn(drawings.update_matrices(view), "update")


def one_step() -> None:
    """The component with the four buttons."""
    view, shown = PAGE.view, results.scene(PAGE.view)
    name, timestep, unit = view.selected
    unit = unit if isinstance(unit, int) and name in ("h", "c", "d_h", "d_c") else 0
    passes(
        table(shown, unit, hidden_before(view)),
        key=PAGE.key("passes"),
        phase="backward" if view.predict else view.phase,
        selected=None if timestep is None or isinstance(view.selected[2], tuple) else [name, timestep],
        units=view.units,
        unit=unit,
        loss=written(shown.loss.value, 6),
        after=written(shown.updated.loss.value, 6) if view.phase == "update" else "",
        updates=view.updates,
        locked=view.predict,
        on_event=event,
    )


def hidden_before(view: View) -> int | None:
    """The first timestep whose gradients are shown, because those before are to be predicted; None shows all."""
    if not view.predict:
        return None
    return view.selected[1] + asked()


def table(shown: Scene, unit: int, hidden: int | None) -> list[dict]:
    """The rows of the component, for one unit."""
    gradients, rows = shown.gradients, []
    states, trace = shown.cell.states, shown.trace
    values = {"x": ("forward", shown.inputs[:, 0])}
    values |= {state: ("forward", trace[state][0, :, unit]) for state in states}
    values |= {"y": ("forward", shown.run.outputs[0, :, 0])}
    at_loss = np.isin(np.arange(len(shown.inputs)), shown.loss.timesteps)
    values |= {"error": ("loss", np.where(at_loss, shown.loss.error[0, :, 0], np.nan))}
    values |= {"d_y": ("backward", np.where(at_loss, gradients.loss.d_outputs[0, :, 0], np.nan))}
    values |= {f"d_{state}": ("backward", shown.recurrent[state][0, :, unit]) for state in reversed(states)}
    for name, (phase, numbers) in values.items():
        finite = np.abs(numbers[np.isfinite(numbers)])
        entries = numbers.tolist()
        if name in ("error", "d_y"):
            entries = [number if at else None for number, at in zip(entries, at_loss, strict=True)]
        if hidden is not None and name in ("d_h", "d_c"):
            entries = ["hidden" if t < hidden else number for t, number in enumerate(entries)]
            finite = np.abs(numbers[hidden:][np.isfinite(numbers[hidden:])])
        base = {"error": "e"}.get(name, name.removeprefix("d_"))
        indexed = str(unit) if name.removeprefix("d_") in states else "0"
        symbol = {"base": base, "subscript": "t", "index": indexed, "gradient": name.startswith("d_")}
        largest = float(finite.max(initial=0.0)) or 1.0
        rows.append(
            {
                "name": name,
                "given": name == "x",
                "symbol": symbol,
                "values": entries,
                "phase": phase,
                "largest": largest,
                "title": TITLES[name],
            }
        )
    return rows


def event() -> None:
    """The component's event."""
    found = st.session_state[PAGE.key("passes")].event
    PAGE.change(lambda view: after_event(view, found))


def after_event(view: View, event) -> View:
    """The view after an event of the component; one that makes no sense changes nothing."""
    match event:
        case {"reset": True}:
            return replace(view, updates=0, phase="forward")
        case {"phase": "forward", "next": True}:
            if view.updates == UPDATES:
                raise ValueError(f"{UPDATES} updates are as many as this page makes: go back to the initial weights.")
            return replace(view, updates=view.updates + 1, phase="forward")
        case {"phase": str(phase)} if phase in PHASES:
            return replace(view, phase=phase)
        case {"unit": unit} if type(unit) is int and 0 <= unit < view.units:
            name, timestep, _ = view.selected
            name = name if name in ("h", "c", "d_h", "d_c") else "d_h"
            return fitted(replace(view, selected=(name, timestep or 0, unit)))[0]
        case {"select": [str(name), timestep]} if name in NAMES_OF_NUMBERS and name != "x":
            unit = view.selected[2]
            chosen = {"name": name, "timestep": timestep, "unit": unit if isinstance(unit, int) else 0}
            return selected(view, chosen)
    return view
