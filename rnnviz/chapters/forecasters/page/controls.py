"""The choices of the forecasters chapter: the series, the network, and how it is trained."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.forecasters.page import data_card, user_series
from rnnviz.chapters.forecasters.page.state import PAGE
from rnnviz.chapters.forecasters.presets import PRESETS
from rnnviz.chapters.forecasters.scene import weakly
from rnnviz.chapters.forecasters.view import View, change_training, open_preset, series_of, training_of
from rnnviz.chapters.forecasters.view import link as parameters
from rnnviz.training.series import SYNTHETIC
from rnnviz.ui.controls import choose_preset, control, drawer
from rnnviz.ui.link import verbatim
from rnnviz.ui.opening import opening


def is_changed(view: View) -> bool:
    """Return whether the setting is not the example's own any more."""
    return view.preset != "own" and training_of(view) != training_of(replace(View.of(view.preset), own=view.own))


def header_by():
    """Return what the header depends on."""
    view = PAGE.view
    return view.preset, view.series, is_changed(view), weakly(series_of(view)), user_series.user_series_by()


@PAGE.section(header_by, late=True, height=170)
def header() -> None:
    """Draw the title, the series and what there is to see."""
    opening(PAGE)
    choose_preset(PAGE, {key: preset.title for key, preset in PRESETS.items()}, open_preset)
    view = PAGE.view
    st.markdown(PRESETS[view.preset].story + (" **Here the setting is another.**" if is_changed(view) else ""))
    st.caption(verbatim(series_of(view).source))
    if view.series == "own":
        data_card.own_series()


@PAGE.section(lambda: (training_of(PAGE.view), PAGE.view.season), late=True, height=90)
def network() -> None:
    """Draw the choices that matter most, in a row, and the others in a drawer."""
    *places, more = st.columns([1.5, 1, 1, 1, 0.8], gap="medium", vertical_alignment="bottom")
    choices = parameters.CELL, parameters.UNITS, parameters.EPOCHS_PICK, parameters.RATE
    for place, parameter in zip(places, choices, strict=True):
        control(PAGE, parameter, change_training, place=place)
    with more:
        drawer(PAGE, more_choices)


WINDOWS = (
    *(parameters.WINDOW, parameters.HORIZON, parameters.OUTPUTS_AT_ONCE, parameters.OVERLAP, parameters.SPLIT),
    *(parameters.VALIDATION, parameters.REACH_BACK, parameters.SEASON),
)
READ = parameters.TRANSFORM, parameters.LAG, parameters.SCALING, parameters.LEAK, parameters.CALENDAR
NETWORK = parameters.LAYERS, parameters.ACTIVATION, parameters.OUTPUT
TRAINING = (
    *(parameters.LOSS, parameters.OPTIMIZER, parameters.BATCH, parameters.CLIPPING, parameters.THRESHOLD),
    *(parameters.PATIENCE, parameters.SEED),
)


def more_choices() -> None:
    """Draw how the series is prepared, what the network is, and how it is trained."""
    kind = PAGE.view.series
    made = (parameters.LENGTH, parameters.SERIES_SEED) if kind in SYNTHETIC else ()
    made += (parameters.NOISE,) if kind in ("sine", "sines") else ()
    columns = (
        {"The windows": WINDOWS + made},
        {"What is read": READ, "The network": NETWORK},
        {"The training": TRAINING},
    )
    for place, groups in zip(st.columns(3, gap="medium"), columns, strict=True):
        with place:
            for title, choices in groups.items():
                st.markdown(f"**{title}**")
                for parameter in choices:
                    if parameter is not parameters.LAG or PAGE.view.preparation.transforming.lag:
                        control(PAGE, parameter, change_training)
