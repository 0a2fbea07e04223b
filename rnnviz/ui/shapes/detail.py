"""Beside the stack: the tensor on the edge that was chosen and a number's arithmetic, or a layer's weights."""

import streamlit as st

from rnnviz.arithmetic import Reference
from rnnviz.chapters.shapes import scene as scenes
from rnnviz.chapters.shapes import words
from rnnviz.layers import Bidirectional
from rnnviz.ui.components.plot import plot
from rnnviz.ui.shapes import results
from rnnviz.ui.shapes.view import HELD
from rnnviz.ui.sums import Sums


def detail() -> None:
    """What was chosen in the stack."""
    what, position, _ = results.look(HELD.view)
    if what == "layer":
        return weights(position)
    tensor()


def tensor() -> None:
    """The tensor on an edge."""
    view = HELD.view
    figure, table, alt, sentence = results.tensor_figure(view)
    shown = results.scene(view)
    flowing = scenes.tensor(shown, results.look(view))
    st.header(flowing.title[0].upper() + flowing.title[1:])
    st.markdown(sentence)
    plot(figure, key=HELD.key("tensor"), alt=alt, table=table, name="tensor", on_click=click)
    arithmetic()


def click() -> None:
    """The heat map's event: a number was clicked."""
    event = st.session_state[HELD.key("tensor")].click
    if isinstance(event, dict):
        choose(event.get("column"), event.get("row"))


def choose(place, unit) -> None:
    """Select the number at a place of the tensor that is looked at; one that is not there changes nothing."""
    shown, where = results.scene(HELD.view), results.look(HELD.view)
    if where[0] == "layer" or type(place) is not int or type(unit) is not int:
        return
    positions, units = scenes.tensor(shown, where).values.shape
    if 0 <= place < positions and 0 <= unit < units:
        HELD.change(lambda view: scenes.selecting(view, scenes.number_at(shown, where, place, unit)))


def selected() -> Reference | None:
    """The number whose arithmetic is shown."""
    return scenes.selected(results.scene(HELD.view), HELD.view, results.look(HELD.view))


SUMS = Sums(HELD, lambda: results.scene(HELD.view).run, selected, lambda: (results.stack_of(HELD.view), selected()))


def arithmetic() -> None:
    """The selected number's arithmetic."""
    if selected() is None:
        st.markdown(f"These numbers are given: drawn with seed {HELD.view.seed}, to one decimal.")
    else:
        SUMS.show()


def weights(position: int) -> None:
    """The weights of a layer."""
    view = HELD.view
    layer, name = view.layers[position], results.scene(view).names[position]
    st.header(f"The weights of {name}")
    st.markdown(words.weights_sentence(layer, name, view.seed))
    for direction in ("forward", "backward") if isinstance(layer, Bidirectional) else ("",):
        if direction:
            st.subheader(f"{direction.capitalize()} layer")
        figure, table, alt = results.weights_figure(view, position, direction)
        plot(
            figure,
            key=HELD.key(f"weights_{direction}"),
            alt=alt,
            table=table,
            name=f"weights-{name}",
            on_click=lambda: None,
        )
