"""The forecast and its scores; how the series becomes windows; many steps ahead; a test point opened."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters import drawings
from rnnviz.chapters.forecasters.page import cached_figures, results
from rnnviz.chapters.forecasters.page.controls import FIRST, PAGE, STEPS_FIELD
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.training.free_running import MOST_STARTS
from rnnviz.training.scores import Row, short
from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.table import table
from rnnviz.ui.open_in_hidden_state import hidden_state_link


def drawn(drawing: Drawing, name: str, **options) -> None:
    """A figure of this page."""
    plot(drawing, key=PAGE.key(f"{name}_figure"), name=name, **options)


@st.fragment(key=PAGE.key(FIRST))
def forecast() -> None:
    """What was measured and what the network says, with its errors beside."""
    PAGE.write_address()
    shown = results.shown()
    if shown is None:
        return
    if not shown.current:
        st.caption(
            f"Shown until then: {KERAS_NAMES[shown.view.kind]}({shown.view.units}) after {shown.run.epochs} epochs, "
            "the last network that was trained."
        )
    view = shown.view
    runs = (results.shelved_seeds if PAGE.stale else results.quick_seeds)(view)
    branch = results.shelved_branch(shown)
    picture, scores = st.columns([2.4, 1], gap="medium")
    with picture:
        drawing = cached_figures.forecast(shown, runs, branch)
        drawn(drawing, "forecast", on_click=clicked, stale=PAGE.stale, on_painted=PAGE.draw_rest)
    with scores:
        numbers(shown)
        st.markdown(results.said(shown, runs))
        for sentence in results.notices(shown):
            st.info(sentence)


def numbers(shown: results.Shown) -> None:
    """RMSE of the training and of the test part, scaled and in the series' own unit."""
    row = results.rows(shown)[0]
    unit = shown.series.unit
    epoch = shown.run.kept[results.frame_of(shown)]
    st.markdown(f"**RMSE** after epoch {epoch}" + (f", in {unit}" if unit else ""))
    for place, title, score in zip(st.columns(2), ("training", "test"), (row.train, row.test), strict=True):
        place.metric(title, short(score.rmse))
        place.caption(f"{short(score.scaled_rmse)} scaled")


def clicked() -> None:
    """A prediction, or a value that one was made for, was clicked: it is the chosen sample now."""
    event = st.session_state[PAGE.key("forecast_figure")].click
    shown = st.session_state.get(PAGE.key("shown"))
    if shown is None or not isinstance(event, dict):
        return
    sample = drawings.sample_at(shown.prepared, event)
    if sample is not None:
        PAGE.change(lambda view: replace(view, sample=sample))


def simple_rules(shown: results.Shown) -> None:
    """The network and the simple rules in one table."""
    st.header("Beside rules that need no network")
    rows = results.rows(shown)
    network = f"{KERAS_NAMES[shown.view.kind]}({shown.view.units})"
    best = min((row.test.rmse for row in rows if row.test and np.isfinite(row.test.rmse)), default=np.nan)
    lines = [line(row, network, best) for row in rows]
    table(lines[0], (each.values() for each in lines), key=PAGE.key("scores"), name="errors of every forecast")
    unit = f" in {shown.series.unit}" if shown.series.unit else ""
    horizon = shown.prepared.preparation.horizon
    steps = "the last value" if horizon == 1 else f"the value {horizon} steps before"
    st.caption(
        f"Errors{unit}; ★ the least test RMSE. MASE divides the mean absolute error by that of repeating {steps}, over "
        "all values of the training part (Hyndman and Koehler 2006). Every rule is fitted on the training part and "
        "reads nothing after the window."
    )
    for row in rows:
        if row.reason:
            st.caption(f"{row.title}: {row.reason}")


def line(row: Row, network: str, best: float) -> dict:
    """A row of the table as it is shown."""
    cells = {"forecast": network if row.title == "the network" else row.title}
    for part, score in (("test", row.test), ("training", row.train)):
        for name in ("rmse", "mae", "mase"):
            cells[f"{name.upper()}, {part}"] = "–" if score is None else short(getattr(score, name))
    if row.test is not None and row.test.rmse == best:
        cells["forecast"] += " ★"
    return cells


def windows(shown: results.Shown) -> None:
    """How the series becomes what the network reads."""
    st.header("From a series to windows")
    drawn(cached_figures.windows(shown), "windows")


def opened(shown: results.Shown) -> None:
    """The chosen sample: what was read, said and measured, and the way into the hidden state."""
    prepared, sample = shown.prepared, shown.view.chosen
    position = int(prepared.positions[sample])
    part = "training" if sample < prepared.train else "test"
    said, actual = shown.run.forecast(results.frame_of(shown))[sample], prepared.actual[sample]
    unit = f" {shown.series.unit}" if shown.series.unit else ""
    st.header("One prediction opened")
    st.markdown(
        f"For **{shown.series.label(position)}** ({part} part) the network says **{short(said)}{unit}**; measured was "
        f"**{short(actual)}{unit}**. Click another prediction in the first figure to choose it."
    )
    frame = results.frame_of(shown)
    try:
        link = hidden_state_link(shown.run.network(frame), prepared.inputs[sample])
    except ValueError as error:
        st.caption(str(error))
        return
    scaled = shown.run.predictions[frame][sample]
    st.caption(
        f"The hidden state shows the numbers as the network has them, scaled: its output there is {short(scaled)}."
    )
    if st.button("Open this window in the hidden state", key=PAGE.key("open_hidden_state"), type="primary"):
        st.switch_page("pages/hidden_state.py", query_params=link)


def ahead(shown: results.Shown) -> None:
    """Forecasts of many steps, from measured values and from the network's own outputs."""
    st.header("Many steps ahead")
    st.markdown(
        "**Teacher-forced**, every forecast reads measured values. **Free-running**, each becomes the last value of "
        "the next window, and errors feed on themselves. Beyond the end of the data only the second can be: begin in "
        "the test part to see both."
    )
    try:
        drawing = cached_figures.ahead(shown)
    except ValueError as error:
        st.info(str(error))
        return
    steps, start, _ = st.columns([1, 1, 2], gap="medium")
    with steps:
        STEPS_FIELD.draw(PAGE)
    if shown.current:
        with start:
            start_choice(shown)
    left, right = st.columns(2, gap="medium")
    with left:
        drawn(drawing, "ahead")
    with right:
        errors_ahead(shown)


def errors_ahead(shown: results.Shown) -> None:
    """The error of free-running forecasts by step, or why there is none."""
    try:
        drawing = cached_figures.horizon(shown)
    except ValueError as error:
        st.info(f"The error by step cannot be measured. {error}")
        return
    drawn(drawing, "horizon")
    st.caption(f"All of them free-running, over up to {MOST_STARTS} starts in the test part.")


def start_choice(shown: results.Shown) -> None:
    """Where the free run begins: beyond the end of the data, or in the test part."""
    key = PAGE.sync_widget("start", PAGE.view.start)
    length, window = len(shown.prepared.values), shown.view.window
    last = length - shown.view.steps
    options = [0, *np.unique(np.linspace(shown.prepared.boundary + window, last, 6).astype(int) + 1).tolist()]
    options = [0] if last < shown.prepared.boundary + window else options
    if PAGE.view.start not in options:
        options.append(PAGE.view.start)

    def changed():
        PAGE.change(lambda view: replace(view, start=int(st.session_state[key])))

    st.selectbox(
        "From",
        options,
        key=key,
        on_change=changed,
        format_func=lambda start: shown.series.label(start - 1) if start else "the end of the data",
    )
