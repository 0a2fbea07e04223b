"""Predict, then reveal: the reader says the next edge's shape and the layer's parameters, and is graded."""

from functools import partial

import streamlit as st

from rnnviz.chapters.shapes.page.state import PAGE, network
from rnnviz.chapters.shapes.scene import is_all_revealed, scene
from rnnviz.chapters.shapes.view.edits import reveal
from rnnviz.chapters.shapes.words import Grade, grade_count, grade_shape, parse_count, parse_shape
from rnnviz.ui.link import verbatim


def subject() -> tuple:
    """Return what the question is about: this network, and its next layer."""
    return network(), PAGE.view.answered


def said(name: str) -> tuple:
    """Return what was said under a name of the last answer, if it was about this question."""
    owner, sentences = st.session_state.get(PAGE.key(name), (None, ()))
    return sentences if owner == subject() else ()


@PAGE.section(lambda: (subject(), said("right_answer"), said("grades")), first=True)
def question() -> None:
    """Ask for the next layer's shape and count, or say that all is revealed."""
    shown, position = scene(PAGE.view), PAGE.view.answered
    for sentence in said("right_answer"):
        st.success(verbatim(sentence))
    if is_all_revealed(PAGE.view):
        st.info("Every shape and count is revealed. Change the stack to begin anew.")
        return
    name = shown.names[position]
    st.header(f"What does {name} hand on?")
    st.markdown(f"It receives `{shown.shapes[position]}`. Its options are in its card.")
    key = f"{position}_{hash(network()) & 0xFFFFFF}"
    with st.form(PAGE.key(f"answer_{key}"), border=False):
        st.text_input("Shape, or “error” if Keras refuses it", key=PAGE.key(f"shape_{key}"), max_chars=40)
        st.text_input(f"Parameters of {name}", key=PAGE.key(f"count_{key}"), max_chars=20)
        check, give_up = st.columns(2)
        check.form_submit_button("Check", width="stretch", on_click=answer, args=(key,))
        give_up.form_submit_button("Reveal", width="stretch", on_click=reveal_next)
    for grade in said("grades"):
        {True: st.success, False: st.error, None: st.warning}[grade.right](verbatim(grade.sentence))


def answer(key: str) -> None:
    """Grade the answer: reveal where both are right, else say of each what is wrong, or missing."""
    shown, position = scene(PAGE.view), PAGE.view.answered
    shape, count = (str(st.session_state[PAGE.key(f"{name}_{key}")]) for name in ("shape", "count"))
    grades = []
    try:
        grades.append(grade_shape(shown, position, parse_shape(shape)))
        if not shown.refuses(position):
            grades.append(grade_count(shown, position, parse_count(count)))
    except ValueError as error:
        grades.append(Grade(None, str(error)))
    if all(each.right for each in grades):
        owner = network(), position + 1
        st.session_state[PAGE.key("right_answer")] = owner, (" ".join(each.sentence for each in grades),)
        reveal_next()
    st.session_state[PAGE.key("grades")] = subject(), tuple(grades)
    PAGE.redraw(question)


def reveal_next() -> None:
    """Show the layer's shape and count, and look at what it hands on."""
    PAGE.change(partial(reveal, position=PAGE.view.answered))
