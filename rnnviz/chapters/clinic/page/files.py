"""The program that asserts the answer, what is taken away, and what Keras says of the numbers."""

import streamlit as st

from rnnviz.chapters.clinic import programs
from rnnviz.chapters.clinic.page.asking import code
from rnnviz.chapters.clinic.page.state import PAGE, settings
from rnnviz.chapters.clinic.scene import live
from rnnviz.ui.keras_badge import badge, with_gradients
from rnnviz.ui.take_away import Download, take_away_section


def program_by() -> tuple:
    """Return what the program depends on, and whether it is unfolded."""
    return settings(), st.session_state.get(PAGE.key("code_fold"), False)


@PAGE.section(program_by, height=50)
def program() -> None:
    """Show the Keras program that asserts the answer, where it is unfolded."""
    with st.expander("A Keras program that asserts the answer", key=PAGE.key("code_fold"), on_change="rerun") as fold:
        if fold.open:
            code(programs.keras_text(PAGE.view))


take_away = take_away_section(
    PAGE,
    (
        Download("Keras program", "clinic_keras.py", "text/x-python", programs.keras_script),
        Download("These numbers (CSV)", "clinic.csv", "text/csv", programs.numbers_csv),
    ),
    lambda view: "The program fails if Keras does anything else than is said here; the tests run every one of them.",
)


@PAGE.section(settings, height=150)
def by_keras() -> None:
    """Put every tensor of the scene beside Keras's."""
    runs = live(PAGE.view).runs
    if not runs:
        return
    st.header("Does Keras agree?")
    st.markdown("Keras computes every state and output of this scene anew, from the same inputs and weights.")
    loss = "the mean of y² over all steps, as this scene has no loss"
    titles = [f"run {number}" for number in range(1, len(runs) + 1)]
    badge(PAGE, settings(), lambda: {t: with_gradients(r) for t, r in zip(titles, runs, strict=True)}, loss)
