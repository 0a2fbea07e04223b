"""The reader's own series: a file or pasted text is read, or refused and everything stays as it was."""

import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from rnnviz.chapters.forecasters.page.state import PAGE
from rnnviz.chapters.forecasters.view import take_series
from rnnviz.training.user_series import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_TABLE_ROWS,
    Choice,
    Question,
    Reading,
    Table,
    first_choice,
    read_series,
    read_table,
)
from rnnviz.ui.attempts import attempts, count_attempt
from rnnviz.ui.page_state import Section

FILES = ("csv", "txt", "tsv", "dat", "xlsx", "xls")


@dataclass(frozen=True, eq=False)
class OwnData:
    """What the reader brought and how it is read; begun anew with each file.

    Args:
        name: of the file, or "" where it was pasted.
        data: its bytes, compressed; each change reads them again.
        options: the names that the table offers: "sheet", "series", "column", "dates".
        choice: what the reader chose of it.
        sheet: of a workbook, the one that is read.
        reading: the series and how it was read; None while a question is open.
        question: what the table does not tell, where it is open.
        before: what was read before the question; None where nothing was.
    """

    name: str
    data: bytes
    options: Mapping[str, tuple]
    choice: Choice
    sheet: str | None = None
    reading: Reading | None = None
    question: Question | None = None
    before: "OwnData | None" = None


def own_data() -> OwnData | None:
    """Return what the reader brought last, where it is what the page shows or there is a question about it."""
    own: OwnData | None = st.session_state.get(PAGE.key("own_data"))
    is_shown = own is not None and (own.question or own.reading.series is PAGE.view.own)
    return own if is_shown else None


def user_series_by() -> Hashable:
    """Return what is drawn of the reader's own data."""
    return own_data(), attempts(PAGE), is_unfolded(), PAGE.view.season, PAGE.view.split, PAGE.view.calendar


UNFOLDED = "own_card_unfolded"
"""The session key of whether the card is open."""


def is_unfolded() -> bool:
    """Return whether the card is open: at first, until the reader folds it, and anew with each file."""
    return st.session_state.get(PAGE.key(UNFOLDED), True)


def bring() -> None:
    """Draw the ways in: a file, or pasted text."""
    upload, paste = st.columns(2, gap="medium")
    with upload:
        key = PAGE.key(f"own_file_{attempts(PAGE)}")
        st.file_uploader(
            f"A CSV file or an Excel workbook: up to {MAX_BYTES // 1_000_000} MB, {MAX_TABLE_ROWS:,} rows and "
            f"{MAX_COLUMNS} columns",
            type=FILES,
            key=key,
            on_change=take_file,
            args=(key,),
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


def take_file(key: str) -> None:
    """Read a file that was uploaded, if it is not too large; a callback."""
    file = st.session_state.get(key)
    if file is None:
        return
    count_attempt(PAGE)
    if file.size > MAX_BYTES:
        return PAGE.refuse(
            f"“{file.name}” has {file.size / 1e6:.1f} MB; at most {MAX_BYTES // 1_000_000} MB are read: keep fewer "
            "rows or columns. Everything is as it was."
        )
    take(file.getvalue(), file.name)


def take_text() -> None:
    """Read text that was pasted; a callback."""
    text = st.session_state[PAGE.key("own_text")]
    if text.strip():
        take(text.encode("utf-8", "replace"))


def take(data: bytes, name: str = "") -> None:
    """Read a table and take its likeliest column; where it cannot be read, say why and keep everything."""

    def begun() -> tuple[OwnData, Table]:
        table = read_table(data)
        return OwnData(name, zlib.compress(data, 1), options_of(table), first_choice(table), table.sheet), table

    show(begun, name, is_new=True)


def read_again(change: Callable[[OwnData], OwnData], section: Section | None = None) -> None:
    """Read the same data in another way; where that cannot be, say why and keep everything; a callback."""
    own = own_data()
    if own is None:
        return

    def again() -> tuple[OwnData, Table]:
        changed = change(own)
        table = read_table(zlib.decompress(own.data), changed.sheet)
        if changed.sheet != own.sheet:
            changed = replace(changed, options=options_of(table), choice=first_choice(table))
        return changed, table

    show(again, own.name, section)


def show(
    read: Callable[[], tuple[OwnData, Table]], name: str, section: Section | None = None, is_new: bool = False
) -> None:
    """Show what was read, or the question about it, or why it was refused."""
    before = st.session_state.get(PAGE.key("own_data"))
    while before is not None and before.question:
        before = before.before
    try:
        own, table = read()
        try:
            own = replace(own, reading=read_series(table, own.choice), question=None, before=None)
        except Question as question:
            own = replace(own, reading=None, question=question, before=before)
        else:
            view = take_series(PAGE.view, own.reading.series, is_new)
            PAGE.link.fitted(view)
    except ValueError as error:
        named = f"“{name}” was not taken. " if name and is_new else ""
        return PAGE.refuse(f"{named}{error} Everything is as it was.", section)
    st.session_state[PAGE.key("own_data")] = own
    if is_new:
        st.session_state[PAGE.key(UNFOLDED)] = True
    if own.question:
        PAGE.notices.clear()
        return PAGE.redraw(section)
    if is_new and name:
        st.session_state[PAGE.key("own_text")] = ""
    PAGE.change(lambda _: view)


def give_up() -> None:
    """Leave a question open and go back to what was shown; a callback."""
    own = own_data()
    st.session_state[PAGE.key("own_data")] = own and own.before
    PAGE.redraw()


def options_of(table: Table) -> dict[str, tuple[Any, ...]]:
    """Return the names that a table offers to choose from."""
    return {
        "sheet": table.sheets,
        "series": table.series_names,
        "column": table.names,
        "dates": (None, *table.joined, *table.names),
    }
