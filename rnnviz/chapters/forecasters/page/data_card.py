"""The data card: how the reader's own table was read, why so, and everything of it that can be read otherwise."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters.page.state import PAGE
from rnnviz.chapters.forecasters.page.user_series import (
    UNFOLDED,
    OwnData,
    bring,
    give_up,
    is_unfolded,
    own_data,
    read_again,
)
from rnnviz.chapters.forecasters.view import change_training, season_of
from rnnviz.chapters.forecasters.view.link import CALENDAR, SEASON
from rnnviz.core.numbers import plural
from rnnviz.training.series import MAX_COVARIATES
from rnnviz.training.user_series import GAPS, ORDERS
from rnnviz.ui.components.table import table
from rnnviz.ui.link import verbatim

FORGIVING = {"forward": "repeat the last", "refuse": "refuse them"}

MAX_RAW = 44
"""Characters of a row of the file that are shown."""

MAX_MARKS = 5
"""Further cells that the reader may say are missing."""


def own_series() -> None:
    """Draw the ways in and, once something was brought, the card of it."""
    own = own_data()
    if own is None:
        return bring()
    with st.expander("Bring another file, or paste", key=PAGE.key("own_ways_in")):
        bring()
    if own.question:
        ask(own)
    else:
        label = summary(own)
        # Streamlit takes an expander of another label for another one, which has to be told anew whether it is open.
        shown = PAGE.widget(f"data_card_{zlib.crc32(label.encode()):x}", is_unfolded())
        with st.expander(label, key=shown.key, on_change=shown.then(fold)):
            if is_unfolded():
                card(own)


def fold(is_open: bool) -> None:
    """Keep whether the card is folded, which nothing but another file changes."""
    st.session_state[PAGE.key(UNFOLDED)] = is_open


def card(own: OwnData) -> None:
    """Draw the first rows, what was read of them and why, and what can be read otherwise."""
    first, facts = st.columns([1, 1.15], gap="small")
    with first:
        first_rows(own)
    with facts:
        told = (f"**{about}** " + verbatim(" ".join(each)) for about, each in own.reading.facts.items())
        st.caption("  \n".join(told))
    choices(own)


def summary(own: OwnData) -> str:
    """Return the card in a line."""
    series = own.reading.series
    span = f", {series.label(0)} to {series.label(len(series) - 1)}" if series.dates else ", counted"
    missing = f"{len(series.imputed):,} missing" if series.imputed else "none missing"
    season = season_of(PAGE.view)
    name = f"{own.name}, " if own.name else ""
    text = f"{name}“{series.title}”: {plural(len(series), 'value')}{span}"
    return f"{verbatim(text)} · {missing} · " + (f"season of {season:,} steps" if season > 1 else "no season")


def first_rows(own: OwnData) -> None:
    """Draw the first rows as they were understood, each with what the file has there."""
    has_raw = any(each.raw for each in own.reading.first)
    titles = ("row", "step" if own.choice.dates is None else "date", "value", *own.choice.covariates)
    rows = []
    for each in own.reading.first:
        raw = " ".join(each.raw.split("\n"))
        raw = [raw[:MAX_RAW] + "…" * (len(raw) > MAX_RAW)] if has_raw else []
        rows.append((str(each.row), each.date, *map(number_or_missing, (each.value, *each.beside)), *raw))
    texts = (0, 1, len(titles)) if has_raw else 2
    titles += ("in the file",) * has_raw
    table(titles, rows, key=PAGE.key("own_first_rows"), name="the first rows as read", texts=texts, wraps=False)


def number_or_missing(value: float) -> str:
    """Write a number of the table, or that there is none."""
    return "missing" if np.isnan(value) else f"{value:.10g}".replace("-", "−")


def choices(own: OwnData) -> None:
    """Draw what can be read otherwise, a box for each; a change reads the same data again."""
    reading, choice = own.reading, own.choice
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=PAGE.key("own_choices")):
        pick("Sheet", "sheet", own.sheet, own.options["sheet"], lambda own, value: replace(own, sheet=value), fewest=2)
        pick("The series", "series", choice.series, own.options["series"], into("series"))
        pick("The values", "column", choice.column, own.options["column"], into("column"))
        pick("Their dates", "dates", choice.dates, own.options["dates"], into("dates"), named)
        pick_columns(own)
        if reading and reading.order:
            pick("Day and month", "order", reading.order, tuple(ORDERS), answering("order", choice.dates), ORDERS.get)
        if reading and reading.mark:
            marks = ("point", "comma")
            pick("Decimal mark", "mark", reading.mark, marks, answering("decimal mark", choice.column))
        if reading is None or reading.series.imputed or choice.missing == "refuse":
            pick("Missing values", "missing", choice.missing, tuple(FORGIVING), into("missing"), FORGIVING.get)
        if reading and reading.gaps:
            pick("Dates without a row", "gaps", reading.gaps, tuple(GAPS), into("gaps"), GAPS.get)
        type_marks(own)
        if reading:
            way = choice.rows if choice.rows in reading.thinnings else next(iter(reading.thinnings), "")
            pick("Rows", "rows", way, tuple(reading.thinnings), into("rows"), reading.thinnings.get)
            type_season()
            pick_calendar(reading.calendars)


WIDTH = 140
"""Pixels of a box: seven beside each other on a wide screen, two on a phone."""

Change = Callable[[OwnData, Any], OwnData]


def into(field: str) -> Change:
    """Return the change of a field of the choice; the values and their dates are not read beside themselves."""

    def change(own: OwnData, value: Any) -> OwnData:
        taken = (value,) if field in ("column", "dates") else ()
        beside = tuple(name for name in own.choice.covariates if name not in taken)
        return replace(own, choice=replace(own.choice, **{"covariates": beside, field: value}))

    return change


def answering(what: str, column: str | None) -> Change:
    """Return the change that answers a question, asked or not, about a column."""
    return lambda own, value: replace(
        own, choice=replace(own.choice, answers={**own.choice.answers, (what, column): value})
    )


def pick(
    label: str, name: str, value: Any, options: tuple, change: Change, written: Callable = str, fewest: int = 1
) -> None:
    """Draw a box of options, where there are at least so many."""
    if len(options) < fewest:
        return
    shown, section = PAGE.widget(f"own_{name}", value), PAGE.drawing

    def picked(chosen: Any) -> None:
        read_again(lambda own: change(own, chosen), section)

    st.selectbox(label, options, key=shown.key, on_change=shown.then(picked), format_func=written, width=WIDTH)


KNOWN = {"known": "known ahead", "measured": "measured"}
"""Of a column that is read beside the values."""


def pick_columns(own: OwnData) -> None:
    """Draw the box of columns that are read beside the values, and for each whether it is known ahead."""
    choice = own.choice
    options = [name for name in own.options["column"] if name not in (choice.column, choice.dates)]
    if not options:
        return
    shown, section = PAGE.widget("own_covariates", list(choice.covariates)), PAGE.drawing

    def picked(chosen: list[str]) -> None:
        read_again(lambda own: replace(own, choice=replace(own.choice, covariates=tuple(chosen))), section)

    help = (
        f"Up to {MAX_COVARIATES} columns of numbers that the network reads, too. The page asks of each whether it is "
        "known ahead."
    )
    label, empty = "Read beside", "none"
    width = 2 * WIDTH if choice.covariates else WIDTH
    more = {"max_selections": MAX_COVARIATES, "placeholder": empty, "help": help, "width": width, "select_all": False}
    st.multiselect(label, options, key=shown.key, on_change=shown.then(picked), **more)
    for number, name in enumerate(choice.covariates):
        about = "known ahead", name
        if about in choice.answers:
            label = verbatim(name if len(name) <= MAX_LABEL else name[: MAX_LABEL - 1] + "…")
            pick(label, f"known_{number}", choice.answers[about], tuple(KNOWN), answering(*about), KNOWN.get)


MAX_LABEL = 18
"""Characters of a column's name above a box."""


