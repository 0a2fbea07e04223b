"""Beside the stack: the tensor on the edge that was chosen and a number's arithmetic, or a layer's weights."""

import streamlit as st

from rnnviz.chapters.shapes import results, words
from rnnviz.chapters.shapes import scene as scenes
from rnnviz.chapters.shapes.page.controls import PAGE
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import Bidirectional, Layer, Recurrent
from rnnviz.ui.arithmetic import Sums
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.reading import reading as drawing


def detail() -> None:
    """What was chosen in the stack."""
    what, position, _ = results.look(PAGE.view)
    if what == "layer":
        return weights(position)
    tensor()


def tensor() -> None:
    """The tensor on an edge, and which output belongs to which input."""
    view, where = PAGE.view, results.look(PAGE.view)
    figure, sentence = results.tensor_figure(view)
    flowing = scenes.tensor(results.scene(view), where)
    st.header(flowing.title[0].upper() + flowing.title[1:])
    st.markdown(sentence)
    crossed = where[0] == "edge" and where[1] > 0 and turns(view.layers[where[1] - 1])
    if crossed:
        reading(where[1] - 1)
    plot(figure, key=PAGE.key("tensor"), name="tensor", on_click=click)
    arithmetic()
    if where[0] == "edge" and where[1] > 0 and not crossed:
        reading(where[1] - 1)


def turns(layer: Layer) -> bool:
    """Whether a layer reads the sequence from its end, alone or besides."""
    return isinstance(layer, Bidirectional) or (isinstance(layer, Recurrent) and layer.cell.go_backwards)


def reading(position: int) -> None:
    """Which output of a recurrent layer belongs to which input."""
    table = results.reading(PAGE.view, position)
    if table is None:
        return
    layer, name = PAGE.view.layers[position], results.scene(PAGE.view).names[position]
    sentence = words.order_sentence(layer, name, table["steps"])
    st.subheader("Which output belongs to which input")
    drawing(table, key=PAGE.key("reading"), label=sentence, on_choose=choose_output)
    st.markdown(f"{sentence} {words.drawn_unit(layer)}")


def choose_output() -> None:
    """The drawing's event: an output was chosen, or a state."""
    event = st.session_state[PAGE.key("reading")].choose
    if isinstance(event, list) and len(event) == 1:
        return choose(event[0], 0)
    shown, (_, position, _) = results.scene(PAGE.view), results.look(PAGE.view)
    reference = scenes.state_at(shown, position - 1, event)
    PAGE.change(lambda view: scenes.selecting(view, reference))


def click() -> None:
    """The heat map's event: a number was clicked."""
    event = st.session_state[PAGE.key("tensor")].click
    if isinstance(event, dict):
        choose(event.get("column"), event.get("row"))


def choose(place, unit) -> None:
    """Select the number at a place of the tensor that is looked at; one that is not there changes nothing."""
    shown, where = results.scene(PAGE.view), results.look(PAGE.view)
    if where[0] == "layer" or type(place) is not int or type(unit) is not int:
        return
    positions, units = scenes.tensor(shown, where).values.shape
    if 0 <= place < positions and 0 <= unit < units:
        PAGE.change(lambda view: scenes.selecting(view, scenes.number_at(shown, where, place, unit)))


def selected() -> Reference | None:
    """The number whose arithmetic is shown."""
    return scenes.selected(results.scene(PAGE.view), PAGE.view, results.look(PAGE.view))


SUMS = Sums(PAGE, lambda: results.scene(PAGE.view).run, selected, lambda: (results.stack_of(PAGE.view), selected()))


def arithmetic() -> None:
    """The selected number's arithmetic."""
    if selected() is None:
        st.markdown(f"These numbers are given: drawn with seed {PAGE.view.seed}, to one decimal.")
    else:
        SUMS.show()


def weights(position: int) -> None:
    """The weights of a layer."""
    view = PAGE.view
    layer, name = view.layers[position], results.scene(view).names[position]
    st.header(f"The weights of {name}")
    st.markdown(words.weights_sentence(layer, name, view.seed))
    for direction in ("forward", "backward") if isinstance(layer, Bidirectional) else ("",):
        if direction:
            st.subheader(f"{direction.capitalize()} layer")
        figure = results.weights_figure(view, position, direction)
        plot(figure, key=PAGE.key(f"weights_{direction}"), name=f"weights-{name}")
