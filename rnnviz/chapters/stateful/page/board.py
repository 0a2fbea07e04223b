"""The lane board, the arithmetic of one of its numbers or the question for whose it is, and what is to be noticed."""

from functools import partial

import numpy as np
import streamlit as st

from rnnviz.chapters.stateful.figures import tickets_table
from rnnviz.chapters.stateful.page.state import PAGE, SELECTION, answer, asked, board_now, is_hidden
from rnnviz.chapters.stateful.scene import learned_from, series_of, states_of, tickets_of
from rnnviz.chapters.stateful.view import View, look_at
from rnnviz.chapters.stateful.words import board as words
from rnnviz.chapters.stateful.words import prediction
from rnnviz.chapters.stateful.words.prediction import ZEROS
from rnnviz.core.numbers import written
from rnnviz.ui.components.lanes import Column, Stop, lanes
from rnnviz.ui.components.table import table
from rnnviz.ui.controls import propose
from rnnviz.ui.link import verbatim


def looked_at() -> tuple[int, int]:
    """Return the ticket and the step that the board marks: of the last number that was opened."""
    opened = SELECTION.trail()[-1]
    step = PAGE.view.timestep if opened.timestep is None else opened.timestep
    return opened.sample, step


@PAGE.section(lambda: (board_now(), PAGE.view.unit, PAGE.view.state, looked_at(), is_hidden()), first=True)
def board() -> None:
    """Draw the board."""
    view, hidden = PAGE.view, is_hidden()
    schedule = view.schedule
    columns = [
        Column(
            words.column_title(each),
            f"epoch {each.epoch + 1}" if schedule.epochs > 1 else "",
            each.kind,
            each.is_reset and schedule.stateful,
        )
        for each in schedule.batches
    ]
    lanes(
        columns,
        stops_of(view, hidden),
        series=series_of(view)[: schedule.values],
        window=view.window,
        chosen=(view.ticket, view.timestep) if hidden else looked_at(),
        asked=hidden,
        key=PAGE.key("lanes"),
        label=f"The board: {len(columns)} batches of {view.batch} windows; {view.state}[{view.unit}] after each",
        legend="Click the window whose last state the framed one receives." if hidden else words.LEGEND,
        on_choose=partial(choose, PAGE.drawing),
    )


def stops_of(view: View, hidden: bool) -> list[Stop]:
    """Return the tickets as they are drawn: without whose state they receive, and without numbers, where hidden."""
    states, made = states_of(view), []
    for number, each in enumerate(tickets_of(view)):
        place = each.batch, each.row, view.schedule.start(each.sample), words.span(view, each.sample)
        if hidden:
            spoken = f"{words.place(view, number)}, reads {place[-1]}"
            made.append(Stop(*place, None, None, "hidden", "", -1, spoken))
            continue
        cells = states[number].tolist() if view.sequences else None
        whose = each.relation, words.gap(each), each.source
        made.append(Stop(*place, float(states[number, -1]), cells, *whose, words.spoken(view, number)))
    return made


def choose(section) -> None:
    """Take what was chosen on the board: the answer where it is asked for, else what to look at; a callback."""
    found = st.session_state[PAGE.key("lanes")].choose
    if not found:
        return
    if is_hidden():
        match found:
            case [int(ticket), *_] if 0 <= ticket < len(tickets_of(PAGE.view)):
                return say(ticket)
        return None
    PAGE.change(lambda view: look_at(view, found), section)


def say(said: int) -> None:
    """Take an answer; a callback."""
    st.session_state[PAGE.key("answer")] = asked(), said
    if prediction.grade(PAGE.view, said).right:
        st.session_state[PAGE.key("shown")] = asked()
    PAGE.redraw()


@PAGE.section(lambda: (SELECTION.shown_by, PAGE.view.predict, is_hidden(), answer()), first=True)
def arithmetic() -> None:
    """Show the arithmetic of the number that is looked at, or ask whose state it begins with."""
    if PAGE.view.predict:
        question()
    if not is_hidden():
        st.markdown(words.opened(PAGE.view))
        SELECTION.show()


def question() -> None:
    """Ask whose state the ticket receives, and grade what was answered."""
    view, said = PAGE.view, answer()
    if is_hidden():
        st.markdown(prediction.question(view))
        with st.container(horizontal=True):
            st.button("It begins with zeros", key=PAGE.key("say_zeros"), on_click=say, args=(ZEROS,))
            st.button("Reveal", key=PAGE.key("reveal"), on_click=reveal)
    if said is not None:
        grade = prediction.grade(view, said)
        (st.success if grade.right else st.error)(verbatim(grade.sentence))
    if not is_hidden():
        st.button("Ask about another", key=PAGE.key("another"), on_click=ask_another, type="primary")


def reveal() -> None:
    """Show the lanes; a callback."""
    st.session_state[PAGE.key("shown")] = asked()
    PAGE.redraw()


def ask_another() -> None:
    """Ask about another ticket; a callback."""
    PAGE.change(lambda view: look_at(view, [prediction.next_ticket(view)]))


@PAGE.section(lambda: (board_now(), PAGE.view.ticket, PAGE.view.state, PAGE.view.unit, is_hidden()), height=110)
def told() -> None:
    """Tell what the board shows, and propose the other arrangement."""
    view = PAGE.view
    if is_hidden():
        st.caption("What the lanes are like is told once this window's state is known.")
        return
    propose(PAGE, words.proposal(view))
    st.markdown(words.story(view))
    if sentence := words.cut_gradient(view, size_at_border(view)):
        st.caption(sentence)
    with st.expander("The board as a table"):
        shown = tickets_table(view, states_of(view)[:, -1:])
        cells = [[written(cell, 4) if isinstance(cell, float) else str(cell) for cell in row] for row in shown.rows]
        columns = (*shown.columns[:-1], f"{view.state}[{view.unit}] at its end")
        table(columns, cells, key=PAGE.key("table"), name="the board", texts=(2, 5, 8))


def size_at_border(view: View) -> float:
    """Return the size of ∂L/∂h₀ (and c₀) of the ticket that is looked at, L the loss of its batch alone."""
    states = learned_from(view).layers[0][""].initial_state.values()
    size = float(np.sqrt(sum(np.square(each[view.ticket]).sum() for each in states)))
    return size * len(view.schedule.batches)  # the gradient is that of the mean over all batches
