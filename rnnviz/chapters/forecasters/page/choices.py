"""The choices of the forecasters chapter: the series, the network, and how it is trained."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.forecasters.page import user_series
from rnnviz.chapters.forecasters.page.controls import (
    ACTIVATION,
    BATCH,
    CELL,
    CLIPPING,
    EPOCHS_PICK,
    FIRST,
    HORIZON_FIELD,
    LAYERS,
    LEAK,
    LENGTH_FIELD,
    LOSS,
    NOISE,
    OPTIMIZER,
    OUTPUT,
    OVERLAP,
    PAGE,
    PATIENCE,
    RATE,
    SCALING,
    SEASON_FIELD,
    SEED,
    SERIES_SEED,
    SPLIT,
    THRESHOLD,
    UNITS_SLIDER,
    WINDOW_FIELD,
)
from rnnviz.chapters.forecasters.page.results import settings_of
from rnnviz.chapters.forecasters.presets import PRESETS, opened
from rnnviz.chapters.forecasters.view import View, series_of
from rnnviz.training.kernels import ready
from rnnviz.training.series import SYNTHETIC
from rnnviz.ui.controls import choose_preset, drawer
from rnnviz.ui.link import verbatim


def waiting() -> bool:
    """Whether training cannot begin yet, which is then said; the page is drawn as soon as it can."""
    if ready.wait(0.05):
        return False
    if ready.problem():
        st.error(f"The training loops cannot be compiled on this machine, so nothing can be trained: {ready.problem()}")
        return True

    @st.fragment(run_every=0.5, key=PAGE.key("compiling"))
    def compiling():
        if ready.is_ready() or ready.problem():
            st.rerun()
        st.info(
            "The training loops are being compiled, once for this machine and in another process: that takes about "
            "twenty seconds. This page opens by itself then; the other chapters are open now."
        )

    compiling()
    return True


def header() -> None:
    """The title, the series and what there is to see."""
    st.title("Forecasters")
    titles = {key: preset.title for key, preset in PRESETS.items()}
    choose_preset(PAGE, titles, open_preset)
    view = PAGE.view
    began = replace(opened(view.preset), own=view.own)
    changed = " **Here the setting is another.**" if settings_of(view) != settings_of(began) else ""
    st.markdown(PRESETS[view.preset].story + (changed if view.preset != "own" else ""))
    st.caption(verbatim(series_of(view).source))
    if PAGE.view.series == "own":
        user_series.bring()


def open_preset(view: View, key: str) -> View:
    """The view of a preset, with the reader's own series as it was."""
    return replace(opened(key), own=view.own)


def network() -> None:
    """The choices that matter most, in a row, and the others in a drawer."""
    cell, units, epochs, rate, more = st.columns([1.5, 1, 1, 1, 0.8], gap="medium", vertical_alignment="bottom")
    with cell:
        CELL.draw(PAGE, changed, FIRST)
    with units:
        UNITS_SLIDER.draw(PAGE, changed, FIRST)
    with epochs:
        EPOCHS_PICK.draw(PAGE, changed, FIRST)
    with rate:
        RATE.draw(PAGE, changed, FIRST)
    with more:
        drawer(PAGE, more_choices)


def more_choices() -> None:
    """How the series is prepared, what the network is, and how it is trained."""
    series, model, fit = st.columns(3, gap="medium")
    with series:
        st.markdown("**The windows**")
        for control in (WINDOW_FIELD, HORIZON_FIELD, OVERLAP, SPLIT, SCALING, LEAK, SEASON_FIELD):
            control.draw(PAGE, changed)
        if PAGE.view.series in SYNTHETIC:
            LENGTH_FIELD.draw(PAGE, changed)
            SERIES_SEED.draw(PAGE, changed)
            if PAGE.view.series in ("sine", "sines"):
                NOISE.draw(PAGE, changed)
    with model:
        st.markdown("**The network**")
        for control in (LAYERS, ACTIVATION, OUTPUT):
            control.draw(PAGE, changed)
    with fit:
        st.markdown("**The training**")
        for control in (LOSS, OPTIMIZER, BATCH, CLIPPING, THRESHOLD, PATIENCE, SEED):
            control.draw(PAGE, changed)


def changed(view: View, field: str, value) -> View:
    """The view with a field replaced; what belonged to the run before is let go."""
    return replace(view, **{field: value}, epoch=-1, branch_epoch=-1)
