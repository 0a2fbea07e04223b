"""The title, the presets and the stack."""

import streamlit as st

from rnnviz.chapters.shapes.edits import edited
from rnnviz.chapters.shapes.presets import presets
from rnnviz.ui.components.stack import stack as drawn
from rnnviz.ui.shapes import results
from rnnviz.ui.shapes.view import HELD, PREDICT


def header() -> None:
    """The title, the presets, and what the chosen one is for."""
    st.title("Shapes and wiring")
    key, titles = HELD.hold("preset", HELD.view.preset), {key: preset.title for key, preset in presets().items()}

    def chosen():
        HELD.change(lambda _: presets()[st.session_state[key]].view())

    st.pills(
        "Wiring", titles, format_func=titles.get, key=key, on_change=chosen, required=True, label_visibility="collapsed"
    )
    preset = presets()[HELD.view.preset]
    st.markdown(preset.story)


def stack() -> None:
    """The stack that the reader builds."""
    drawn(results.table(HELD.view), key=HELD.key("stack"), on_edit=edit, mistakes=typing_mistakes())


def edit() -> None:
    """The stack's event: a layer was changed, added, moved or removed, or something was chosen to be looked at."""
    event = st.session_state[HELD.key("stack")].edit
    st.session_state.pop(HELD.key("typed"), None)
    HELD.moved()
    try:
        view, left_out = edited(HELD.view, event)
    except ValueError as error:
        st.session_state[HELD.key("typed")] = (results.stack_of(HELD.view), where(event), str(error))
        return
    HELD.change(lambda _: view)
    for sentence in left_out:
        HELD.tell(sentence)


def where(event: dict) -> dict:
    """The field of an event, and what was typed into it."""
    return {name: str(event.get(name, ""))[:40] for name in ("action", "layer", "field", "value")}


def typing_mistakes() -> list[dict]:
    """What was typed into a field and refused, with the sentence; none once the stack is another."""
    owner, place, sentence = st.session_state.get(HELD.key("typed"), (None, {}, ""))
    return [{**place, "sentence": sentence}] if owner == results.stack_of(HELD.view) else []
