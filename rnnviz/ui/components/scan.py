"""A picture as a network reads it, line by line, with what it would say after each: see scan.js."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_scan = register("scan", "<div class='scan'></div>")


class Line(NamedTuple):
    """A step.

    Args:
        step: its number, from 0.
        pixels: what is read in it, from 0 to 1.
        chances: (10,), the probabilities after it; None where they are hidden.
        says: the likeliest digit; None where it is hidden.
        turn: how it changed its mind here, in signs; "" where it is not marked.
        states: a number of every unit.
    """

    step: int
    pixels: np.ndarray
    chances: Sequence[float | None]
    says: int | None
    turn: str
    states: np.ndarray


def scan(
    lines: Sequence[Line],
    *,
    tall: int,
    step: int,
    digit: int | None,
    unit: int | None,
    names: str,
    largest: float,
    key: str,
    label: str,
    legend: str,
    on_choose: Callable[[], None],
) -> None:
    """Draw a picture step by step.

    Args:
        lines: the steps, or some of them.
        tall: pixels of a line.
        step: that is looked at; -1 for none.
        digit: whose probability is opened there; None where a unit is.
        unit: that is opened; None where a probability is.
        names: what is painted of each unit.
        largest: the number of full colour.
        key: of the component: ``st.session_state[key].choose`` is [step], [step, digit] or [step, "unit", unit].
        label: what it is, for those who do not see it.
        legend: what is to be known to read it.
        on_choose: called when something is chosen.
    """
    drawn = {
        "lines": [
            each._asdict()
            | {"pixels": np.round(each.pixels, 3).tolist(), "chances": to_json(list(each.chances))}
            | {"states": np.round(each.states, 4).tolist()}
            for each in lines
        ],
        "tall": tall,
        "names": names,
        "largest": largest,
        "label": label,
        "legend": legend,
    }
    _scan(
        key=key,
        data={"drawn": drawn, "chosen": {"step": step, "digit": digit, "unit": unit}},
        on_choose_change=on_choose,
    )
