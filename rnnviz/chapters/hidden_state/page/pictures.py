"""The unrolled network, the selected number's arithmetic, and the states over all steps."""

from functools import partial

import streamlit as st

from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.figures import diagram_table
from rnnviz.chapters.hidden_state.page.editing import in_sum, refused, take
from rnnviz.chapters.hidden_state.page.state import PAGE, SELECTION, hidden, network
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import Selected, select
from rnnviz.core.weights import STATES
from rnnviz.ui.components.diagram import diagram
from rnnviz.ui.controls import propose


def looked_at() -> tuple[int, Selected]:
    """Return the step and the number that the diagram shows: the last that was opened of those it has."""
    view, opened = PAGE.view, SELECTION.trail()
    found = [each for each in opened[1:] if each.name in (*STATES[view.cell], "y") and each.timestep is not None]
    if not found:
        return view.step, view.selected
    name, timestep, unit, *_ = found[-1]
    return timestep + 1, Selected(name, timestep, unit)


@PAGE.section(lambda: (PAGE.view, hidden(), looked_at(), repr(refused())), first=True)
def unrolled() -> None:
    """Draw the unrolled network, and below it h over all steps."""
    step, selected = looked_at()
    diagram(
        diagram_table(PAGE.view, hidden()),
        key=PAGE.key("diagram"),
        step=step,
        selected=selected._asdict(),
        on_select=lambda: SELECTION.choose("diagram", "select", select),
        folds=True,
        on_edit=partial(take, "diagram"),
        mistake=refused(),
    )


@PAGE.section(lambda: (network(), min(looked_at()[0], 2), PAGE.view.predict, SELECTION.shown_by), height=110)
def told() -> None:
    """Tell what the example is and where its weights come from, and propose one thing to try next."""
    shown = scene(PAGE.view)
    proposal = words.proposal(shown, looked_at()[0])
    if PAGE.view.predict:
        proposal = None if SELECTION.is_asked else words.next_question(PAGE.view)
    propose(PAGE, proposal)
    st.markdown(words.story(shown))
    st.caption(words.weights_from(shown))


@PAGE.section(lambda: (SELECTION.shown_by, repr(refused())), first=True)
def arithmetic() -> None:
    """Show the selected number's arithmetic, or the question for it."""
    SELECTION.show(in_sum())
