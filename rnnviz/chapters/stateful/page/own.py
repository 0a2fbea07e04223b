"""The reader's own series: a .npy file of one column, or a table."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.stateful import view as parameters
from rnnviz.chapters.stateful.page.state import PAGE
from rnnviz.chapters.stateful.view import OwnSeries, View
from rnnviz.training.stateful import MAX_VALUES, cut_rows
from rnnviz.training.stateful_series import read_file
from rnnviz.ui.attempts import attempts, count_attempt
from rnnviz.ui.controls import control
from rnnviz.ui.link import OWN, verbatim

MEGABYTES = 5


def bring_series() -> None:
    """Draw whose series it is, and where another is given; what is refused leaves the series that was there."""
    view = PAGE.view
    own = view.own if view.series == OWN else None
    name = f"“{own.name}”" if own else "Half-hourly electricity demand, England and Wales, summer 2000"
    st.markdown(verbatim(f"The series: {name}, {len(view.values):,} values."))
    with st.expander("Your own series, such as the tutorial's LD_250.npy"):
        key, section = PAGE.key(f"series_{attempts(PAGE)}"), PAGE.drawing

        def took() -> None:
            file = st.session_state.get(key)
            if file is None:
                return
            count_attempt(PAGE)
            try:
                values, notes = read_file(file.getvalue(), file.name)
                made = brought(PAGE.view, OwnSeries(file.name[:60], values.tobytes()))
                cut_rows(made.values, made.setup)
            except ValueError as error:
                return PAGE.refuse(f"The file was not taken. {error}", section)
            st.session_state[PAGE.key(OWN)] = made.own
            PAGE.change(lambda view: noted(made, notes), section)

        st.file_uploader(
            f"A .npy file of one column, or a table (.csv), up to {MEGABYTES} MB and {MAX_VALUES:,} values",
            type=["npy", "csv", "txt"],
            max_upload_size=MEGABYTES,
            key=key,
            on_change=took,
        )
        control(PAGE, parameters.SEASON, place=st.container(width=300))
        st.caption("It stays in this session's memory, and nowhere else. A file of Python objects is not read.")
        if own:
            st.button("Back to the electricity of England and Wales", key=PAGE.key("back"), on_click=go_back)


def brought(view: View, own: OwnSeries) -> View:
    """Return the view of a series that was brought: quarter hours where it is long, as the tutorial's."""
    quarters = len(own.array) > 20_000
    return replace(
        view,
        series=OWN,
        own=own,
        season=96 if quarters else view.season,
        train_batch=96 if quarters else view.train_batch,
    )


def noted(view: View, notes: tuple[str, ...]) -> View:
    """Return the view, and tell how the file was read."""
    for each in notes:
        PAGE.notify(each)
    return view


def go_back() -> None:
    """Train on the series that is brought along again; a callback."""
    PAGE.change(lambda view: replace(view, series=View.series, season=View.season, train_batch=View.train_batch))
