"""Beside the stack: the tensor on the edge that was chosen and a number's arithmetic, or a layer's weights."""

import streamlit as st

from rnnviz.chapters.shapes.figures.tensors import tensor_figure, weights_figure
from rnnviz.chapters.shapes.page.state import PAGE, SELECTION, network
from rnnviz.chapters.shapes.scene import is_shown, marked, scene, select_in_map, selected, shown_look, tensor
from rnnviz.chapters.shapes.scene.alignment import aligned_layer, alignment, reads_backwards, select_in_alignment
from rnnviz.chapters.shapes.view.layers import directions
from rnnviz.chapters.shapes.view.stack import reads_tokens
from rnnviz.chapters.shapes.words import (
    alignment_sentence,
    counted_sentence,
    drawn_unit,
    loop_sentence,
    mask_of,
    mask_sentence,
    start_sentence,
    tensor_sentence,
    weights_sentence,
)
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.reading import reading


@PAGE.section(lambda: (network(), shown_look(PAGE.view), selected(PAGE.view)), first=True)
def detail() -> None:
    """Show what was chosen in the stack: a tensor, or the weights of a layer."""
    view, shown, look = PAGE.view, scene(PAGE.view), shown_look(PAGE.view)
    if not is_shown(view):
        st.header(f"{shown.names[look.edge - 1]}, counted")
        return st.markdown(counted_sentence(shown, look))
    if look.what == "layer":
        return weights(look.position)
    flowing = tensor(shown, look)
    st.header(flowing.title[0].upper() + flowing.title[1:])
    draw_alignment(backwards=True)
    plot(
        tensor_figure(view, look, marked(view)),
        key=PAGE.key("tensor"),
        name="tensor",
        on_click=lambda: SELECTION.choose("tensor", "click", select_in_map),
    )
    st.markdown(
        f"{tensor_sentence(shown, flowing)} {start_sentence(shown, look.position - 1)} {loop_sentence(shown)}".strip()
    )


def weights(position: int) -> None:
    """Show the weights of a layer."""
    view = PAGE.view
    layer, name = view.layers[position], scene(view).names[position]
    st.header(f"The weights of {name}")
    st.markdown(weights_sentence(layer, name, view.seed))
    for direction in directions(layer):
        if direction:
            st.subheader(f"{direction.capitalize()} layer")
        figure = weights_figure(view, position, direction)
        plot(figure, key=PAGE.key(f"weights_{direction}"), name=f"weights-{name}")


def shown_arithmetic() -> tuple:
    """Return what the arithmetic depends on: nothing of a run where there is none."""
    return shown_look(PAGE.view), SELECTION.shown_by if is_shown(PAGE.view) else None


@PAGE.section(shown_arithmetic, first=True)
def arithmetic() -> None:
    """Show the selected number's arithmetic."""
    if shown_look(PAGE.view).what == "layer" or not is_shown(PAGE.view):
        return
    if selected(PAGE.view) is None:
        given, how = ("tokens", "") if reads_tokens(PAGE.view) else ("numbers", ", to one decimal")
        st.markdown(f"These {given} are given: drawn with seed {PAGE.view.seed}{how}.")
    else:
        SELECTION.show()


@PAGE.section(lambda: (network(), shown_look(PAGE.view)), height=330)
def order() -> None:
    """Show which output belongs to which input, where that is as one expects: below the sum."""
    draw_alignment(backwards=False)


def draw_alignment(backwards: bool) -> None:
    """Draw which output belongs to which input, if the layer whose output is looked at does (not) read backwards."""
    view, position = PAGE.view, aligned_layer(PAGE.view)
    if position is None or reads_backwards(view.layers[position]) != backwards:
        return
    layer, table = view.layers[position], alignment(view, position)
    shown = scene(view)
    sentence = alignment_sentence(layer, shown.names[position], table["steps"], mask_of(shown, position))
    st.subheader("Which output belongs to which input")
    reading(
        table,
        key=PAGE.key("alignment"),
        label=sentence,
        on_choose=lambda: SELECTION.choose("alignment", "choose", select_in_alignment),
    )
    st.markdown(f"{sentence} {drawn_unit(layer)} {mask_sentence(shown, position)}".strip())
