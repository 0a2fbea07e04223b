"""Predict, then reveal: the reader says the next edge's shape and the layer's parameters, and is graded."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.shapes import results
from rnnviz.chapters.shapes.grading import Grade, grade_count, grade_shape, parse_count, parse_shape
from rnnviz.chapters.shapes.page.controls import PAGE
from rnnviz.chapters.shapes.scene import Scene
from rnnviz.ui.link import verbatim


def next_layer() -> int | None:
    """The layer that is to be predicted; None where nothing is hidden any more."""
    view = PAGE.view
    if not view.predict:
        return None
    shown = results.scene(view)
    last = len(shown.rows) + (shown.mistake is not None)
    return view.answered if view.answered < last else None


def question() -> None:
    """Ask for the next layer's shape and count, or say that all is revealed."""
    view = PAGE.view
    if not view.predict:
        return
    shown, position = results.scene(view), next_layer()
    praise = st.session_state.get(PAGE.key("praise"))
    if praise and praise[0] == (results.stack_of(view), view.answered):
        st.success(verbatim(praise[1]))
    if position is None:
        st.info("Every shape and count is revealed. Change the stack to begin anew.")
        return
    name, received = shown.names[position], shown.shapes[position]
    st.header(f"What does {name} hand on?")
    st.markdown(f"It receives `{received}`. Its options are in its card.")
    key = f"{position}_{hash(results.stack_of(view)) & 0xFFFFFF}"
    with st.form(PAGE.key(f"answer_{key}"), border=False):
        shape = st.text_input("Shape, or “error” if Keras refuses it", key=PAGE.key(f"shape_{key}"), max_chars=40)
        count = st.text_input(f"Parameters of {name}", key=PAGE.key(f"count_{key}"), max_chars=20)
        columns = st.columns(2)
        check = columns[0].form_submit_button("Check", width="stretch")
        give_up = columns[1].form_submit_button("Reveal", width="stretch")
    if give_up:
        reveal(position, "")
    if check:
        grade(shown, position, shape, count)


def grade(shown: Scene, position: int, shape: str, count: str) -> None:
    """Both right: reveal. Else say of each what is wrong, or missing."""
    refused = shown.mistake is not None and shown.mistake.position == position
    grades: list[Grade] = []
    try:
        grades.append(grade_shape(shown, position, parse_shape(shape)))
        if not refused:
            grades.append(grade_count(shown, position, parse_count(count)))
    except ValueError as error:
        st.warning(verbatim(str(error)))
    if grades and all(each.right for each in grades) and len(grades) == 2 - refused:
        reveal(position, " ".join(each.sentence for each in grades))
    for each in grades:
        (st.success if each.right else st.error)(verbatim(each.sentence))


def reveal(position: int, praise: str) -> None:
    """Show the layer's shape and count, and look at what it hands on."""
    PAGE.change(lambda view: replace(view, answered=position + 1, look=("edge", position + 1, 0), selected=None))
    if praise:
        st.session_state[PAGE.key("praise")] = ((results.stack_of(PAGE.view), position + 1), praise)
    st.rerun()
