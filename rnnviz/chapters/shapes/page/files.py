"""The Keras code of the stack, the link to it, and files to take away."""

import streamlit as st

from rnnviz.chapters.shapes import results
from rnnviz.chapters.shapes.page.controls import PAGE, to_query
from rnnviz.ui.take_away import Download
from rnnviz.ui.take_away import take_away as shown

DOWNLOADS = (
    Download("These numbers (CSV)", "numbers.csv", "text/csv", results.tensor_csv),
    Download("Keras script", "stack_keras.py", "text/x-python", results.keras_script),
    Download("Notebook", "stack.ipynb", "application/x-ipynb+json", results.notebook),
)


def code() -> None:
    """The stack as Keras code."""
    st.header("The same in Keras")
    if any(getattr(layer, "return_state", False) for layer in PAGE.view.layers):
        st.markdown("A layer with `return_state` returns a list, which `Sequential` cannot pass on: it is written out.")
    st.code(results.code(PAGE.view), language="python", wrap_lines=True)


def take_away() -> None:
    """The link, the numbers and the code that reproduces them."""
    refused = results.scene(PAGE.view).mistake is not None
    caption = (
        "Each program asserts that Keras refuses this stack with this very message."
        if refused
        else "Each program builds the stack, sets these very weights, runs this sample and asserts this output."
    )
    shown(PAGE, to_query(PAGE.view), DOWNLOADS, caption)
