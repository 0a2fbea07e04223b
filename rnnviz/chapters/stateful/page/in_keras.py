"""What Keras does and does not do with states, each asserted by a test and by the program to take away."""

import streamlit as st

from rnnviz.chapters.stateful.page.state import PAGE
from rnnviz.chapters.stateful.programs import LANES, TWIN
from rnnviz.ui.components.table import table

FACTS = (
    ("A fixed batch size", "keras.Input(batch_shape=(B, T, F)). Without it: “the batch size must be static”."),
    (
        "Emptying the state",
        "layer.reset_state(), on the layer, without arguments: its docstring's states= is refused. The model has no "
        "such method: loop over its layers.",
    ),
    (
        "When it is emptied by itself",
        "Never: not by fit, nor between epochs, nor before or after validation, evaluate and predict, which move it.",
    ),
    (
        "A last batch that is not whole",
        "2 to B − 1 windows: an error from deep within. A single window: no error; every row reads it, and predict "
        "answers B times in place of once.",
    ),
    ("shuffle", "True by default in fit, for a stateful layer too, and nothing warns."),
    ("A given initial_state", "Overrides the stored one at that call; what the call ends with is stored."),
    (
        "Predicting with another batch size",
        "A twin with the other batch_shape, given the weights with set_weights. Its states begin with zeros.",
    ),
    ("The gradient", "Never crosses a border: what a batch begins with is a number that was stored."),
)


@PAGE.section(lambda: None, height=620)
def facts() -> None:
    """Tell what Keras does."""
    st.header("What Keras 3 does")
    table(("what", "how it is"), FACTS, key=PAGE.key("facts"), name="stateful layers in Keras", texts=2)
    st.subheader("Windows in lanes")
    st.markdown(
        "Cut windows that do not overlap, give each row one stretch of the series, and read them column by column: "
        "window j + 1 then stands in the same row of the next batch."
    )
    st.code(LANES, language=None)
    st.subheader("Training, and predicting with another batch size")
    st.code(TWIN, language=None)
