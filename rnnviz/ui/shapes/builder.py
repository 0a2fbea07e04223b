"""The title, the presets and the stack."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.shapes.edits import edited
from rnnviz.chapters.shapes.presets import Preset, presets
from rnnviz.chapters.shapes.view import View
from rnnviz.ui.components.stack import stack as drawn
from rnnviz.ui.components.wirings import wirings
from rnnviz.ui.controls import choose_preset
from rnnviz.ui.shapes import results
from rnnviz.ui.shapes.view import HELD, PREDICT, SEED


def header() -> None:
    """The title, the presets, and what the chosen one is for."""
    st.title("Shapes and wiring")
    titles = {key: preset.title for key, preset in presets().items()}
    choose_preset(HELD, titles, lambda _, key: presets()[key].view())
    preset = presets()[HELD.view.preset]
    if not is_as_made(HELD.view, preset):
        st.markdown(f"Your own stack, begun from “{preset.title}”.")
        return
    st.markdown("What is it? Its shapes and counts are yours to predict." if HELD.view.predict else preset.story)


def is_as_made(view: View, preset: Preset) -> bool:
    """Whether the stack is the preset's own."""
    made = preset.view()
    return (view.layers, view.input_shape, view.starts) == (made.layers, made.input_shape, made.starts)


def stack() -> None:
    """The stack that the reader builds, and the choices about all of it."""
    drawn(results.table(HELD.view), key=HELD.key("stack"), on_edit=edit, mistakes=refused())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        PREDICT.draw(HELD, start_predicting)
        SEED.draw(HELD)
    where_it_runs()


def where_it_runs() -> None:
    """A link to the chapter's view that is wired like the chosen preset, or that it runs here."""
    preset = presets()[HELD.view.preset]
    if not is_as_made(HELD.view, preset) or results.scene(HELD.view).mistake:
        return
    if preset.wiring:
        wirings(key=HELD.key("wiring"), only=preset.wiring)
    if preset.runs:
        label = f"Wired so, with trained weights: {preset.runs_as} →"
        st.page_link("pages/hidden_state.py", label=label, query_params=dict(preset.runs))
    else:
        st.markdown("It runs here, live, with untrained weights: click any edge.")


def start_predicting(view: View, field: str, value: bool) -> View:
    """Prediction on, from the first layer, or off."""
    return replace(view, predict=value, answered=0, selected=None)


def edit() -> None:
    """The stack's event: a layer was changed, added, moved or removed, or something was chosen to be looked at."""
    event = st.session_state[HELD.key("stack")].edit
    st.session_state.pop(HELD.key("refused"), None)
    HELD.moved()
    try:
        view, left_out = edited(HELD.view, event)
    except ValueError as error:
        if event["action"] not in ("set", "input"):
            return HELD.tell(str(error))
        place = {name: str(event.get(name, ""))[:40] for name in ("action", "layer", "field", "value")}
        st.session_state[HELD.key("refused")] = results.stack_of(HELD.view), {**place, "sentence": str(error)}
        return
    HELD.change(lambda _: view)
    for sentence in left_out:
        HELD.tell(sentence)


def refused() -> list[dict]:
    """What was typed into a field and refused, with the sentence; none once the stack is another."""
    owner, mistake = st.session_state.get(HELD.key("refused"), (None, {}))
    return [mistake] if owner == results.stack_of(HELD.view) else []