def named(column: str | None) -> str:
    """Say the name of a column of dates."""
    return "none: counted" if column is None else column


def type_marks(own: OwnData) -> None:
    """Draw the field of further cells that stand for a missing value."""
    shown, section = PAGE.widget("own_marks", "; ".join(own.choice.marks)), PAGE.drawing

    def typed(text: str) -> None:
        marks = tuple(filter(None, (mark.strip()[:24] for mark in text.split(";"))))
        if len(marks) > MAX_MARKS:
            return PAGE.refuse(f"At most {MAX_MARKS} further marks of missing values are allowed.", section)
        read_again(lambda own: replace(own, choice=replace(own.choice, marks=marks)), section)

    help = "Cells that stand for a missing value beside empty ones, NA, n/a, null, ?, -, ., *; several by semicolons."
    st.text_input(
        "Also missing",
        key=shown.key,
        on_change=shown.then(typed),
        width=WIDTH,
        max_chars=120,
        placeholder="-9999; x",
        help=help,
    )


def type_season() -> None:
    """Draw the field of the season; empty is what the data show."""
    view = PAGE.view
    shown = PAGE.widget("own_steps_of_season", float(view.season) if view.season else None)
    section = PAGE.drawing

    def typed(steps: float | None) -> None:
        PAGE.change(lambda view: SEASON.apply(view, 0 if steps is None else SEASON.check(steps)), section)

    found = season_of(replace(view, season=0))
    empty = f"{found:,}, found" if found > 1 else "none found"
    label, help = "Season, in steps", "Empty: what the data show of the season that the dates suggest. 1: none."
    st.number_input(
        label,
        value=None,
        step=1.0,
        format="%.15g",
        key=shown.key,
        on_change=shown.then(typed),
        width=WIDTH,
        placeholder=empty,
        help=help,
    )


def pick_calendar(calendars: Mapping[int, str]) -> None:
    """Draw the box of the place in the calendar that the network reads, where every step has one."""
    if not calendars:
        return
    value = PAGE.view.calendar
    shown, section = PAGE.widget("own_calendar", value), PAGE.drawing

    def picked(steps: int) -> None:
        PAGE.change(lambda view: change_training(view, CALENDAR, steps), section)

    typed = {} if value in calendars else {value: plural(value, "step")}  # another period may have been typed
    names = typed | {0: "none", **calendars}
    help = (
        "Two more inputs, the sine and cosine of where in the calendar the value to be forecast lies, which is known "
        "ahead."
    )
    st.selectbox(
        "Calendar", names, key=shown.key, on_change=shown.then(picked), format_func=names.get, width=WIDTH, help=help
    )


def ask(own: OwnData) -> None:
    """Draw the question that the table left open, with a button for each reading."""
    with st.container(border=True, key=PAGE.key("own_question")):
        name = f"“{own.name}”: " if own.name else ""
        words = str(own.question)
        st.markdown(verbatim(f"{name}{words}{'' if words.endswith('?') else ' Or say it here:'}"))
        with st.container(horizontal=True):
            for number, (reading, words) in enumerate(own.question.readings.items()):
                change = answering(*own.question.about)
                answer = partial(read_again, lambda own, change=change, reading=reading: change(own, reading))
                st.button(verbatim(words), key=PAGE.key(f"own_reading_{number}"), on_click=answer)
            st.button("Leave it", key=PAGE.key("own_give_up"), on_click=give_up, type="tertiary")
        st.caption("Until then the page shows the series before.")
        choices(own)
