"""The reader's own series: a CSV file or pasted text, the columns chosen, what is missing dealt with."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.forecasters.page.controls import PAGE
from rnnviz.chapters.forecasters.presets import opened
from rnnviz.chapters.forecasters.view import View
from rnnviz.training.user_series import (
    MISSING_VALUES,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    own_series,
    read_table,
)
from rnnviz.ui.link import verbatim

FORGIVING = {"refuse": "are refused, with their rows", "interpolate": "are drawn straight across"}


def bring() -> None:
    """The ways in: a file or pasted text; and what was read."""
    table_key = PAGE.key("own_table")
    upload, paste = st.columns(2, gap="medium")
    with upload:
        st.file_uploader(
            f"A CSV file: up to {MOST_BYTES // 1_000_000} MB, {MOST_ROWS:,} rows and {MOST_COLUMNS} columns",
            type=("csv", "txt", "tsv"),
            key=PAGE.key("own_file"),
            on_change=take_file,
        )
    with paste:
        st.text_area(
            "Or paste: one value a line, or a table with its columns",
            key=PAGE.key("own_text"),
            on_change=take_text,
            height=110,
            max_chars=MOST_BYTES,
            placeholder="month;sales\n2024-01;112\n2024-02;118",
        )
    table: Table | None = st.session_state.get(table_key)
    if table is not None:
        choose_columns(table)


def take_file() -> None:
    """A file was uploaded: refused by its size before it is read."""
    PAGE.moved()
    file = st.session_state[PAGE.key("own_file")]
    if file is None:
        return
    if file.size > MOST_BYTES:
        return PAGE.notify(
            f"“{file.name}” has {file.size / 1e6:.1f} MB; at most {MOST_BYTES // 1_000_000} MB are read. "
            "The view is as it was."
        )
    take(file.getvalue())


def take_text() -> None:
    """Text was pasted."""
    PAGE.moved()
    text = st.session_state[PAGE.key("own_text")]
    if text.strip():
        take(text)


def take(data: bytes | str) -> None:
    """Read a table and take the first column of numbers in it; what cannot be read is told of, and the view stays."""
    try:
        table = read_table(data)
    except ValueError as error:
        return PAGE.notify(f"{error} The view is as it was.")
    numbers, dates = table.number_columns, table.date_columns
    dates = [each for each in dates if each not in numbers[:1]]
    st.session_state[PAGE.key("own_table")] = table
    read_columns({"column": (numbers or table.names)[0], "dates": dates[0] if dates else None, "missing": "refuse"})


def choose_columns(table: Table) -> None:
    """Which column holds the values, which the dates, and what becomes of missing values."""
    choice = st.session_state[PAGE.key("own_choice")]
    labels = {"column": "The values", "dates": "Their dates", "missing": "Missing values"}
    options = {"column": table.names, "dates": (None, *table.names), "missing": MISSING_VALUES}
    written = {"column": str, "dates": named, "missing": FORGIVING.get}
    for place, name in zip(st.columns(3, gap="medium"), choice, strict=True):
        key = PAGE.sync_widget(f"own_{name}", choice[name])
        place.selectbox(labels[name], options[name], key=key, on_change=chosen, format_func=written[name])
    for note in st.session_state.get(PAGE.key("own_notes"), ()):
        st.caption(verbatim(note))


def named(column: str | None) -> str:
    """The name of a column of dates."""
    return "none: the values are counted" if column is None else column


def chosen() -> None:
    """A column was chosen, or how to treat missing values."""
    names = st.session_state[PAGE.key("own_choice")]
    read_columns({name: st.session_state[PAGE.key(f"own_{name}")] for name in names})


def read_columns(choice: dict) -> None:
    """Make a series of the chosen columns; where that cannot be, say why and keep the view."""
    PAGE.moved()
    st.session_state[PAGE.key("own_choice")] = choice
    st.session_state[PAGE.key("own_notes")] = ()
    table = st.session_state[PAGE.key("own_table")]
    try:
        series, notes = own_series(table, **choice)
    except ValueError as error:
        return PAGE.notify(f"{error} The view is as it was.")
    st.session_state[PAGE.key("own_notes")] = (*table.notes, *notes)
    PAGE.change(lambda view: begun(view, series))


def begun(view: View, series) -> View:
    """The view of another own series: short ones get a shorter window, so that both parts hold some."""
    again = view.own is not None and len(view.own.values) == len(series.values)
    window = view.window if again else min(opened("own").window, max(1, len(series.values) // 10))
    return replace(view, own=series, window=window, season=0, sample=-1, epoch=-1, branch_epoch=-1, start=0)
