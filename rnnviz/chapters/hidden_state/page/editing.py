"""A given number is changed where one looks: in the sum, or on its edge in the picture."""

from functools import partial

import streamlit as st

from rnnviz.chapters.hidden_state.page.state import PAGE, SELECTION, network
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import MAX_ABSOLUTE, shapes
from rnnviz.core.arithmetic import Operand
from rnnviz.core.numbers import parse_number
from rnnviz.ui.components.panel import Editing

TABLES = {"w_x": "wx", "w_h": "wh", "b_h": "bh", "w_y": "wy", "b_y": "by", "x": "x", "h0": "h0", "c0": "c0"}
"""The table that a given number stands in, by its role in a sum."""


def entry_of(operand: Operand) -> list | None:
    """Return where a number can be changed: [table, row, column]; None where it is computed or a constant."""
    return operand.entry and [TABLES[operand.role], *operand.entry]


def refused() -> dict | None:
    """Return what was typed in place of a number and is none; None once the network is another."""
    owner, mistake = st.session_state.get(PAGE.key("refused"), (None, None))
    return mistake if owner == network() else None


def in_sum() -> Editing:
    """Return how the numbers of the sum are changed."""
    return Editing(entry_of, partial(take, "panel"), refused())


def take(component: str) -> None:
    """Take a component's event: one number was changed; what is no number is named, and nothing changes."""
    event = st.session_state[PAGE.key(component)].edit
    if not isinstance(event, dict) or event.get("key") not in shapes(PAGE.view):
        return
    name, rows = event["key"], scene(PAGE.view).table(event["key"]).tolist()
    cells = cells_within(rows, event.get("cells"))
    if len(cells) != 1:
        return
    st.session_state.pop(PAGE.key("refused"), None)
    rows, errors = typed_into(rows, cells)
    for sentence in errors.values():
        (row, column, typed), sentence = cells[0], f"{name}, {sentence[0].lower()}{sentence[1:]} Nothing was changed."
        mistake = {"entry": [name, row, column], "typed": typed[:40], "sentence": sentence}
        st.session_state[PAGE.key("refused")] = (network(), mistake)
        return PAGE.redraw()
    SELECTION.keep_trail()
    PAGE.change(lambda view: view.edited(name, tuple(map(tuple, rows))))


def cells_within(rows: list[list[float]], cells) -> list[list]:
    """Return the cells [row, column, text] of an event that are in the table, the last of each place."""
    last = {}
    for cell in cells if isinstance(cells, list) else []:
        match cell:
            case [int(row), int(column), str(text)] if 0 <= row < len(rows) and 0 <= column < len(rows[0]):
                last[row, column] = [row, column, text]
    return list(last.values())


def typed_into(rows: list[list[float]], cells: list[list]) -> tuple[list[list[float]], dict[str, str]]:
    """Return a table with cells typed into it, and a sentence for each that is no number, by "row,column"."""
    errors = {}
    for row, column, text in cells:
        try:
            rows[row][column] = parse_number(text, MAX_ABSOLUTE)
        except ValueError as error:
            errors[f"{row},{column}"] = f"Row {row + 1}, column {column + 1}: {error}"
    return rows, errors
