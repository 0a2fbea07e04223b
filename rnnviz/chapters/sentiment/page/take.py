"""What a reader takes away, and Keras's word on the run."""

import streamlit as st

from rnnviz.chapters.sentiment.page.state import PAGE, reading
from rnnviz.chapters.sentiment.programs import keras_script, network_npz, numpy_script, words_csv
from rnnviz.chapters.sentiment.scene import trained_on
from rnnviz.ui.keras_badge import badge
from rnnviz.ui.take_away import Download, take_away_section

FILES = (
    Download("Words (CSV)", "words.csv", "text/csv", words_csv),
    Download("Network (.npz)", "sentence.npz", "application/octet-stream", network_npz),
    Download("NumPy script", "score_numpy.py", "text/x-python", numpy_script),
    Download("Keras script", "score_keras.py", "text/x-python", keras_script),
)

take_away = take_away_section(
    PAGE,
    FILES,
    lambda view: (
        "Each script reads sentence.npz beside it, gives this sentence its score, with Keras or with NumPy alone, and "
        "asserts that and the score after every word."
    ),
)


@PAGE.section(reading, height=150)
def by_keras() -> None:
    """Put every tensor of the run beside Keras's."""
    st.header("Does Keras agree?")
    st.markdown("Keras reads the sentence with the same weights, and takes the gradient of its cross-entropy.")
    badge(PAGE, reading(), lambda: {"the sentence": trained_on(PAGE.view)}, "−log of the score, as if the label were 1")
