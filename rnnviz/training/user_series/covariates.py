"""Further columns of a table that are read beside the values: their numbers, and whether they are known ahead."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.core.numbers import plural
from rnnviz.training.series import MAX_AHEAD, MAX_COVARIATES, Covariate
from rnnviz.training.user_series.filling import Filled
from rnnviz.training.user_series.numbers import read_numbers
from rnnviz.training.user_series.question import Answers, Question
from rnnviz.training.user_series.table import Table

KNOWN_AHEAD = {
    "known": "known ahead, as a calendar, a price list or a planned promotion is",
    "measured": "not known ahead: measured, as the values themselves are",
}
"""Whether a column's value of the step that is forecast is known when the forecast is made."""


class Column(NamedTuple):
    """A further column: its name, its numbers (n,), NaN where they are missing, and whether it is known ahead."""

    name: str
    values: np.ndarray
    known_ahead: bool


def read_columns(table: Table, names: Sequence[str], taken: Sequence[str | None], answers: Answers) -> list[Column]:
    """Return further columns of a table.

    Args:
        table: of one series.
        names: of the columns.
        taken: the names of the values and of their dates, which can be none of them.
        answers: to the questions that were asked before.

    Raises:
        Question: where the table does not tell something, such as whether a column is known ahead.
        ValueError: naming the column, where there are too many, or it is taken, or no column of numbers.
    """
    if len(names) > MAX_COVARIATES:
        raise ValueError(f"At most {MAX_COVARIATES} columns are read beside the values; you chose {len(names)}.")
    found = []
    for name in names:
        if name in taken:
            which = "the values" if name == taken[0] else "their dates"
            raise ValueError(f"Column “{name}” holds {which} and cannot be read beside them.")
        if name in table.date_columns:
            raise ValueError(f"Column “{name}” has dates: only a column of numbers can be read beside the values.")
        about = "known ahead", name
        numbers = read_numbers(table.cells(name), table.rows, name, table.separator, answers, table.marks)
        if np.isnan(numbers.values).all():
            raise ValueError(f"Column “{name}” has no numbers.")
        if answers.get(about) not in KNOWN_AHEAD:
            raise Question(
                about,
                f"Column “{name}” will be read beside the values. When a forecast is made, is its value of the step "
                "that is forecast known?",
                KNOWN_AHEAD,
            )
        found.append(Column(name, numbers.values, answers[about] == "known"))
    return found


def first_complete(columns: Sequence[np.ndarray]) -> int:
    """Return the first step from which every column (n,) has a number, or has had one before.

    >>> first_complete([np.array([np.nan, 2.0, np.nan]), np.array([1.0, np.nan, np.nan])])
    1
    """
    return max((int(np.flatnonzero(~np.isnan(column))[0]) for column in columns), default=0)


def forward_filled(column: np.ndarray) -> np.ndarray:
    """Return a column (n,) with the last number before in the place of each that is missing; NaN before the first."""
    steps = np.arange(len(column))
    return column[np.maximum.accumulate(np.where(np.isnan(column), 0, steps))]


def covariates_of(columns: Sequence[Column], filled: Filled, steps: int) -> tuple[tuple[Covariate, ...], list[str]]:
    """Return columns as they are read beside the values, and what there is to say of each.

    Args:
        columns: of all steps of the table, with a number at or before the first value.
        filled: which of the steps are the series.
        steps: how many the table has.
    """
    made, notes = [], []
    end = steps if filled.end is None else filled.end
    for name, values, known_ahead in columns:
        present = np.flatnonzero(~np.isnan(values))
        last = min(max(end, int(present[-1]) + 1), end + MAX_AHEAD) if known_ahead else end
        missing = int(np.isnan(values[filled.begin : last]).sum())
        made.append(Covariate(name, forward_filled(values)[filled.begin : last], known_ahead))
        notes.append(about(made[-1], missing, last - end))
    return tuple(made), notes


def about(covariate: Covariate, missing: int, ahead: int) -> str:
    """Say how a further column is read."""
    name = f"“{covariate.name}”"
    if covariate.known_ahead:
        text = f"{name}, known ahead: its value of the step that is forecast is read with the window. "
        text += (
            f"After the last value it is known for {plural(ahead, 'step')} more."
            if ahead
            else "After the last value the table has none of it; rows with a date and no value would."
        )
    else:
        text = f"{name}, not known ahead: it is read as far as the values are."
    if missing:
        text += f" {plural(missing, 'value')} of it {'is' if missing == 1 else 'are'} missing, and the last before "
        text += f"stands in for {'it' if missing == 1 else 'each'}."
    return text
