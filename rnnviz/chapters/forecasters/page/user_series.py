"""The reader's own series: a CSV file or pasted text, the columns chosen, what is missing dealt with."""

from collections.abc import Hashable

import streamlit as st

from rnnviz.chapters.forecasters.page.state import PAGE
from rnnviz.chapters.forecasters.view import take_series
from rnnviz.training.user_series import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    MISSING_VALUES,
    Question,
    Table,
    read_table,
    series_from_table,
)
from rnnviz.ui.link import verbatim

FORGIVING = {"refuse": "are refused, with their rows", "forward": "the last value before, never scored"}


def bring() -> None:
    """Draw the ways in, a file or pasted text, and what was read."""
    upload, paste = st.columns(2, gap="medium")
    with upload:
        st.file_uploader(
            f"A CSV file: up to {MAX_BYTES // 1_000_000} MB, {MAX_ROWS:,} rows and {MAX_COLUMNS} columns",
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
            max_chars=MAX_BYTES,
            placeholder="month;sales\n2024-01;112\n2024-02;118",
        )
    table: Table | None = st.session_state.get(PAGE.key("own_table"))
    if table is not None:
        choose_columns(table)


def take_file() -> None:
    """Read a file that was uploaded, if it is not too large; a callback."""
    file = st.session_state[PAGE.key("own_file")]
    if file is not None and file.size > MAX_BYTES:
        return PAGE.refuse(
            f"“{file.name}” has {file.size / 1e6:.1f} MB; at most {MAX_BYTES // 1_000_000} MB are read. "
            "The view is as it was."
        )
    if file is not None:
        take(file.getvalue())


def take_text() -> None:
    """Read text that was pasted; a callback."""
    text = st.session_state[PAGE.key("own_text")]
    if text.strip():
        take(text)


def take(data: bytes | str) -> None:
    """Read a table and take its likeliest column; where it cannot be read, say why and keep the view."""
    try:
        table = read_table(data)
    except ValueError as error:
        return PAGE.refuse(f"{error} The view is as it was.")
    column = (table.value_columns or table.names)[0]
    dates = [each for each in table.date_columns if each != column]
    st.session_state[PAGE.key("own_table")] = table
    st.session_state[PAGE.key("own_answers")] = {}
    read_columns(
        {
            "series": next(iter(table.series_names), None),
            "column": column,
            "dates": dates[0] if dates else None,
            "missing": "forward",
        }
    )


def chosen_columns() -> Hashable:
    """Return what is drawn of the table that was read: its columns, and how they were read."""
    table, choice = (st.session_state.get(PAGE.key(name)) for name in ("own_table", "own_choice"))
    notes, question = (st.session_state.get(PAGE.key(name)) for name in ("own_notes", "own_question"))
    return None if table is None else (table.names, tuple(choice.items()), notes, question and question.about)


def choose_columns(table: Table) -> None:
    """Draw which column holds the values, which the dates, and what becomes of missing values."""
    choice = st.session_state[PAGE.key("own_choice")]
    labels = {"series": "The series", "column": "The values", "dates": "Their dates", "missing": "Missing values"}
    options = {
        "series": table.series_names,
        "column": table.names,
        "dates": (None, *table.joined, *table.names),
        "missing": MISSING_VALUES,
    }
    written = {"series": str, "column": str, "dates": named, "missing": FORGIVING.get}
    names = [name for name in choice if options[name]]
    for place, name in zip(st.columns(len(names), gap="medium"), names, strict=True):
        key = PAGE.sync_widget(f"own_{name}", choice[name])
        place.selectbox(labels[name], options[name], key=key, on_change=chosen, format_func=written[name])
    ask()
    for note in st.session_state.get(PAGE.key("own_notes"), ()):
        st.caption(verbatim(note))


def ask() -> None:
    """Draw the question that the table left open, if it left one, with a button for each reading."""
    question: Question | None = st.session_state.get(PAGE.key("own_question"))
    if question is None:
        return
    st.markdown(verbatim(f"{question} Or say it here:"))
    with st.container(horizontal=True):
        for number, (reading, words) in enumerate(question.readings.items()):
            key = PAGE.key(f"own_reading_{number}")
            st.button(verbatim(words), key=key, on_click=answer, args=(question.about, reading))


def answer(about: tuple[str, str], reading: str) -> None:
    """Take the answer to a question, and read the columns with it; a callback."""
    st.session_state[PAGE.key("own_answers")] |= {about: reading}
    read_columns(st.session_state[PAGE.key("own_choice")])


def named(column: str | None) -> str:
    """Say the name of a column of dates."""
    return "none: the values are counted" if column is None else column


def chosen() -> None:
    """Take the columns that were chosen, and how to treat missing values; a callback."""
    choice = st.session_state[PAGE.key("own_choice")]
    read_columns({name: st.session_state.get(PAGE.key(f"own_{name}"), before) for name, before in choice.items()})


def read_columns(choice: dict) -> None:
    """Make a series of the chosen columns; where that cannot be, say why and keep the view."""
    st.session_state[PAGE.key("own_choice")] = choice
    st.session_state[PAGE.key("own_notes")] = ()
    st.session_state[PAGE.key("own_question")] = None
    table = st.session_state[PAGE.key("own_table")]
    try:
        series = choice["series"]
        chosen = table if series is None else table.only(series)
        how = {name: value for name, value in choice.items() if name != "series"}
        series, notes = series_from_table(chosen, **how, answers=st.session_state[PAGE.key("own_answers")])
    except Question as question:
        st.session_state[PAGE.key("own_question")] = question
        return
    except ValueError as error:
        return PAGE.refuse(f"{error} The view is as it was.")
    why = table.why_taken() if choice["column"] in table.value_columns[:1] else ""
    st.session_state[PAGE.key("own_notes")] = tuple(filter(None, (why, *notes)))
    PAGE.change(lambda view: take_series(view, series))
