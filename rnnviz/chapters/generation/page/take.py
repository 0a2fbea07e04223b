"""What a reader takes away, and Keras's word on the run."""

import streamlit as st

from rnnviz.chapters.generation.page.state import PAGE, network
from rnnviz.chapters.generation.programs import keras_script, letters_csv, network_npz, numpy_script
from rnnviz.chapters.generation.scene import trained_on
from rnnviz.ui.keras_badge import badge
from rnnviz.ui.take_away import Download, take_away_section

FILES = (
    Download("Letters (CSV)", "letters.csv", "text/csv", letters_csv),
    Download("Network (.npz)", "letters.npz", "application/octet-stream", network_npz),
    Download("NumPy script", "write_numpy.py", "text/x-python", numpy_script),
    Download("Keras script", "write_keras.py", "text/x-python", keras_script),
)

take_away = take_away_section(
    PAGE,
    FILES,
    lambda view: "Each script reads letters.npz beside it, writes this very text and asserts every letter of it.",
)


@PAGE.section(network, height=150)
def by_keras() -> None:
    """Put every tensor of the run beside Keras's."""
    st.header("Does Keras agree?")
    st.markdown("Keras reads the text above with the same weights, and takes the gradient of its cross-entropy.")
    loss = "the mean of −log of each letter's probability"
    badge(PAGE, network(), lambda: {"the text": trained_on(PAGE.view)}, loss)
