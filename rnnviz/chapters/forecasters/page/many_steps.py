"""Forecasts of many steps, and how a series becomes windows."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters import words
from rnnviz.chapters.forecasters.figures import of_runs
from rnnviz.chapters.forecasters.page.first_screen import draw
from rnnviz.chapters.forecasters.page.state import PAGE, section, shown
from rnnviz.chapters.forecasters.scene import Shown, weakly
from rnnviz.chapters.forecasters.view import link as parameters
from rnnviz.training.free_running import MAX_STARTS, first_start
from rnnviz.ui.controls import control
from rnnviz.ui.link import verbatim


@section(
    lambda what: (what.frame, PAGE.view.start, what.view.start, what.view.steps, what.season, what.view.level),
    height=600,
)
def ahead(what: Shown) -> None:
    """Draw forecasts of many steps, from measured values and from the network's own outputs."""
    view = what.view
    try:
        drawing = of_runs.ahead(what.series, what.run, what.frame, view.start, view.steps, what.season, view.level)
    except ValueError as error:
        st.info(str(error))
        return
    steps, start, told = st.columns([1, 1, 3], gap="medium", vertical_alignment="bottom")
    told.caption(
        "**Teacher-forced**, every forecast reads measured values. **Free-running**, each becomes the last value of "
        "the next window, and errors feed on themselves. "
        f"{words.runs.ALL_AT_ONCE if view.outputs > 1 else ''}Beyond the data no value is measured: begin in the "
        "test part to see all."
    )
    begin = view.start - 1 if view.start else len(what.series)
    if note := words.reading.columns_ahead(what.prepared, begin, view.steps):
        told.caption(verbatim(note))
    control(PAGE, parameters.STEPS, place=steps)
    if what.current:
        with start:
            choose_start(what)
    left, right = st.columns(2, gap="medium")
    with left:
        draw(drawing, "ahead")
    with right:
        try:
            by_step = of_runs.horizon(what.series, what.run, what.frame, view.steps, what.season)
        except ValueError as error:
            st.info(f"The error by step cannot be measured. {error}")
        else:
            draw(by_step, "horizon")
            others = ", but for what is forecast all at once" if what.run.model.outputs > 1 else ""
            st.caption(f"All of them free-running{others}, over up to {MAX_STARTS} starts in the test part.")


def choose_start(what: Shown) -> None:
    """Draw the choice of where the free run begins: beyond the end of the data, or in the test part."""
    shown = PAGE.widget("start", PAGE.view.start)
    first, last = first_start(what.prepared), len(what.prepared.values) - what.view.steps
    options = [0, *np.unique(np.linspace(first, last, 6).astype(int) + 1).tolist()] if last >= first else [0]
    if PAGE.view.start not in options:
        options.append(PAGE.view.start)

    def changed(start: int) -> None:
        if start in options:
            PAGE.change(lambda view: replace(view, start=start), ahead)

    st.selectbox(
        "From",
        options,
        key=shown.key,
        on_change=shown.then(changed),
        format_func=lambda start: what.series.label(start - 1) if start else "the end of the data",
    )


@PAGE.section(lambda: (what := shown()) and (weakly(what.series), what.prepared.preparation), height=540)
def windows() -> None:
    """Draw how the series becomes what the network reads."""
    what = shown()
    if what is not None:
        st.header("From a series to windows")
        draw(of_runs.windows(what.series, what.prepared.preparation), "windows")
        if note := " ".join(
            filter(None, (words.reading.transformed(what.prepared), words.reading.beside(what.prepared)))
        ):
            st.caption(verbatim(note))
