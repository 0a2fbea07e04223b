"""What a reader takes away, and Keras's word on the run."""

import streamlit as st

from rnnviz.chapters.digits.page.state import PAGE, reading
from rnnviz.chapters.digits.programs import keras_script, network_npz, steps_csv
from rnnviz.chapters.digits.scene import trained_on
from rnnviz.chapters.digits.view import View
from rnnviz.ui.keras_badge import badge
from rnnviz.ui.take_away import Download, take_away_section

FILES = (
    Download("Steps (CSV)", "steps.csv", "text/csv", steps_csv),
    Download("Network (.npz)", "digit.npz", "application/octet-stream", network_npz),
    Download("Keras script", "digit.py", "text/x-python", keras_script),
)


def caption(view: View) -> str:
    """Say what the files are, and what the link holds."""
    held = "The link holds the drawing itself." if view.ink else "The link holds the picture."
    return (
        f"{held} The script reads digit.npz beside it, reads the picture with Keras, and asserts the probabilities "
        "after every step."
    )


take_away = take_away_section(PAGE, FILES, caption)


@PAGE.section(reading, height=150)
def by_keras() -> None:
    """Put every tensor of the run beside Keras's."""
    st.header("Does Keras agree?")
    st.markdown(
        "Keras reads the picture with the same weights and answers after every step, and takes the gradient of its "
        "cross-entropy there."
    )
    badge(PAGE, reading(), lambda: {"the picture": trained_on(PAGE.view)}, "the mean cross-entropy of the steps")
