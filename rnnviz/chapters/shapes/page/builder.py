"""The title, the presets and the stack."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.shapes import results
from rnnviz.chapters.shapes.edits import edited
from rnnviz.chapters.shapes.page.controls import PAGE, PREDICT, SEED
from rnnviz.chapters.shapes.presets import Preset, presets
from rnnviz.chapters.shapes.view import View
from rnnviz.ui.components.stack import stack as drawn
from rnnviz.ui.components.wirings import wirings
from rnnviz.ui.controls import choose_preset


def header() -> None:
    """The title, the presets, and what the chosen one is for."""
    st.title("Shapes and wiring")
    titles = {key: preset.title for key, preset in presets().items()}
    choose_preset(PAGE, titles, lambda _, key: presets()[key].view())
    preset = presets()[PAGE.view.preset]
    if not is_as_made(PAGE.view, preset):
        st.markdown(f"Your own stack, begun from “{preset.title}”.")
        return
    st.markdown("What is it? Its shapes and counts are yours to predict." if PAGE.view.predict else preset.story)


def is_as_made(view: View, preset: Preset) -> bool:
    """Whether the stack is the preset's own."""
    made = preset.view()
    return (view.layers, view.input_shape, view.starts) == (made.layers, made.input_shape, made.starts)


def stack() -> None:
    """The stack that the reader builds, and the choices about all of it."""
    drawn(results.table(PAGE.view), key=PAGE.key("stack"), on_edit=edit, mistakes=refused())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        PREDICT.draw(PAGE, start_predicting)
        SEED.draw(PAGE)
    where_it_runs()


def where_it_runs() -> None:
    """A link to the chapter's view that is wired like the chosen preset, or that it runs here."""
    preset = presets()[PAGE.view.preset]
    if not is_as_made(PAGE.view, preset) or results.scene(PAGE.view).mistake:
        return
    if preset.wiring:
        wirings(key=PAGE.key("wiring"), only=preset.wiring)
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
    event = st.session_state[PAGE.key("stack")].edit
    st.session_state.pop(PAGE.key("refused"), None)
    PAGE.moved()
    try:
        view, left_out = edited(PAGE.view, event)
    except ValueError as error:
        if event["action"] not in ("set", "input"):
            return PAGE.notify(str(error))
        place = {name: str(event.get(name, ""))[:40] for name in ("action", "layer", "field", "value")}
        st.session_state[PAGE.key("refused")] = results.stack_of(PAGE.view), {**place, "sentence": str(error)}
        return
    PAGE.change(lambda _: view)
    for sentence in left_out:
        PAGE.notify(sentence)


def refused() -> list[dict]:
    """What was typed into a field and refused, with the sentence; none once the stack is another."""
    owner, mistake = st.session_state.get(PAGE.key("refused"), (None, {}))
    return [mistake] if owner == results.stack_of(PAGE.view) else []
