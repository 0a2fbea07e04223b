"""Windows on their way through the batches of a stateful layer, a lane for each row: see lanes.js."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_lanes = register("lanes", "<div class='lanes'></div>")


class Column(NamedTuple):
    """A batch.

    Args:
        title: above it.
        group: the epoch that it belongs to.
        kind: "training", "validation" or "prediction".
        is_reset: whether the states are emptied before it.
    """

    title: str
    group: str
    kind: str
    is_reset: bool


class Stop(NamedTuple):
    """A window in a lane of a batch.

    Args:
        column: of its batch.
        row: its lane.
        start: where it begins in the series, from 0.
        text: which values it reads.
        value: the state after its last step; None where it is hidden.
        cells: the state after every step; None where only the last is handed on, or all are hidden.
        relation: a name in ``core.stateful.RELATIONS``, or "hidden".
        gap: what is written on the way to it.
        source: the position of the one whose state it receives; -1 for none.
        spoken: all of it, for those who do not see it.
    """

    column: int
    row: int
    start: int
    text: str
    value: float | None
    cells: list[float] | None
    relation: str
    gap: str
    source: int
    spoken: str


def lanes(
    columns: Sequence[Column],
    stops: Sequence[Stop],
    *,
    series: np.ndarray,
    window: int,
    chosen: tuple[int, int],
    asked: bool,
    key: str,
    label: str,
    legend: str,
    on_choose: Callable[[], None],
) -> None:
    """Draw the board.

    Args:
        columns: the batches, in the order of time.
        stops: the windows, batch by batch and row by row.
        series: (n,), what the windows are cut from.
        window: values of each.
        chosen: the position of the window that is looked at, and its step, from 0.
        asked: whether it is asked whose state that window receives: then only windows are chosen, and none is opened.
        key: of the component: ``st.session_state[key].choose`` is [position] or [position, step].
        label: what it is, for those who do not see it.
        legend: what is to be known to read it.
        on_choose: called when a window, or a state of it, is chosen.
    """
    values = [each.value for each in stops if each.value is not None]
    drawn = {
        "columns": [each._asdict() for each in columns],
        "stops": [each._asdict() | {"value": to_json(each.value), "cells": to_json(each.cells)} for each in stops],
        "series": np.round(series, 4).tolist(),
        "window": window,
        "largest": max(map(abs, values), default=1.0),
        "asked": asked,
        "label": label,
        "legend": legend,
    }
    _lanes(key=key, data={"drawn": drawn, "chosen": chosen}, on_choose_change=on_choose)
