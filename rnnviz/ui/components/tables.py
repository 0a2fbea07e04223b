"""Tables of numbers that a reader edits."""

from collections.abc import Callable

from rnnviz.ui.components import register

_tables = register("tables", "<div class='tables'></div>")


def tables(rows: list[dict], *, key: str, on_edit: Callable[[], None]) -> None:
    """Show tables to edit.

    Each is a dict: key, symbol (parts), title, values, rows and columns (names), largest (full colour), weight and
    units (what hovering lights), errors ("row,column" → sentence), typed (cells as they were typed), edited.
    ``on_edit`` is called with ``st.session_state[key].edit`` = {"key", "cells": [[row, column, text], …]}, whose
    cells are None to give the table back.
    """
    _tables(key=key, data={"tables": rows}, on_edit_change=on_edit)
