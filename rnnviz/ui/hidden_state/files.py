"""The link, the numbers and the code that reproduces them."""

from functools import partial

import streamlit as st

from rnnviz.ui import cached
from rnnviz.ui.components.link import copy_link
from rnnviz.ui.hidden_state.view import HELD, to_query


def take_away() -> None:
    """The link, the numbers and the code that reproduces them."""
    st.header("Take it with you")
    copy_link(to_query(HELD.view), key=HELD.key("link"))
    if HELD.view.predict:
        st.caption("The link keeps the number hidden. Files that would give it away are here once prediction is off.")
        return
    view = cached.scene(HELD.view).view
    with st.container(horizontal=True):
        for label, name, mime, make in DOWNLOADS:
            st.download_button(label, partial(make, view), name, mime, key=HELD.key(name), on_click="ignore")
    st.caption("Each script carries the weights, computes these numbers again and asserts them.")


DOWNLOADS = (
    ("Table (CSV)", "hidden-state.csv", "text/csv", cached.states_csv),
    ("NumPy script", "hidden_state_numpy.py", "text/x-python", cached.numpy_script),
    ("Keras script", "hidden_state_keras.py", "text/x-python", cached.keras_script),
    ("Notebook", "hidden_state.ipynb", "application/x-ipynb+json", cached.notebook),
)
