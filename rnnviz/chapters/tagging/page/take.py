"""What a reader takes away, and Keras's word on the run."""

import streamlit as st

from rnnviz.chapters.tagging.page.state import PAGE, network
from rnnviz.chapters.tagging.programs import keras_script, network_npz, numpy_script, tags_csv
from rnnviz.chapters.tagging.scene import learned_from
from rnnviz.ui.keras_badge import badge
from rnnviz.ui.take_away import Download, take_away_section

FILES = (
    Download("Tags (CSV)", "tags.csv", "text/csv", tags_csv),
    Download("Network (.npz)", "tagging.npz", "application/octet-stream", network_npz),
    Download("NumPy script", "tag_numpy.py", "text/x-python", numpy_script),
    Download("Keras script", "tag_keras.py", "text/x-python", keras_script),
)

take_away = take_away_section(
    PAGE,
    FILES,
    lambda view: (
        "Each script reads tagging.npz beside it, tags this very sentence, with NumPy alone or with Keras, and asserts "
        "every probability."
    ),
)


@PAGE.section(network, height=150)
def by_keras() -> None:
    """Put every tensor of the run beside Keras's."""
    st.header("Does Keras agree?")
    st.markdown(
        "Keras reads the sentence with the same weights, and takes the gradient of the cross-entropy of the likeliest "
        "tags."
    )
    badge(PAGE, network(), lambda: {"the sentence": learned_from(PAGE.view)}, "the mean of −log of those probabilities")
