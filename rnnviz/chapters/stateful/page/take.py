"""What a reader takes away, and Keras's word: on every tensor, and on whose state goes where."""

import streamlit as st

from rnnviz.chapters.stateful.page.state import PAGE, board_now
from rnnviz.chapters.stateful.programs import board_csv, differences, keras_script, numpy_script, trace_of
from rnnviz.chapters.stateful.scene import learned_from
from rnnviz.core.numbers import written
from rnnviz.jobs import ENDED
from rnnviz.jobs.kinds import carried
from rnnviz.jobs.parity import AGREES
from rnnviz.ui import jobs
from rnnviz.ui.keras_badge import badge
from rnnviz.ui.take_away import Download, take_away_section

FILES = (
    Download("Board (CSV)", "board.csv", "text/csv", board_csv),
    Download("NumPy script", "stateful_numpy.py", "text/x-python", numpy_script),
    Download("Keras script", "stateful_keras.py", "text/x-python", keras_script),
)

take_away = take_away_section(
    PAGE,
    FILES,
    lambda view: (
        "Both programs read these very batches and assert the state after every window; the Keras one also that the "
        "layer alone empties states, and that a twin of another batch size says the same."
    ),
)

JOB = "carried"


@PAGE.section(lambda: (board_now(), st.session_state.get(PAGE.key(JOB))), height=260)
def by_keras() -> None:
    """Let a stateful layer of Keras read the same batches, and put every tensor beside Keras's."""
    view = PAGE.view
    st.header("Does Keras agree?")
    st.markdown(
        f"**Whose state?** A layer of Keras with `stateful={view.stateful}` reads the same batches; no state is given "
        "to it, and it is reset where the board says."
    )
    asked = st.session_state.get(PAGE.key(JOB))
    about = board_now()
    is_this = asked is not None and asked.subject == about
    busy = is_this and jobs.last_event(asked).kind not in ENDED
    st.button("Let Keras read the batches", key=PAGE.key("let_read"), on_click=let_read, disabled=busy)
    result = jobs.show_job(PAGE, JOB) if is_this else None
    if result is not None:
        found = differences(view, result)
        verdict = f"The largest difference of any h after any step is **{written(found, 3)}**"
        if found <= AGREES:
            st.success(f"Keras carries the same states along the same lanes. {verdict}.")
        else:
            st.warning(f"Keras's states differ. {verdict}.")
    st.markdown("**Every tensor**, each window given the state that it receives on the board:")
    badge(PAGE, about, lambda: {"the board": learned_from(PAGE.view)}, "the mean squared error of the next values")


def let_read() -> None:
    """Ask the worker; a callback."""
    view = PAGE.view
    jobs.begin(PAGE, JOB, "carried", carried.request(trace_of(view), view.schedule), board_now())
    PAGE.redraw(by_keras)
