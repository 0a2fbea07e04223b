"""The title, the presets, the stack, and the choices about all of it."""

import streamlit as st

from rnnviz.chapters.shapes.figures.stack import shown_by, stack_table
from rnnviz.chapters.shapes.page.state import PAGE, network
from rnnviz.chapters.shapes.proposals import next_question, proposal
from rnnviz.chapters.shapes.scene import is_all_revealed
from rnnviz.chapters.shapes.view.edits import apply_edit, start_predicting
from rnnviz.chapters.shapes.view.link import PREDICT, SEED
from rnnviz.chapters.shapes.view.presets import is_as_made, presets
from rnnviz.ui.components.stack import stack
from rnnviz.ui.components.wirings import wirings
from rnnviz.ui.controls import choose_preset, control, propose
from rnnviz.ui.opening import opening


def story() -> tuple:
    """Return what is told of the stack: its preset's story, that it is the reader's own, or nothing yet."""
    return PAGE.view.preset, is_as_made(PAGE.view), PAGE.view.predict


@PAGE.section(lambda: PAGE.view.preset, late=True, height=90)
def header() -> None:
    """Show the title and the presets."""
    opening(PAGE)
    titles = {key: preset.title for key, preset in presets().items()}
    choose_preset(PAGE, titles, lambda _, key: presets()[key].view())


@PAGE.section(lambda: (shown_by(PAGE.view), repr(refused())), first=True)
def builder() -> None:
    """Draw the stack that the reader builds."""
    stack(stack_table(PAGE.view), key=PAGE.key("stack"), on_edit=edit, mistakes=refused())


def edit() -> None:
    """Take the stack's event: a layer was changed, added, moved or removed, or something was chosen to be looked at."""
    event = st.session_state[PAGE.key("stack")].edit
    st.session_state.pop(PAGE.key("refused"), None)
    try:
        view = apply_edit(PAGE.view, event)
    except ValueError as error:
        if event["action"] not in ("set", "input"):
            return PAGE.refuse(str(error), builder)
        place = {name: str(event.get(name, ""))[:40] for name in ("action", "layer", "field", "value")}
        st.session_state[PAGE.key("refused")] = network(), {**place, "sentence": str(error)}
        return PAGE.redraw(builder)
    PAGE.change(lambda _: view, builder)


def refused() -> list[dict]:
    """Return what was typed into a field and refused, with the sentence; nothing once the stack is another."""
    owner, mistake = st.session_state.get(PAGE.key("refused"), (None, {}))
    return [mistake] if owner == network() else []


@PAGE.section(lambda: (network(), story(), PAGE.view.answered), late=True, height=110)
def told() -> None:
    """Propose one thing to try next, and tell what the stack is for, beside its wiring."""
    view, preset = PAGE.view, presets()[PAGE.view.preset]
    if not view.predict:
        propose(PAGE, proposal(view))
    elif is_all_revealed(view):
        propose(PAGE, next_question(view))
    if not is_as_made(view):
        return st.markdown(f"Your own stack, begun from “{preset.title}”.")
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        if preset.wiring:
            with st.container(width=170):
                wirings(key=PAGE.key("wiring"), only=preset.wiring, monochrome=True)
        st.markdown("What is it? Its shapes and counts are yours to predict." if view.predict else preset.story)


@PAGE.section(lambda: (story(), PAGE.view.seed), late=True, height=110)
def choices() -> None:
    """Draw the choices about all of the stack, and where one that is wired so runs."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        control(PAGE, PREDICT, start_predicting)
        control(PAGE, SEED)
    preset = presets()[PAGE.view.preset]
    if not is_as_made(PAGE.view) or preset.key == "mistake":
        return
    if not preset.runs:
        return st.caption("It runs here, live, with untrained weights: click any edge.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Wired so, with trained weights:", width="content")
        for label, chapter, query in preset.runs:
            st.page_link(f"pages/{chapter}.py", label=f"{label} →", query_params=dict(query), width="content")
